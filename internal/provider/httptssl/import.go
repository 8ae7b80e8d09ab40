// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ImportState imports the settings by id or by identity. The resource owns a
// setting once an apply has set it.
func (r *settingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, diags := schemas.ImportID(ctx, req, "id")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if id != theID {
		resp.Diagnostics.AddError("Unable to import the HTTPT SSL settings",
			fmt.Sprintf("Expected the id %q, got %q. A server has one set of these settings.", theID, id))
		return
	}
	resp.Diagnostics.Append(schemas.SetAll(ctx, &resp.State, map[string]any{
		"id":                          theID,
		"on_destroy":                  schemas.OnDestroyDefaults,
		"restart":                     schemas.RestartNever,
		"minimum_days_valid":          int64(0),
		"allow_endpoint_port_removal": false,
	})...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}
