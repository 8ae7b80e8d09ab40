// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package certificate is the resource confproxy_certificate: key, certificate
// and chain of a server as one unit, deployed in one transaction.
//
// The private state records the last deployment, which every refresh compares
// with the server. Secrets are needed only when something is sent.
package certificate

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var (
	_ client                              = providerdata.Data{}.Client
	_ resource.ResourceWithConfigure      = (*certificateResource)(nil)
	_ resource.ResourceWithIdentity       = (*certificateResource)(nil)
	_ resource.ResourceWithImportState    = (*certificateResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*certificateResource)(nil)
	_ resource.ResourceWithValidateConfig = (*certificateResource)(nil)
)

// client is the part of the client that the resource needs.
type client interface {
	Err() error
	Settings(ctx context.Context, settings ...confproxy.Setting) (confproxy.Readings, error)
	Files(ctx context.Context, expected ...string) (map[string]confproxy.File, error)
	UnusedFiles(ctx context.Context, names []string) ([]string, error)
	ReadFile(ctx context.Context, name string) ([]byte, confproxy.File, error)
	Deploy(ctx context.Context, change deployment.Deployment) (*deployment.Report, error)
	Presented(ctx context.Context, live deployment.LiveCheck, leaf *x509.Certificate, chain []*x509.Certificate) deployment.Presented
	TLSServerName() string
}

type certificateResource struct {
	providerdata.Resource[client]
}

// NewResource returns the resource confproxy_certificate.
func NewResource() resource.Resource {
	return &certificateResource{providerdata.Resource[client]{Name: "certificate"}}
}

// IdentitySchema describes the identity: the name.
func (r *certificateResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = schemas.Identity(map[string]string{"name": "Prefix of the stored names."})
}

func (m *model) identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return schemas.Identify(ctx, identity, map[string]string{"name": m.Name.ValueString()})
}

// Create deploys the certificate. A failed creation leaves no state, so that
// Terraform does not mark it as tainted: a tainted resource would reset the
// settings to the product's defaults before the next attempt.
func (r *certificateResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	ctx, cancel, diags := providerdata.Begin(ctx, p.plan.Name.ValueString(), p.plan.Timeouts.Create)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.deploy(ctx, p)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
	resp.Diagnostics.Append(p.plan.identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, p.memory)...)
}

// Read compares the server with the last deployment.
func (r *certificateResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	ctx, cancel, diags := providerdata.Begin(ctx, state.Name.ValueString(), state.Timeouts.Read)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	found := &refresh{client: r.Client, state: state, memory: memory}
	var err error
	if memory.Set == nil {
		err = found.setFromSettings(ctx)
	}
	if err == nil && !found.diags.HasError() {
		err = found.run(ctx)
	}
	resp.Diagnostics.Append(found.diags...)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to read the certificate", "", err, attributes)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, found.memory)...)
}

// Update deploys changes, or repairs drift. A failed update does not change the
// state, so that the next plan tries again.
func (r *certificateResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	p := &planning{config: &model{}, plan: &model{}, state: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	p.memory = memory
	resp.Diagnostics.Append(diags...)
	ctx, cancel, diags := providerdata.Begin(ctx, p.plan.Name.ValueString(), p.plan.Timeouts.Update)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	diags = r.deploy(ctx, p)
	resp.Diagnostics.Append(diags...)
	after := p.plan
	if diags.HasError() {
		after = p.state
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, after)...)
	resp.Diagnostics.Append(after.identify(ctx, resp.Identity)...)
	resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, p.memory)...)
}

