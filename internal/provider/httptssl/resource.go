// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package httptssl is the resource confproxy_httpt_ssl: the set of HTTPT SSL
// settings of a server.
//
// The resource owns and enforces the settings that the configuration sets,
// resets those that it no longer sets to the product's default, and does not
// change but shows those that it never set. The private state records the owned
// settings.
package httptssl

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var (
	_ client                              = providerdata.Data{}.Client
	_ resource.ResourceWithConfigure      = (*settingsResource)(nil)
	_ resource.ResourceWithIdentity       = (*settingsResource)(nil)
	_ resource.ResourceWithImportState    = (*settingsResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*settingsResource)(nil)
	_ resource.ResourceWithValidateConfig = (*settingsResource)(nil)
)

// client is the part of the client that the resource needs.
type client interface {
	Err() error
	Settings(ctx context.Context, settings ...confproxy.Setting) (confproxy.Readings, error)
	Deploy(ctx context.Context, change deployment.Deployment) (*deployment.Report, error)
	Check(ctx context.Context, input deployment.CheckInput) ([]check.Finding, error)
	Inspect(ctx context.Context, settings confproxy.Values, before *deployment.Verified, live deployment.LiveCheck) (*deployment.Inspection, error)
	CheckPorts(before, after confproxy.Value) error
	TLSServerName() string
}

type settingsResource struct {
	providerdata.Resource[client]
}

// NewResource returns the resource confproxy_httpt_ssl. validation is the run
// for resources while the provider is not configured.
func NewResource(validation *providerdata.Run) resource.Resource {
	return &settingsResource{providerdata.Resource[client]{Name: "httpt_ssl", Run: validation}}
}

// IdentitySchema describes the identity: the id, which is always httpt_ssl.
func (r *settingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = schemas.Identity(map[string]string{"id": "Always " + theID + ": a server has one set of these settings."})
}

func identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return schemas.Identify(ctx, identity, map[string]string{"id": theID})
}

// Create sets what is configured. A failed creation leaves no state: a tainted
// resource would reset the settings to the product's defaults before the next
// attempt.
func (r *settingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel, diags := providerdata.Begin(ctx, theID, p.plan.Timeouts.Create)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	change, diags := p.change(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	report, err := r.deploy(ctx, change)
	resp.Diagnostics.Append(attributes.Report(report, restartDue)...)
	resp.Diagnostics.Append(r.Fallback(ctx)...)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to change the HTTPT SSL settings", undoing(report, err), err, attributes)...)
		return
	}
	p.plan.setServed(report.Verified)
	p.plan.setUnknownFromServer(ctx, report.Settings)
	resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
	p.memory.Owned = p.ownedAfter(change.Want, report.Settings, false)
	p.memory.setFromReport(report)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, p.memory)...)
}

// Read reads the settings from the server.
func (r *settingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	ctx, cancel, diags := providerdata.Begin(ctx, theID, state.Timeouts.Read)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings, err := r.settings(ctx, memory.owned()...)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the HTTPT SSL settings", err))
		return
	}
	state.setFromServer(ctx, settings)
	resp.Diagnostics.Append(r.inspect(ctx, state, &memory, settings)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, memory)...)
}

// inspect compares the server with the verified state.
func (r *settingsResource) inspect(ctx context.Context, state *model, memory *memory, settings confproxy.Values) diag.Diagnostics {
	if !memory.inspects() {
		return nil
	}
	live, diags := schemas.LiveCheckOf(ctx, state.LiveCheck)
	found, err := r.Client.Inspect(ctx, settings, memory.Verified, live)
	if err != nil {
		return append(diags, diagnostics.Error("Unable to read the HTTPT SSL settings", err))
	}
	memory.setFromInspection(found)
	if found.Unreachable != nil {
		diags.AddWarning("Live check not possible",
			fmt.Sprintf("The live check failed: %v. It is unknown whether the port presents what the configuration declares.", found.Unreachable))
	}
	if found.Unreachable == nil || found.Verified.Served() != "" {
		state.setServed(&found.Verified)
	}
	return diags
}

// Update changes the settings. A failed update stores the server's actual
// settings in the state and does not change the rest, so that the next plan
// tries again.
func (r *settingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	p := &planning{config: &model{}, plan: &model{}, state: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	p.memory = memory
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
	if !p.requiresApply() {
		resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
		return
	}
	ctx, cancel, diags := providerdata.Begin(ctx, theID, p.plan.Timeouts.Update)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	change, diags := p.change(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	report, err := r.deploy(ctx, change)
	resp.Diagnostics.Append(attributes.Report(report, restartDue)...)
	resp.Diagnostics.Append(r.Fallback(ctx)...)
	after := p.plan
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to change the HTTPT SSL settings", undoing(report, err), err, attributes)...)
		if after = p.state; report.Settings != nil {
			after.setFromServer(ctx, report.Settings)
		}
	} else {
		after.setServed(report.Verified)
		after.setUnknownFromServer(ctx, report.Settings)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, after)...)
	p.memory.Owned = p.ownedAfter(change.Want, report.Settings, err != nil)
	p.memory.Unfinished = isUnfinished(change, report, err)
	p.memory.setFromReport(report)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, p.memory)...)
}

// settings reads the settings. The needed ones must exist.
func (r *settingsResource) settings(ctx context.Context, needed ...confproxy.Setting) (confproxy.Values, error) {
	readings, err := r.Client.Settings(ctx, confproxy.HTTPTSSL...)
	if err != nil {
		return nil, err
	}
	return readings.Require(needed...)
}
