// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package privatestate keeps typed values in the private state of a resource.
package privatestate

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Key is the key of the value in the private state.
const Key = "memory"

// Reader reads from a private state.
type Reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// Writer writes to a private state.
type Writer interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Get reads the value; it is zero if there is none, as after an import.
func Get[T any](ctx context.Context, from Reader) (T, diag.Diagnostics) {
	var value T
	data, diags := from.GetKey(ctx, Key)
	if diags.HasError() || len(data) == 0 {
		return value, diags
	}
	if err := json.Unmarshal(data, &value); err != nil {
		diags.AddError("Unable to read the private state",
			"The private state of the resource is not in the expected form: "+err.Error()+". "+
				"Remove the resource from the state (terraform state rm) and import it again.")
	}
	return value, diags
}

// Set writes the value. A zero value is not written: the engine copies the
// private state of all resources for each change.
func Set[T any](ctx context.Context, to Writer, value T) diag.Diagnostics {
	if reflect.ValueOf(value).IsZero() {
		return to.SetKey(ctx, Key, nil)
	}
	data, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write the private state", err.Error())}
	}
	return to.SetKey(ctx, Key, data)
}
