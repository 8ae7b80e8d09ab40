// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package privatestate keeps values beside the state of a resource, in its
// private state.
package privatestate

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Key is where the private state keeps the value.
const Key = "memory"

// Reader is a private state to read from.
type Reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// Writer is a private state to write to.
type Writer interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Get reads the value; it is zero when none was kept, as after an import.
func Get[T any](ctx context.Context, from Reader) (T, diag.Diagnostics) {
	var value T
	data, diags := from.GetKey(ctx, Key)
	if diags.HasError() || len(data) == 0 {
		return value, diags
	}
	if err := json.Unmarshal(data, &value); err != nil {
		diags.AddError("Unable to read the private state",
			"What this provider keeps beside the state of the resource cannot be understood: "+err.Error()+". "+
				"Remove the resource from the state (terraform state rm) and import it again.")
	}
	return value, diags
}

// Set writes the value.
func Set[T any](ctx context.Context, to Writer, value T) diag.Diagnostics {
	data, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write the private state", err.Error())}
	}
	return to.SetKey(ctx, Key, data)
}
