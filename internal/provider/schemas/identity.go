// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// Identity describes an identity: string attributes, with a description for
// each name.
func Identity(attributes map[string]string) identityschema.Schema {
	identity := identityschema.Schema{Attributes: map[string]identityschema.Attribute{}}
	for name, description := range attributes {
		identity.Attributes[name] = identityschema.StringAttribute{Description: description, RequiredForImport: true}
	}
	return identity
}

// Identify sets the values of an identity; a nil identity belongs to an engine
// without identities.
func Identify(ctx context.Context, identity *tfsdk.ResourceIdentity, values map[string]string) diag.Diagnostics {
	var diags diag.Diagnostics
	if identity == nil {
		return diags
	}
	for name, value := range values {
		diags.Append(identity.SetAttribute(ctx, path.Root(name), value)...)
	}
	return diags
}

// ImportID returns the id of an import, or the identity attribute that replaces
// it.
func ImportID(ctx context.Context, req resource.ImportStateRequest, attribute string) (id string, diags diag.Diagnostics) {
	if req.ID != "" || req.Identity == nil {
		return req.ID, nil
	}
	diags = req.Identity.GetAttribute(ctx, path.Root(attribute), &id)
	return id, diags
}

// SetAll sets attributes of an imported state.
func SetAll(ctx context.Context, state *tfsdk.State, values map[string]any) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, value := range values {
		diags.Append(state.SetAttribute(ctx, path.Root(name), value)...)
	}
	return diags
}
