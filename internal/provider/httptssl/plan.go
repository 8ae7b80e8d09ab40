// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
)

// ModifyPlan plans the values of all settings, and checks what is going to be
// served as far as it is known.
func (r *settingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // it is going to be destroyed
	}
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		p.state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
		remember, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		p.memory = remember
	}
	if resp.Diagnostics.HasError() {
		return
	}
	p.complete(ctx)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
	if p.memory.Unfinished {
		resp.Diagnostics.AddWarning("The HTTPT SSL settings are applied again",
			"The last change of them failed on its way. The settings are saved and verified once more, even where the server shows the wanted values.")
	}
	if r.run != nil {
		resp.Diagnostics.Append(r.run.ManageSettings("confproxy_httpt_ssl", req, p.manages()...)...)
	}
	resp.Diagnostics.Append(r.checkPorts(ctx, p)...)
	resp.Diagnostics.Append(r.check(ctx, p)...)
}
