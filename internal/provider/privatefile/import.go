// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ImportState imports a file by id or by identity: its name, with or without
// objects/.
func (r *fileResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, diags := schemas.ImportID(ctx, req, "name")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := id
	if object, ok := confproxy.ObjectName(name); ok {
		name = object
	}
	if err := checkName(name); err != nil {
		resp.Diagnostics.AddError("Unable to import the private file",
			fmt.Sprintf("Expected the name of a file of the Private storage, with or without %s, got %q: %v.",
				confproxy.ObjectPath(""), id, err))
		return
	}
	resp.Diagnostics.Append(schemas.SetAll(ctx, &resp.State, map[string]any{
		"name": name, "overwrite": false, "key_format": keyFormatTraditional, "verify": verifyWhenChanged,
	})...)
	resp.Diagnostics.Append((&model{Name: types.StringValue(name)}).identify(ctx, resp.Identity)...)
}
