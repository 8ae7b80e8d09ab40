// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ImportState imports the settings by id or by identity. The resource owns a
// setting once an apply has set it.
func (r *settingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := types.StringValue(req.ID)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("id"), &id)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	if id.ValueString() != theID {
		resp.Diagnostics.AddError("Unable to import the HTTPT SSL settings",
			fmt.Sprintf("Expected the id %q, got %q. A server has one set of these settings.", theID, id.ValueString()))
		return
	}
	for name, value := range map[string]any{
		"id":                          theID,
		"on_destroy":                  onDestroyDefaults,
		"restart":                     restartNever,
		"minimum_days_valid":          int64(0),
		"allow_endpoint_port_removal": false,
	} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}
