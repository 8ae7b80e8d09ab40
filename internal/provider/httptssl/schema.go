// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// Schema describes the resource.
func (r *settingsResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The HTTPT SSL settings of an ISL Conference Proxy: which certificate its ports present. " +
			"A server has one set of them, so declare this resource once for each server.\n\n" +
			"The resource owns and enforces the settings that you configure. It resets those that you no longer configure to the product's default. " +
			"It does not change but shows the others; null means that the product's default is in use. " +
			"After an import, it owns no setting until an apply sets one.\n\n" +
			"Before the provider saves anything, it reads certificate, key and chain from the storage and checks them. Afterwards a TLS handshake " +
			"must present them; otherwise the previous settings are restored. The guide *What happens during an apply* lists the steps.\n\n" +
			"Every refresh compares the named files with those that were last verified, and the certificate that the port presents with the files. " +
			"After a difference, or with a planned change of a named file, the plan updates the settings too: they are checked, saved again and verified. " +
			"For that, refer to the `path` of a `confproxy_private_file` instead of a literal path.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "Always `" + theID + "`.",
				Computed:            true,
				Default:             stringdefault.StaticString(theID),
			},
			"ports": schema.ListAttribute{
				MarkdownDescription: "*HTTPT ports*: the ports on which the server listens, from 1 to 65535, in any order. " +
					"A change takes effect after a restart of the server, see `restart`.",
				ElementType: types.Int64Type,
				Optional:    true,
				Computed:    true,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1),
					listvalidator.UniqueValues(),
					listvalidator.ValueInt64sAre(int64validator.Between(1, 65535)),
				},
			},
			"use_ssl": schema.BoolAttribute{
				MarkdownDescription: "*HTTPT use SSL*: whether the ports present the certificate below.",
				Optional:            true,
				Computed:            true,
			},
			"certificate": rowAttribute("*HTTPT SSL certificate*: path of the file with the server's certificate, `objects/<name>`. " +
				"See `path` of `confproxy_private_file`."),
			"key": rowAttribute("*HTTPT SSL key*: path of the file with the private key."),
			"certificate_chain": rowAttribute("*HTTPT SSL certificate chain*: path of the file with the intermediate certificates, the issuer of the " +
				"server's certificate first."),
			"key_passphrase_wo": schemas.WriteOnlySecret("*HTTPT SSL key passphrase*: the passphrase of an encrypted key. " +
				"It is write-only: it is in no state and no plan. It is sent when the resource is created, when `key_passphrase_wo_version` " +
				"or the contents of the key change, and when the server has lost it or presents another certificate than before."),
			"key_passphrase_wo_version": schema.Int64Attribute{
				MarkdownDescription: "Change this value to send `key_passphrase_wo` again for the same key.",
				Optional:            true,
			},
			"key_passphrase_set": schema.BoolAttribute{
				MarkdownDescription: "Whether a passphrase is set on the server; null if the server does not show it.",
				Computed:            true,
			},
			"redirect_http_to_https": schema.BoolAttribute{
				MarkdownDescription: "*Redirect HTTP to HTTPS for all user web pages* (older releases: *Force SSL for all user web pages*). " +
					"It is switched on last, after a successful live check, and off first.",
				Optional: true,
				Computed: true,
			},
			"ssl_protocol": rowAttribute("*HTTPT SSL protocol*, in the spelling of the server's release, for example `0x0301-0x10000` or `ALL -SSLv2 " +
				"-SSLv3`."),
			"ssl_cipher_suite": rowAttribute("*HTTPT SSL cipher suite*, in the spelling of the server's release, for example `0x1302 0x1301 0xc02c` or an " +
				"OpenSSL cipher string."),
			"on_destroy": schemas.Choice("Effect of a destroy: `defaults` resets the owned settings to the product's defaults, `keep` sends nothing. "+
				"Default `defaults`. "+
				"With `keep` the settings still name their files, which then cannot be deleted.",
				schemas.OnDestroyDefaults, schemas.OnDestroyKeep),
			"restart":            schemas.Restart("ports changed or the previous certificate is still served"),
			"minimum_days_valid": schemas.Count("Minimum number of whole days for which the certificate must be valid. Default 0: it must not have expired."),
			"allow_endpoint_port_removal": schema.BoolAttribute{
				MarkdownDescription: "Whether `ports`, or the product's default once they are no longer configured, may lack the port of the provider's " +
					"endpoint. Otherwise such a change is refused, and a destroy does not reset the ports. Default false.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"served_sha256_fingerprint": schema.StringAttribute{
				MarkdownDescription: "SHA-256 fingerprint, lower-case hex, of the certificate that the first address of the live check presents. " +
					"It is unknown in a plan that verifies the served certificate. " +
					"Null if no certificate is presented, the settings name none, or the live check is off.",
				Computed: true,
			},
			"live_check": schemas.LiveCheck(),
			"timeouts":   timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true}),
		},
	}
}

// rowAttribute returns the attribute of a setting with one text.
func rowAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), schemas.SingleLine()},
	}
}
