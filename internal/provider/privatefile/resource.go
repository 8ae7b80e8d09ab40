// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package privatefile is the resource confproxy_private_file: one file of the
// Private storage.
package privatefile

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var (
	_ resource.ResourceWithConfigure      = (*fileResource)(nil)
	_ resource.ResourceWithIdentity       = (*fileResource)(nil)
	_ resource.ResourceWithImportState    = (*fileResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*fileResource)(nil)
	_ resource.ResourceWithValidateConfig = (*fileResource)(nil)
)

type fileResource struct {
	providerdata.Resource[*client.Client]
}

// NewResource returns the resource confproxy_private_file. validation is the
// run for resources while the provider is not configured.
func NewResource(validation *providerdata.Run) resource.Resource {
	return &fileResource{providerdata.Resource[*client.Client]{Name: "private_file", Run: validation}}
}

// IdentitySchema describes the identity: the name of the file.
func (r *fileResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = schemas.Identity(map[string]string{"name": "Name of the file."})
}

func (m *model) identify(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return schemas.Identify(ctx, identity, map[string]string{"name": m.Name.ValueString()})
}

// Create uploads the file. A failed upload that may have stored the file leaves
// it in the state, so that a later destroy removes it.
func (r *fileResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	p := &planning{config: &model{}, plan: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	resp.Diagnostics.Append(p.read()...)
	ctx, cancel, diags := providerdata.Begin(ctx, p.plan.Name.ValueString(), p.plan.Timeouts.Create)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := p.plan.Name.ValueString()
	result, err := r.Client.PutFile(ctx, name, p.wanted, confproxy.Precondition{Absent: !p.plan.Overwrite.ValueBool()})
	if err == nil {
		r.Run.Store(name)
		r.Run.Replace(name, result.Previous)
	}
	switch {
	case errors.Is(err, confproxy.ErrExists):
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Unable to create the private file",
			fmt.Sprintf("%v Set overwrite = true to replace it, choose another name, or import it with the id %q.", err, name))
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error("Unable to create the private file", err))
		if !result.MayExist {
			return
		}
		result.File = confproxy.File{Name: name, Version: -1}
	case result.Adopted:
		resp.Diagnostics.AddAttributeWarning(path.Root("name"), "Existing private file adopted",
			fmt.Sprintf("%s already existed on the server with identical contents. Terraform now manages it, and a destroy deletes "+
				"it.", confproxy.ObjectPath(name)))
	}
	resp.Diagnostics.Append(p.save(ctx, result.File, &resp.State, resp.Identity, resp.Private)...)
}

// Read finds the file in the listing, and downloads it only if its size or
// version has changed, or if the listing lacks it: that looks twice.
func (r *fileResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
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
	name := state.Name.ValueString()
	file, err := r.Client.File(ctx, name)
	var data []byte
	verified := !state.SHA256.IsNull() && !state.ServerVersion.IsNull() && file == state.knownFile() && state.Verify.ValueString() != verifyAlways
	if err == nil && !verified || errors.Is(err, confproxy.ErrNotFound) {
		data, file, err = r.Client.ReadFile(ctx, name)
	}
	resp.Diagnostics.Append(state.identify(ctx, resp.Identity)...)
	switch {
	case errors.Is(err, confproxy.ErrNotFound):
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the private file", err))
		return
	}
	before := memory
	memory.Source = state.sourceDigest()
	if !verified {
		found := certs.NewContent(data)
		memory = memory.seen(found, state)
		if imported := state.SHA256.IsNull(); imported || found.SHA256() != state.SHA256.ValueString() {
			state.setArgumentsFromServer(found, imported)
		}
		state.setFromContent(found)
		state.setFromListing(file)
		resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	}
	if memory != before {
		resp.Diagnostics.Append(privatestate.Set(ctx, resp.Private, memory)...)
	}
}

// Update uploads the file again if its contents change.
func (r *fileResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	p := &planning{config: &model{}, plan: &model{}, state: &model{}}
	resp.Diagnostics.Append(req.Config.Get(ctx, p.config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, p.plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, p.state)...)
	ctx, cancel, diags := providerdata.Begin(ctx, p.plan.Name.ValueString(), p.plan.Timeouts.Update)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if p.plan.SHA256.Equal(p.state.SHA256) {
		resp.Diagnostics.Append(resp.State.Set(ctx, p.plan)...)
		resp.Diagnostics.Append(p.plan.identify(ctx, resp.Identity)...)
		return
	}
	resp.Diagnostics.Append(p.read()...)
	if resp.Diagnostics.HasError() {
		return
	}
	seen := p.state.knownFile()
	result, err := r.Client.PutFile(ctx, seen.Name, p.wanted, confproxy.Precondition{Match: &seen})
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to replace the private file", err))
		return
	}
	r.Run.Store(seen.Name)
	r.Run.Replace(seen.Name, result.Previous)
	resp.Diagnostics.Append(p.save(ctx, result.File, &resp.State, resp.Identity, resp.Private)...)
}

// Delete deletes the file, unless another resource wrote it in this run. The
// client refuses to delete a file that the settings name.
func (r *fileResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	state := &model{}
	resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	ctx, cancel, diags := providerdata.Begin(ctx, state.Name.ValueString(), state.Timeouts.Delete)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.Name.ValueString()
	if r.Run.IsStored(name) {
		resp.Diagnostics.AddWarning("Private file not deleted",
			fmt.Sprintf("Another resource wrote %s in this run, as create_before_destroy does. The file was not deleted.",
				confproxy.ObjectPath(name)))
		return
	}
	if err := r.Client.DeleteFile(ctx, name); err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to delete the private file", err))
	}
}

// read reads the contents at the apply, and checks that they are the planned
// ones.
func (p *planning) read() diag.Diagnostics {
	var diags diag.Diagnostics
	given := p.config.given()
	if len(given) == 0 {
		diags.AddError("Missing contents", "Expected one of content, content_base64, source and content_wo to upload the file, got none.")
		return diags
	}
	from := given[0]
	var err error
	p.wanted, err = from.content(p.plan.KeyFormat)
	if err == nil && p.wanted == nil {
		err = errors.New("its value is unknown")
	}
	switch {
	case err != nil:
		diags.AddAttributeError(from.at(), "Invalid "+from.name, sentence(err))
	case !p.plan.SHA256.IsUnknown() && p.plan.SHA256.ValueString() != p.wanted.SHA256():
		diags.AddAttributeError(from.at(), "Contents changed after the plan", changed(p.plan.SHA256.ValueString(), p.wanted.SHA256()))
	}
	return diags
}

// save stores the result of the upload in the state.
func (p *planning) save(
	ctx context.Context, file confproxy.File, state *tfsdk.State, identity *tfsdk.ResourceIdentity, private privatestate.Writer,
) diag.Diagnostics {
	p.plan.setFromContent(p.wanted)
	p.plan.setFromListing(file)
	diags := state.Set(ctx, p.plan)
	diags.Append(p.plan.identify(ctx, identity)...)
	var uploaded memory
	if p.wanted.CanonicalSHA256() != p.wanted.SHA256() {
		uploaded.Written = p.wanted.CanonicalSHA256()
	}
	diags.Append(privatestate.Set(ctx, private, uploaded)...)
	return diags
}
