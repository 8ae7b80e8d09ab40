// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package setting is the resource confproxy_setting: one row of a settings page.
package setting

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// separator separates page and name in an id.
const separator = "::"

var (
	_ resource.ResourceWithConfigure      = (*settingResource)(nil)
	_ resource.ResourceWithIdentity       = (*settingResource)(nil)
	_ resource.ResourceWithImportState    = (*settingResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*settingResource)(nil)
	_ resource.ResourceWithValidateConfig = (*settingResource)(nil)
)

type settingResource struct {
	providerdata.Resource[*client.Client]
}

// NewResource returns the resource confproxy_setting.
func NewResource() resource.Resource {
	return &settingResource{providerdata.Resource[*client.Client]{Name: "setting"}}
}

// IdentitySchema describes the identity: page and name.
func (r *settingResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = schemas.Identity(map[string]string{"page": "Menu entry of the page.", "name": "Label of the row, without its colon."})
}

func (m *model) identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	setting := m.setting()
	return schemas.Identify(ctx, identity, map[string]string{"page": setting.Page, "name": setting.Label})
}

// Create gives the row its value.
func (r *settingResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	config, plan := &model{}, &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	ctx, cancel, diags := providerdata.Begin(ctx, plan.setting().String(), plan.Timeouts.Create)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.write(ctx, config, plan, nil)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.identify(ctx, resp.Identity)...)
}

// Read reads the row from the server.
func (r *settingResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	ctx, cancel, diags := providerdata.Begin(ctx, state.setting().String(), state.Timeouts.Read)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	row, err := r.find(ctx, state.setting())
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
	if missing, ok := errors.AsType[*missingError](err); ok {
		if state.Overridden.IsNull() { // during an import
			resp.Diagnostics.AddError("Setting not found", missing.Error())
			return
		}
		resp.Diagnostics.AddWarning("Setting not found", missing.Error())
		resp.State.RemoveResource(ctx)
		return
	}
	if err == nil && state.Overridden.IsNull() { // during an import
		err = row.Err
	}
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the setting", err))
		return
	}
	if row.Err != nil {
		resp.Diagnostics.AddWarning("Setting not understood", diagnostics.Detail(row.Err))
	}
	if row.Value.Default {
		resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, memory{})...)
	}
	state.setFromServer(row)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// Update changes the value of the row.
func (r *settingResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	config, plan, state := &model{}, &model{}, &model{}
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	ctx, cancel, diags := providerdata.Begin(ctx, plan.setting().String(), plan.Timeouts.Update)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.write(ctx, config, plan, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, memory{})...)
}

// write changes the row on the server as planned, and stores what the page then
// shows in the plan.
func (r *settingResource) write(ctx context.Context, config, plan, state *model) diag.Diagnostics {
	setting := plan.setting()
	if plan.Overridden.IsUnknown() {
		plan.Overridden = types.BoolValue(config.isOverridden())
	}
	r.Run.Write(confproxy.Values{setting: plan.want()})
	var err error
	switch {
	case state != nil && isSame(plan, state):
	case config.lacksSecret():
		return diag.Diagnostics{missingSecret()}
	case !config.ValueWO.IsNull():
		err = r.Client.SetSecret(ctx, setting, config.ValueWO.ValueString())
	default:
		edit := confproxy.Edit{Want: confproxy.Values{setting: plan.want()}}
		if state != nil {
			edit.Expect = confproxy.Values{setting: state.want()}
		}
		err = r.Client.Edit(ctx, edit)
	}
	var row confproxy.Row
	if err == nil {
		row, err = r.find(ctx, setting)
	}
	if err != nil {
		return diag.Diagnostics{diagnostics.Error("Unable to change the setting", err)}
	}
	plan.setComputed(row)
	return nil
}

// isSame reports whether nothing needs to be sent.
func isSame(plan, state *model) bool {
	return plan.Value.Equal(state.Value) && plan.Overridden.Equal(state.Overridden) && plan.ValueWOVersion.Equal(state.ValueWOVersion)
}

// Delete resets the row to the product's default, or keeps it if on_destroy
// says so.
func (r *settingResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	ctx, cancel, diags := providerdata.Begin(ctx, state.setting().String(), state.Timeouts.Delete)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || state.OnDestroy.ValueString() == schemas.OnDestroyKeep {
		return
	}
	if r.Run.IsWritten(state.setting()) {
		resp.Diagnostics.Append(diagnostics.NotReset(state.setting()))
		return
	}
	edit := confproxy.Edit{Want: confproxy.Values{state.setting(): confproxy.DefaultValue()}}
	if err := r.Client.Edit(ctx, edit); err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to return the setting to its default", err))
	}
}

// ImportState imports a row by page::name or by identity.
func (r *settingResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	page, name, ok := strings.Cut(req.ID, separator)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("page"), &page)...)
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root("name"), &name)...)
		ok = true
	}
	if !ok || strings.TrimSpace(page) == "" || strings.TrimSpace(name) == "" {
		resp.Diagnostics.AddError("Unable to import the setting", fmt.Sprintf("Expected an id such as %q, got %q.", "General"+separator+"SMTP port", req.ID))
	}
	page = strings.TrimSpace(page)
	state := &model{Page: types.StringValue(page), Name: types.StringValue(strings.TrimSpace(name))}
	setting := state.setting()
	if setting.IsManagedByDeployment() {
		resp.Diagnostics.AddError("Unable to import the setting", fmt.Sprintf("The row %q belongs to confproxy_certificate and confproxy_httpt_ssl.", name))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(schemas.SetAll(ctx, &resp.State, map[string]any{"page": page, "name": setting.Label, "on_destroy": onDestroyDefault})...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, memory{Imported: true})...)
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
}
