// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// theID is the only id: a server has one set of HTTPT SSL settings.
const theID = "httpt_ssl"

// model is the resource in configuration, plan and state.
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
