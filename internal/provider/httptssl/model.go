// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// theID is the only id: a server has one set of HTTPT SSL settings.
const theID = "httpt_ssl"

// The values of on_destroy and restart.
const (
	onDestroyDefaults = "defaults"
	onDestroyKeep     = "keep"
	restartNever      = "never"
	restartWhenNeeded = "when_needed"
)

// model is the resource as configuration, plan and state hold it.
type model struct {
	ID                       types.String   `tfsdk:"id"`
	Ports                    types.List     `tfsdk:"ports"`
	UseSSL                   types.Bool     `tfsdk:"use_ssl"`
	Certificate              types.String   `tfsdk:"certificate"`
	Key                      types.String   `tfsdk:"key"`
	CertificateChain         types.String   `tfsdk:"certificate_chain"`
	KeyPassphraseWO          types.String   `tfsdk:"key_passphrase_wo"`
	KeyPassphraseWOVersion   types.Int64    `tfsdk:"key_passphrase_wo_version"`
	KeyPassphraseSet         types.Bool     `tfsdk:"key_passphrase_set"`
	RedirectHTTPToHTTPS      types.Bool     `tfsdk:"redirect_http_to_https"`
	SSLProtocol              types.String   `tfsdk:"ssl_protocol"`
	SSLCipherSuite           types.String   `tfsdk:"ssl_cipher_suite"`
	OnDestroy                types.String   `tfsdk:"on_destroy"`
	Restart                  types.String   `tfsdk:"restart"`
	MinimumDaysValid         types.Int64    `tfsdk:"minimum_days_valid"`
	AllowEndpointPortRemoval types.Bool     `tfsdk:"allow_endpoint_port_removal"`
	ServedSHA256Fingerprint  types.String   `tfsdk:"served_sha256_fingerprint"`
	LiveCheck                types.Object   `tfsdk:"live_check"`
	Timeouts                 timeouts.Value `tfsdk:"timeouts"`
}

// liveCheckModel is the attribute live_check.
type liveCheckModel struct {
	Enabled    types.Bool   `tfsdk:"enabled"`
	Addresses  types.List   `tfsdk:"addresses"`
	ServerName types.String `tfsdk:"server_name"`
	Timeout    types.String `tfsdk:"timeout"`
}

// liveCheck returns where a handshake is to prove what is served. It is on
// unless the configuration says otherwise.
func (m *model) liveCheck(ctx context.Context) (confproxy.LiveCheck, diag.Diagnostics) {
	live := confproxy.LiveCheck{Enabled: true, Timeout: confproxy.DefaultLiveTimeout}
	if m.LiveCheck.IsNull() || m.LiveCheck.IsUnknown() {
		return live, nil
	}
	var configured liveCheckModel
	diags := m.LiveCheck.As(ctx, &configured, basetypes.ObjectAsOptions{})
	if diags.HasError() {
		return live, diags
	}
	if !configured.Enabled.IsNull() && !configured.Enabled.IsUnknown() {
		live.Enabled = configured.Enabled.ValueBool()
	}
	for _, address := range configured.Addresses.Elements() {
		if text, ok := address.(types.String); ok && isSet(text) {
			live.Addresses = append(live.Addresses, text.ValueString())
		}
	}
	live.ServerName = configured.ServerName.ValueString()
	if timeout, err := time.ParseDuration(configured.Timeout.ValueString()); err == nil {
		live.Timeout = timeout
	}
	return live, diags
}
