// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
)

// ValidateConfig refuses contents that cannot be right, without a server. A
// source that is not there yet is left to the plan.
func (r *fileResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	const expected = "Exactly one of content, content_base64, source and content_wo is expected"
	given := config.given()
	switch {
	case len(given) == 0:
		resp.Diagnostics.AddAttributeError(path.Root("content"), "Missing contents", expected+", and none is set.")
		return
	case len(given) > 1:
		resp.Diagnostics.AddAttributeError(given[1].at(), "Contents given twice",
			fmt.Sprintf("%s, and both %s and %s are set.", expected, given[0].name, given[1].name))
		return
	}
	wanted, err := given[0].content()
	switch {
	case err != nil && given[0].name == "source":
	case err != nil:
		resp.Diagnostics.AddAttributeError(given[0].at(), "Invalid "+given[0].name, sentence(err))
	case wanted != nil:
		resp.Diagnostics.Append(check(wanted, given[0], time.Now())...)
	}
}

// ModifyPlan plans what is going to be stored.
func (r *fileResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // it is going to be destroyed
	}
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		state := &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		memory, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		if state.Name.Equal(p.plan.Name) {
			p.state, p.memory = state, memory
		}
	}
	from, ok := p.from()
	if resp.Diagnostics.HasError() || !ok {
		return
	}
	var err error
	if p.wanted, err = from.content(); err != nil {
		resp.Diagnostics.AddAttributeError(from.at(), "Invalid "+from.name, sentence(err))
		return
	}
	p.complete(from)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
	if r.client != nil && !p.plan.Name.IsUnknown() && p.writes(from) {
		r.run.PlanFile(p.plan.Name.ValueString(), p.wanted)
	}
}
