// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package httptssl is the resource confproxy_httpt_ssl: the HTTPT SSL settings
// of a server, of which each has one set.
//
// What the configuration sets is owned and enforced; what it stops setting
// goes back to the product's default; what it never set is left alone and
// shown. Which settings are owned is kept in the private state.
package httptssl

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/access"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/remembered"
)

// defaultTimeout bounds every operation that the configuration sets no timeout for.
const defaultTimeout = 10 * time.Minute

var (
	_ resource.ResourceWithConfigure      = (*settingsResource)(nil)
	_ resource.ResourceWithIdentity       = (*settingsResource)(nil)
	_ resource.ResourceWithImportState    = (*settingsResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*settingsResource)(nil)
	_ resource.ResourceWithValidateConfig = (*settingsResource)(nil)
)

// client is what the resource needs of a server.
type client interface {
	HTTPTSSL(ctx context.Context, needed ...confproxy.Setting) (confproxy.Settings, error)
	ChangeHTTPTSSL(ctx context.Context, change confproxy.Change) (*confproxy.Outcome, error)
	CheckHTTPTSSL(ctx context.Context, input confproxy.CheckInput) ([]certs.Finding, error)
	CheckEndpointPort(ports []int64) error
	TLSServerName() string
}

type settingsResource struct {
	client client // nil until the provider is configured
}

// NewResource returns the resource confproxy_httpt_ssl.
func NewResource() resource.Resource { return &settingsResource{} }

// Metadata names the resource.
func (r *settingsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_httpt_ssl"
}

// IdentitySchema describes the identity: the id, which is always httpt_ssl.
func (r *settingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"id": identityschema.StringAttribute{
				Description:       "Always " + theID + ": a server has one set of these settings.",
				RequiredForImport: true,
			},
		},
	}
}

// Configure takes over the client of the provider.
func (r *settingsResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	client, diags := access.Client(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	if client != nil {
		r.client = client
	}
}

// Create sets what is configured. A failed creation leaves no state, so that
// Terraform does not mark the settings as tainted: that would mean to reset
// them to the product's defaults before trying again.
func (r *settingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := p.plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	change, diags := p.change(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	outcome, err := r.make(ctx, change)
	resp.Diagnostics.Append(outcomeDiagnostics(outcome)...)
	if err != nil {
		resp.Diagnostics.Append(changeError("set", err)...)
		return
	}
	p.plan.fill(ctx, outcome.Settings)
	resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
	p.memory.Owned = p.ownedAfter(change.Want, outcome.Settings, false)
	p.memory.remember(outcome)
	resp.Diagnostics.Append(remembered.Keep(ctx, resp.Private, p.memory)...)
}

// Read shows the settings as they are on the server.
func (r *settingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := remembered.Recall[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Read(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	settings, err := r.client.HTTPTSSL(ctx, memory.Owned...)
	if err != nil {
		resp.Diagnostics.Append(failure("read", err)...)
		return
	}
	state.show(ctx, settings)
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
}

// Update changes the settings. A failed update leaves in the state what the
// server really has, and everything else as it was, so that the next plan acts
// again.
func (r *settingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	p := &planning{config: &model{}, plan: &model{}, state: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
	memory, diags := remembered.Recall[memory](ctx, req.Private)
	p.memory = memory
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(identify(ctx, resp.Identity)...)
	if !p.acts() {
		resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
		return
	}
	timeout, diags := p.plan.Timeouts.Update(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	change, diags := p.change(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	outcome, err := r.make(ctx, change)
	resp.Diagnostics.Append(outcomeDiagnostics(outcome)...)
	after := p.plan
	if err != nil {
		resp.Diagnostics.Append(changeError("change", err)...)
		if after = p.state; outcome.Settings != nil {
			after.show(ctx, outcome.Settings)
		}
	} else {
		after.fill(ctx, outcome.Settings)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, after)...)
	p.memory.Owned = p.ownedAfter(change.Want, outcome.Settings, err != nil)
	p.memory.Unfinished = isUnfinished(change, outcome, err)
	p.memory.remember(outcome)
	resp.Diagnostics.Append(remembered.Keep(ctx, resp.Private, p.memory)...)
}

// Delete returns the owned settings to the product's defaults, or leaves them
// alone where on_destroy says so.
func (r *settingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := remembered.Recall[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || state.OnDestroy.ValueString() == onDestroyKeep || len(memory.Owned) == 0 {
		return
	}
	want := confproxy.Settings{}
	for _, setting := range memory.Owned {
		want[setting] = confproxy.DefaultValue()
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	outcome, err := r.client.ChangeHTTPTSSL(ctx, confproxy.Change{
		Want: want, Expect: expected(state, want),
		Restart:                  state.Restart.ValueString() == restartWhenNeeded,
		AllowEndpointPortRemoval: state.AllowEndpointPortRemoval.ValueBool(),
		ServedBefore:             memory.ServedBefore,
	})
	resp.Diagnostics.Append(outcomeDiagnostics(outcome)...)
	if err != nil {
		resp.Diagnostics.Append(changeError("reset", err)...)
	}
}

func identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil {
		return nil // the engine knows no identities
	}
	return identity.SetAttribute(ctx, path.Root("id"), theID)
}
