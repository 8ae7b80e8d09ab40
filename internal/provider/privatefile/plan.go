// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ValidateConfig rejects invalid contents without a server and without reading
// a file. The plan reports missing contents: only an upload needs them.
func (r *fileResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config := &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.validateName(config)...)
	given := config.given()
	switch {
	case len(given) > 1:
		resp.Diagnostics.AddAttributeError(given[1].at(), "Conflicting contents",
			fmt.Sprintf("Expected one of content, content_base64, source and content_wo, got both %s and %s.", given[0].name, given[1].name))
		return
	case len(given) == 0:
		return
	case !given[0].writeOnly && !config.ContentWOVersion.IsNull():
		resp.Diagnostics.AddAttributeError(path.Root("content_wo_version"), "Version without content_wo",
			fmt.Sprintf("Expected content_wo with content_wo_version, got the contents in %s. Remove content_wo_version.", given[0].name))
		return
	case given[0].isSource():
		return
	}
	wanted, err := given[0].content(config.KeyFormat)
	switch {
	case err != nil:
		resp.Diagnostics.AddAttributeError(given[0].at(), "Invalid "+given[0].name, sentence(err)+" "+diagnostics.DestroyAnyway)
	case wanted != nil:
		resp.Diagnostics.Append(check(wanted, given[0], config.KeyFormat, time.Now())...)
	}
}

// validateName warns about a name that changes a public page (documented), and
// about one that settings name by a literal path.
func (r *fileResource) validateName(config *model) diag.Diagnostics {
	var diags diag.Diagnostics
	name := config.Name.ValueString()
	if strings.HasPrefix(name, "web_content___") {
		diags.AddAttributeWarning(path.Root("name"), "File changes a public page",
			"The server shows a Private file whose name begins with web_content___ in place of one of its public web pages. "+
				"Choose another name unless that is intended.")
	}
	if r.Client == nil && schemas.IsSet(config.Name) && r.Run.ManageFile(name) {
		diags.Append(providerdata.LiteralPath(path.Root("name"), name))
	}
	return diags
}

// ModifyPlan plans what the upload will store.
func (r *fileResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // a destroy
	}
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if !req.State.Raw.IsNull() {
		state := &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
		memory, diags := privatestate.Get[memory](ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		switch {
		case !state.Name.Equal(p.plan.Name):
			resp.Diagnostics.Append(r.checkReplacement(ctx, state, p.plan)...)
		case !state.SHA256.IsNull():
			p.state, p.memory = state, memory
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(p.load()...)
	if resp.Diagnostics.HasError() {
		return
	}
	if p.wanted != nil && p.from.isSource() {
		resp.Diagnostics.Append(check(p.wanted, *p.from, p.plan.KeyFormat, time.Now())...)
	}
	planned := *p.plan
	p.setComputed()
	if !reflect.DeepEqual(planned, *p.plan) {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, p.plan)...)
	}
	if r.Client != nil && !p.plan.Name.IsUnknown() && p.requiresUpload() {
		r.Run.PlanFile(p.plan.Name.ValueString(), p.wanted)
	}
}

// checkReplacement warns about a new name under which another file is stored:
// the engine deletes the old file before it creates the new one. The refresh has
// read the listing.
func (r *fileResource) checkReplacement(ctx context.Context, state, plan *model) diag.Diagnostics {
	if r.Client == nil || r.Client.Err() != nil || plan.Name.IsUnknown() || plan.Overwrite.IsUnknown() || plan.Overwrite.ValueBool() {
		return nil
	}
	name := plan.Name.ValueString()
	if _, isPlanned := r.Run.PlannedFile(name); isPlanned || r.Run.IsStored(name) {
		return nil
	}
	if _, err := r.Client.File(ctx, name); err != nil {
		return nil // it is not there, or the apply reports the error
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("name"), "A file with the new name exists",
		fmt.Sprintf("Expected no file %s on the server, got one, and overwrite is false. If it is still there, with other contents, the replacement "+
			"fails after it has deleted %s. Choose another name, set overwrite = true to replace the file, or set create_before_destroy = true "+
			"in the lifecycle block: the old file then stays until the new one is stored.",
			confproxy.ObjectPath(name), confproxy.ObjectPath(state.Name.ValueString())))}
}
