// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// Delete resets the owned settings to the product's defaults, unless on_destroy
// is keep.
func (r *settingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	ctx, cancel, diags := providerdata.Begin(ctx, theID, state.Timeouts.Delete)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	live, diags := schemas.LiveCheckOf(ctx, state.LiveCheck)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || state.OnDestroy.ValueString() == schemas.OnDestroyKeep || len(memory.Owned) == 0 {
		return
	}
	want := confproxy.Values{}
	for _, setting := range memory.owned() {
		if r.Run.IsWritten(setting) {
			resp.Diagnostics.Append(diagnostics.NotReset(setting))
			continue
		}
		want[setting] = confproxy.DefaultValue()
	}
	if kept := r.keepsPorts(state, memory); kept != nil && want[confproxy.Ports].Default {
		resp.Diagnostics.Append(kept)
		delete(want, confproxy.Ports)
	}
	if len(want) == 0 {
		return
	}
	report, err := r.Client.Deploy(ctx, deployment.Deployment{
		Want: want, Expect: expected(state, want),
		Restart:                  schemas.MayRestart(state.Restart),
		AllowEndpointPortRemoval: state.AllowEndpointPortRemoval.ValueBool(),
		ServedBefore:             memory.ServedBefore,
		Live:                     live,
	})
	resp.Diagnostics.Append(attributes.Report(report, restartDue)...)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to reset the HTTPT SSL settings", undoing(report, err), err, attributes)...)
	}
}

// keepsPorts returns a warning if a destroy does not reset the ports, because
// the product's default lacks the endpoint's port; otherwise nil.
func (r *settingsResource) keepsPorts(state *model, memory memory) diag.Diagnostic {
	if !memory.owns(confproxy.Ports) || state.Ports.IsNull() || state.AllowEndpointPortRemoval.ValueBool() {
		return nil
	}
	err := r.Client.CheckPorts(ports.decode(state.Ports), confproxy.DefaultValue())
	if err == nil {
		return nil
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("ports"), "Ports not reset",
		diagnostics.Detail(err)+" A destroy does not change the ports. Change them by hand if needed.")
}
