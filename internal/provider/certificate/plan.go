// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ValidateConfig reports errors that need no server.
func (r *certificateResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	p := &planning{config: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(p.read()...)
	}
	diagnostics.AllowDestroy(resp.Diagnostics)
}

// ModifyPlan plans every computed value, and checks the new certificate as far
// as it is known.
func (r *certificateResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		state := &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		memory, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		resp.Diagnostics.Append(destroyed(state, memory)...)
		return
	}
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		defer func() { diagnostics.AllowDestroy(resp.Diagnostics) }()
		state := &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		memory, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		if state.Name.Equal(p.plan.Name) && memory.Set != nil {
			p.state, p.memory = state, memory
		}
		resp.Diagnostics.Append(renamed(state, p.plan, memory)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(p.read()...)
	if resp.Diagnostics.HasError() {
		return
	}
	if r.Run != nil {
		resp.Diagnostics.Append(r.Run.ManageSettings("confproxy_certificate", req, rows...)...)
	}
	p.setComputed()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
	resp.Diagnostics.Append(p.explain()...)
	// A loss on the server is shown without the secrets, and does not prevent a
	// destroy; its repair needs them.
	resp.Diagnostics.Append(attributes.Findings(p.missing(), p.stores())...)
	serverName, diags := r.serverName(ctx, p.plan)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(p.check(serverName)...)
}

// renamed warns about the certificate that is served during a replacement. A
// provider does not know whether the configuration has create_before_destroy.
func renamed(state, plan *model, memory memory) diag.Diagnostics {
	if state.Name.Equal(plan.Name) || state.OnDestroy.ValueString() == schemas.OnDestroyKeep {
		return nil
	}
	return append(destroyed(state, memory), diag.NewAttributeWarningDiagnostic(path.Root("name"), "Another name replaces the certificate",
		"If Terraform destroys the old resource first, the server presents its own certificate until the new one is deployed. "+
			"Set create_before_destroy = true in the lifecycle block of the resource, so that the new certificate is served before the old files are deleted."))
}

// destroyed warns about files that a destroy deletes although the resource did
// not store them.
func destroyed(state *model, memory memory) diag.Diagnostics {
	if state.OnDestroy.ValueString() == schemas.OnDestroyKeep {
		return nil
	}
	return foreignDeleted(memory.foreign(fileNames{}, isStoredName(state.Name.ValueString()), 0),
		"the destroy", `To keep them, apply on_destroy = "keep" first.`)
}

// foreignDeleted warns about files that are deleted although the resource did
// not store them.
func foreignDeleted(files []string, by, otherwise string) diag.Diagnostics {
	if len(files) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Imported files will be deleted", fmt.Sprintf("The settings named %s when the certificate was "+
		"imported, and %s deletes them, except those that another setting of General names. %s", objectPaths(files), by, otherwise))}
}

func objectPaths(files []string) string {
	paths := make([]string, len(files))
	for i, name := range files {
		paths[i] = confproxy.ObjectPath(name)
	}
	return strings.Join(paths, ", ")
}

// explain tells why a plan acts although the configuration is the same.
func (p *planning) explain() diag.Diagnostics {
	var diags diag.Diagnostics
	if p.creates() {
		return diags
	}
	if drift := schemas.Texts(p.state.Drift); len(drift) > 0 {
		diags.AddWarning("The server is not as it was deployed",
			"Found: "+strings.Join(drift, "; ")+". The apply repairs it and verifies what is served.")
	}
	if left := p.memory.Leftover; len(left) > 0 {
		diags.AddWarning("Previous files not deleted",
			fmt.Sprintf("Stored, and neither used nor kept: %s. The apply deletes what keep_previous does not keep.", objectPaths(left)))
	}
	if p.memory.RestartDue != "" && !p.mayRestart() {
		diags.Append(diagnostics.RestartDue("The settings are saved, and " + p.memory.RestartDue + "."))
	}
	if p.requiresApply() {
		set := fileNames{}
		if names := p.names(); names != nil {
			set = *names
		}
		diags.Append(foreignDeleted(p.memory.foreign(set, isStoredName(p.plan.Name.ValueString()), p.plan.KeepPrevious.ValueInt64()),
			"the change", "To keep them, set keep_previous to the number of earlier sets to keep.")...)
	}
	if p.completesImport() {
		diags.AddWarning("The passphrase is sent",
			"After an import, it is unknown whether the server has the passphrase of the configuration.")
	}
	return diags
}

// serverName returns the name that the certificate should cover.
func (r *certificateResource) serverName(ctx context.Context, plan *model) (string, diag.Diagnostics) {
	live, diags := schemas.LiveCheckOf(ctx, plan.LiveCheck)
	endpoint := ""
	if r.Client != nil && r.Client.Err() == nil {
		endpoint = r.Client.TLSServerName()
	}
	return schemas.CoveredName(live, endpoint), diags
}
