// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// ValidateConfig reports contradictions in the configuration, without a server.
func (r *settingsResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(validatePair(&config)...)
	resp.Diagnostics.Append(r.validatePaths(&config)...)
}

// validatePair checks that certificate and key are set together.
func validatePair(config *model) diag.Diagnostics {
	var diags diag.Diagnostics
	if config.UseSSL.ValueBool() {
		if schemas.IsSet(config.Certificate) && config.Key.IsNull() {
			diags.AddAttributeError(path.Root("key"), "Missing key",
				fmt.Sprintf("Expected key, because use_ssl is true and certificate is %q, got none. The server cannot serve a certificate without its "+
					"private key. "+
					"Set key to the path of the key's file, for example confproxy_private_file.key.path.", config.Certificate.ValueString()))
		}
		if schemas.IsSet(config.Key) && config.Certificate.IsNull() {
			diags.AddAttributeError(path.Root("certificate"), "Missing certificate",
				fmt.Sprintf("Expected certificate, because use_ssl is true and key is %q, got none. "+
					"Set certificate to the path of the certificate's file, for example confproxy_private_file.certificate.path.", config.Key.ValueString()))
		}
	}
	if schemas.IsSet(config.KeyPassphraseWO) && config.Key.IsNull() {
		diags.AddAttributeWarning(path.Root("key_passphrase_wo"), "Passphrase without a key",
			"key_passphrase_wo is set, and key is not. The passphrase is sent whatever key the server's settings name. Set key as well.")
	}
	return diags
}

// validatePaths warns about files outside the Private storage, and about
// literal paths to files that the configuration manages. While the provider is
// not configured, a path that refers to another resource is unknown.
func (r *settingsResource) validatePaths(config *model) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, file := range []struct {
		attribute string
		value     types.String
	}{
		{"certificate", config.Certificate}, {"key", config.Key}, {"certificate_chain", config.CertificateChain},
	} {
		if !schemas.IsSet(file.value) {
			continue
		}
		name, ok := confproxy.ObjectName(file.value.ValueString())
		switch {
		case !ok:
			diags.AddAttributeWarning(path.Root(file.attribute), "Path outside the Private storage",
				fmt.Sprintf("Expected a path of the form objects/<name>, got %q. The provider can neither upload nor check a file outside the Private "+
					"storage. "+
					"For a file in the Private storage, refer to the attribute path of its confproxy_private_file.", file.value.ValueString()))
		case r.Client == nil && r.Run.NameFile(name):
			diags.Append(providerdata.LiteralPath(path.Root(file.attribute), name))
		}
	}
	return diags
}
