// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ImportState imports the files that the settings name, by id or by identity.
// The following read finds them.
func (r *certificateResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	name, diags := schemas.ImportID(ctx, req, "name")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if len(name) > maxName || !validName.MatchString(name) {
		resp.Diagnostics.AddError("Unable to import the certificate", fmt.Sprintf("Expected the name, which %s. Got %q.", nameRule, name))
		return
	}
	resp.Diagnostics.Append(schemas.SetAll(ctx, &resp.State, map[string]any{
		"name":               name,
		"minimum_days_valid": int64(0),
		"restart":            schemas.RestartNever,
		"on_destroy":         schemas.OnDestroyDefaults,
		"keep_previous":      int64(0),
	})...)
	resp.Diagnostics.Append((&model{Name: types.StringValue(name)}).identify(ctx, resp.Identity)...)
}

// refuse reports that the server has no certificate that can be imported.
func (r *refresh) refuse(format string, args ...any) {
	r.diags.AddError("Unable to import the certificate", fmt.Sprintf(format, args...)+
		" Nothing was changed. To deploy a certificate, remove the import block or do not run terraform import, and apply.")
}

// setFromSettings stores the names in the settings in state and memory after an import.
func (r *refresh) setFromSettings(ctx context.Context) error {
	settings, err := readSettings(ctx, r.client)
	if err != nil {
		return err
	}
	set, ok := namesIn(settings)
	if !ok {
		r.refuse("Expected settings that name a certificate and a key of the Private storage, as objects/<file>. Got %s for %s and %s for %s.",
			settings[confproxy.Certificate], confproxy.Certificate, settings[confproxy.Key], confproxy.Key)
		return nil
	}
	passphrase, there := settings[confproxy.KeyPassphrase]
	r.memory = memory{Set: &set, Files: map[string]storedFile{}, Imported: true, Passphrase: there && !passphrase.Default}
	listed, err := r.client.Files(ctx)
	if err != nil {
		return err
	}
	r.memory.Previous = slices.DeleteFunc(storedSets(r.state.Name.ValueString(), listed), func(stored fileNames) bool { return stored == set })
	for _, name := range set.all() {
		data, file, err := r.client.ReadFile(ctx, name)
		if errors.Is(err, confproxy.ErrNotFound) {
			r.refuse("The settings name %s, but the Private storage has no such file.", confproxy.ObjectPath(name))
			return nil
		}
		if err != nil {
			return err
		}
		content := certs.NewContent(data)
		r.memory.Files[name] = storedFile{file.Size, file.Version, content.SHA256()}
		switch name {
		case set.Certificate:
			r.state.CertificatePEM = types.StringValue(string(content.Normalized().Bytes()))
		case set.Chain:
			r.state.ChainPEM = types.StringValue(string(content.Normalized().Bytes()))
		}
	}
	public, diags := readPublic(r.state)
	if public == nil || diags.HasError() {
		for _, d := range diags {
			r.refuse("The files that the settings name are not usable as certificate_pem and chain_pem: %s", d.Detail())
		}
		return nil
	}
	r.memory.Certificates = public.fingerprints()
	r.state.describe(public.leaf)
	r.state.name(&set)
	return nil
}
