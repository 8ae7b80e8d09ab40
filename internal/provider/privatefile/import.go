// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// ImportState imports a file by id or by identity: its name, with or without
// objects/.
func (r *fileResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := types.StringValue(req.ID)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &id)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	name := id.ValueString()
	if object, ok := confproxy.ObjectName(name); ok {
		name = object
	}
	if err := checkName(name); err != nil {
		resp.Diagnostics.AddError("Unable to import the private file",
			fmt.Sprintf("Expected the name of a file of the Private storage, with or without %s, got %q: %v.",
				confproxy.ObjectPath(""), id.ValueString(), err))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("overwrite"), false)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("key_format"), keyFormatTraditional)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("verify"), verifyWhenChanged)...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity, name)...)
}

func identify(ctx context.Context, identity *tfsdk.ResourceIdentity, name string) diag.Diagnostics {
	if identity == nil {
		return nil // the engine does not support identities
	}
	return identity.SetAttribute(ctx, path.Root("name"), name)
}
