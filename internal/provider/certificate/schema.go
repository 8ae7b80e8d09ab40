// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"context"
	"maps"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// validName matches a valid prefix of stored names, of at most maxName characters.
var validName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

const maxName = 100

const nameRule = "must begin with a letter or digit and consist of at most 100 letters, digits, dots, hyphens and underscores"

// Schema describes the resource.
func (r *certificateResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The TLS certificate of an ISL Conference Proxy: key, certificate and chain as one unit, deployed in one transaction. " +
			"A server has one, so declare this resource once for each server.\n\n" +
			"Before anything changes, the provider checks that key and certificate match, that the passphrase opens the key, and chain, names " +
			"and validity. It stores three files under new names, switches *HTTPT use SSL*, certificate, key and chain with one save, and enters the " +
			"passphrase. Then a TLS handshake must present the new certificate. If a step fails, the steps before it are undone. " +
			"Finally, the previous files are deleted.\n\n" +
			"A new certificate or `private_key_wo_version` indicates a new key; write-only values are needed only when something is sent. " +
			"For ports, redirect and protocols declare `confproxy_httpt_ssl` beside it, without the settings that this resource manages.",
		Attributes: arguments(ctx),
	}
	maps.Copy(resp.Schema.Attributes, computed())
}

func arguments(ctx context.Context) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			MarkdownDescription: "Prefix of the stored names: `<name>-<digest>.cer`, `.key` and `-chain.crt`, with 12 hex digits. " +
				"Files with such names belong to the resource, which deletes those that it no longer uses, whoever stored them. " +
				"Changing it replaces the resource: set `create_before_destroy = true` in its `lifecycle` block; " +
				"otherwise the server presents its own certificate in between.",
			Required:      true,
			Validators:    []validator.String{stringvalidator.LengthAtMost(maxName), stringvalidator.RegexMatches(validName, nameRule)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"certificate_pem": schema.StringAttribute{
			MarkdownDescription: "The server's certificate in PEM form. Its chain may follow it, as in the `fullchain.pem` of many tools. " +
				"Another spelling of the same certificates, such as CR LF, is no change.",
			Required: true,
		},
		"chain_pem": schema.StringAttribute{
			MarkdownDescription: "The intermediate certificates in PEM form, the issuer of the server's certificate first. They come after those in " +
				"`certificate_pem`. " +
				"Roots and repeated certificates are not stored.",
			Optional: true,
		},
		"private_key_pem_wo": schema.StringAttribute{
			MarkdownDescription: "The private key in PEM form, write-only: in no state and no plan. It is needed when the resource is created, the " +
				"certificate or `private_key_wo_version` changes, " +
				"or the key was lost on the server. RSA and EC keys are stored in traditional form; an encrypted PKCS#8 key is stored encrypted, with the " +
				"same passphrase.",
			Optional:  true,
			Sensitive: true,
			WriteOnly: true,
		},
		"private_key_wo_version": schema.Int64Attribute{
			MarkdownDescription: "Change this value to send key and passphrase again for the same certificate, for example because another " +
				"passphrase protects the key. The first version after an import sends nothing.",
			Optional: true,
		},
		"private_key_passphrase_wo": schemas.WriteOnlySecret("*HTTPT SSL key passphrase*: the passphrase of an encrypted key, write-only. " +
			"Without it, the setting returns to the product's default when a key is sent."),
		"minimum_days_valid": schemas.Count("Minimum number of whole days for which the certificate must be valid when it is deployed. " +
			"Later, fewer days are a warning in every plan. Default 0: it must not have expired."),
		"restart":    schemas.Restart("the previous certificate is still served"),
		"live_check": schemas.LiveCheck(),
		"on_destroy": schemas.Choice("Effect of a destroy: `defaults` resets the settings to the product's defaults and deletes the files, "+
			"`keep` leaves both. If certificate or key were changed by hand to other files, the settings stay, and the files that they name. Default "+
			"`defaults`.",
			schemas.OnDestroyDefaults, schemas.OnDestroyKeep),
		"keep_previous": schemas.Count("How many earlier sets of files to keep on the server, for a rollback by hand. " +
			"Older ones are deleted by the change that replaces them or lowers the number, once every address of the live check presents " +
			"the certificate. Default 0."),
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true}),
	}
}

func computed() map[string]schema.Attribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	texts := func(description string) schema.ListAttribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"drift":              texts("Differences between the server and the last deployment, one entry each. A plan that repairs them empties the list."),
		"certificate_path":   text("How settings refer to the file of the certificate: `objects/<name>`."),
		"key_path":           text("How settings refer to the file of the key."),
		"chain_path":         text("How settings refer to the file of the chain; null without a chain."),
		"subject":            text("Subject of the certificate, in the form of RFC 2253."),
		"issuer":             text("Issuer, in the form of RFC 2253."),
		"dns_names":          texts("DNS names that the certificate covers."),
		"ip_addresses":       texts("IP addresses that it covers."),
		"not_before":         text("Start of the validity period, RFC 3339 in UTC."),
		"not_after":          text("End of the validity period, RFC 3339 in UTC."),
		"sha256_fingerprint": text("SHA-256 of the certificate, lower-case hex."),
		"public_key_sha256":  text("SHA-256 of its public key (SubjectPublicKeyInfo), lower-case hex."),
		"served_sha256_fingerprint": text("SHA-256 of the certificate that the first address of the live check presents, lower-case hex. Unknown in a plan " +
			"that deploys; " +
			"null if no certificate is presented, or the live check is off."),
	}
}
