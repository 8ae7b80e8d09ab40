// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ModifyPlan plans the values of all settings, and checks what the server will
// serve as far as it is known.
func (r *settingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(r.planDestroy(ctx, req)...)
		return
	}
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		p.state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
		kept, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		p.memory = kept
	}
	if resp.Diagnostics.HasError() {
		return
	}
	p.replaces = r.replaces(p)
	p.setComputed(ctx)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
	resp.Diagnostics.Append(p.driftWarnings()...)
	if p.memory.Unfinished {
		resp.Diagnostics.AddWarning("The HTTPT SSL settings are applied again",
			"The last change failed before it was complete. The settings are saved and verified again, even if the server shows the wanted values.")
	}
	if r.Run != nil {
		resp.Diagnostics.Append(r.Run.ManageSettings("confproxy_httpt_ssl", req, p.manages()...)...)
	}
	resp.Diagnostics.Append(r.checkPorts(ctx, p)...)
	resp.Diagnostics.Append(r.check(ctx, p)...)
}

// planDestroy warns about settings that a destroy will not change.
func (r *settingsResource) planDestroy(ctx context.Context, req resource.ModifyPlanRequest) diag.Diagnostics {
	state := &model{}
	diags := req.State.Get(ctx, state)
	memory, more := privatestate.Get[memory](ctx, req.Private)
	diags.Append(more...)
	if r.Client == nil || diags.HasError() || state.OnDestroy.ValueString() == schemas.OnDestroyKeep {
		return diags
	}
	if kept := r.keepsPorts(state, memory); kept != nil {
		diags.Append(kept)
	}
	return diags
}

// replaces reports whether the run writes a file that the configuration names,
// with contents other than those that were verified.
func (r *settingsResource) replaces(p *planning) bool {
	if r.Client == nil {
		return false
	}
	return slices.ContainsFunc([]types.String{p.config.Certificate, p.config.Key, p.config.CertificateChain}, func(path types.String) bool {
		name, ok := confproxy.ObjectName(path.ValueString())
		if !ok {
			return false
		}
		content, planned := r.Run.PlannedFile(name)
		return planned && !p.memory.Verified.HasContent(name, content)
	})
}

// driftWarnings explains why the plan verifies the settings although the
// configuration did not change, and why a restart is due.
func (p *planning) driftWarnings() diag.Diagnostics {
	var diags diag.Diagnostics
	if p.creates() || !p.declaresServed() {
		return nil
	}
	if len(p.memory.Differences) > 0 {
		diags.AddWarning("The server does not serve what is declared",
			strings.Join(p.memory.Differences, " ")+" The settings are checked, saved again and verified.")
	}
	if p.memory.RestartDue != "" && !p.mayRestart() {
		diags.Append(diagnostics.RestartDue(p.memory.RestartDue))
	}
	return diags
}