// deploy performs the planned change, and stores the result in plan and memory.
func (r *certificateResource) deploy(ctx context.Context, p *planning) diag.Diagnostics {
	diags := p.read()
	if diags.HasError() {
		return diags
	}
	if !p.requiresApply() {
		p.memory.Imported = false
		p.plan.keep(p.state)
		return diags
	}
	change, set, more := p.deployment(ctx)
	diags.Append(more...)
	if diags.HasError() {
		return diags
	}
	after := memory{
		Set: &set, Certificates: p.public.fingerprints(), Passphrase: p.encrypts(),
		Previous: p.memory.earlier(set), ServedBefore: p.memory.ServedBefore,
	}
	change.Obsolete = func(stored map[string]confproxy.File) (files []string) {
		after.Previous, files = p.memory.obsolete(set, stored, isStoredName(p.plan.Name.ValueString()), p.plan.KeepPrevious.ValueInt64())
		return slices.DeleteFunc(files, r.Run.IsStored)
	}
	r.Run.Write(change.Want) // before it waits for its turn, so that no destroy comes after it
	for _, name := range set.all() {
		r.Run.Store(name)
	}
	report, err := r.Client.Deploy(ctx, change)
	diags.Append(attributes.Report(report, dueAfterDeploy)...)
	diags.Append(r.Fallback(ctx)...)
	if err != nil {
		p.memory.Unfinished = p.memory.Unfinished || !errors.Is(err, confproxy.ErrCheck) && !report.RolledBack()
		return append(diags, diagnostics.Failed("Unable to deploy the certificate", diagnostics.Undone(report), err, attributes)...)
	}
	if report.NotDeleted != nil {
		after.Previous = p.memory.earlier(set)
		diags.AddWarning("Previous files not deleted", fmt.Sprintf("The new certificate is served. Earlier files were not deleted: %v The next apply tries "+
			"again.", report.NotDeleted))
	}
	if report.ServedBefore != "" {
		after.ServedBefore = report.ServedBefore
	}
	after.Files = p.storedAfter(change, report)
	p.plan.describe(p.public.leaf)
	p.plan.name(&set)
	p.plan.Drift = schemas.TextList(nil)
	p.plan.ServedSHA256Fingerprint = schemas.TextOrNull("")
	if change.Live.Enabled {
		seen := r.Client.Presented(ctx, change.Live, p.public.leaf, p.public.chain)
		p.plan.ServedSHA256Fingerprint = schemas.TextOrNull(seen.Fingerprints[0])
		if report.RestartDue {
			after.Pending = seen.Fingerprints
		}
	}
	p.memory = after
	return diags
}

// storedAfter returns the files of the set after the deployment.
func (p *planning) storedAfter(change deployment.Deployment, report *deployment.Report) map[string]storedFile {
	files := map[string]storedFile{}
	if !p.stores() {
		maps.Copy(files, p.memory.Files)
	}
	for name, file := range report.Stored {
		files[name] = storedFile{file.Size, file.Version, change.Files[name].SHA256()}
	}
	return files
}

// Delete resets the settings to the product's defaults and deletes the files,
// unless on_destroy says to keep them. The settings belong together: if the
// certificate or the key is now somebody else's, all of them stay.
func (r *certificateResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	memory, diags := privatestate.Get[memory](ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	ctx, cancel, diags := providerdata.Begin(ctx, state.Name.ValueString(), state.Timeouts.Delete)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	live, diags := schemas.LiveCheckOf(ctx, state.LiveCheck)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || state.OnDestroy.ValueString() == schemas.OnDestroyKeep || memory.Set == nil {
		return
	}
	isOurs := isStoredName(state.Name.ValueString())
	settings, err := readSettings(ctx, r.Client)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to remove the certificate", "", err, attributes)...)
		return
	}
	want := confproxy.Values{}
	switch byHand := memory.byHand(settings, isOurs); {
	case r.Run.IsWritten(confproxy.Certificate):
		if len(byHand) == 0 {
			resp.Diagnostics.Append(diagnostics.NotReset(confproxy.Certificate))
		}
	case len(byHand) > 0:
		resp.Diagnostics.Append(notReset(byHand))
	default:
		for setting := range settings {
			want[setting] = confproxy.DefaultValue()
		}
	}
	report, err := r.Client.Deploy(ctx, deployment.Deployment{
		Want: want, ServedBefore: memory.ServedBefore, Live: live,
		Restart: schemas.MayRestart(state.Restart),
		Obsolete: func(stored map[string]confproxy.File) []string {
			_, files := memory.obsolete(fileNames{}, stored, isOurs, 0)
			return slices.DeleteFunc(files, r.Run.IsStored)
		},
	})
	resp.Diagnostics.Append(attributes.Report(report, dueAfterDestroy)...)
	if err == nil {
		err = report.NotDeleted
	}
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Failed("Unable to remove the certificate", diagnostics.Undone(report), err, attributes)...)
	}
}
