// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// memoryKey is where the private state keeps the memory.
const memoryKey = "memory"

// memory is what the provider keeps beside the state of the resource. It holds
// no secrets.
type memory struct {
	// Owned are the settings that the configuration set, and that go back to
	// the product's default when it no longer does.
	Owned []confproxy.Setting `json:"owned"`
	// Unfinished tells that a change failed after it may have begun, so that
	// it has to be made again although the server may show the wanted values.
	Unfinished bool `json:"unfinished,omitempty"`
}

func (m memory) owns(setting confproxy.Setting) bool { return slices.Contains(m.Owned, setting) }

type memoryReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type memoryWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// recall reads the memory; there is none after an import.
func recall(ctx context.Context, from memoryReader) (memory, diag.Diagnostics) {
	var m memory
	data, diags := from.GetKey(ctx, memoryKey)
	if diags.HasError() || len(data) == 0 {
		return m, diags
	}
	if err := json.Unmarshal(data, &m); err != nil {
		diags.AddError("Unable to read the private state of the HTTPT SSL settings",
			"What this provider keeps beside the state cannot be understood: "+err.Error()+". "+
				"Remove the resource from the state and import it again: terraform state rm, then terraform import with the id "+theID+".")
	}
	return m, diags
}

// keep writes the memory.
func (m memory) keep(ctx context.Context, to memoryWriter) diag.Diagnostics {
	data, err := json.Marshal(m)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to write the private state of the HTTPT SSL settings", err.Error())}
	}
	return to.SetKey(ctx, memoryKey, data)
}
