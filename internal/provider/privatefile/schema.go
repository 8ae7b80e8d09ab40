// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// Schema describes the resource.
func (r *fileResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One file of the Private storage of an ISL Conference Proxy: a certificate, its key, its chain, or any other file.\n\n" +
			"One of `content`, `content_base64`, `source` and `content_wo` sets its contents. PEM with CR LF, a byte order mark or in UTF-16 " +
			"is stored as UTF-8 with LF, which the product requires. Other contents, and all of `content_base64`, are stored byte for byte. " +
			"PEM that differs only in line endings, wrapping or blank lines from one configuration to the next is no change; " +
			"the file on the server is compared byte for byte. Without any of them, as after an import, the contents do not change.\n\n" +
			"A plan that changes nothing, and a destroy, need neither the file that `source` names nor `content_wo`. " +
			"The guide *Results for each kind of file* lists the files that are refused, stored with a warning, and stored.\n\n" +
			"The file is read back byte for byte after an upload. It cannot be deleted while a setting of *General* names it. " +
			"For files that are rotated under new names, set `create_before_destroy = true` in the `lifecycle` block.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the file, without a folder. Changing it creates another file.",
				Required:            true,
				Validators:          []validator.String{fileName()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"content": schema.StringAttribute{
				MarkdownDescription: "Contents as text. Terraform stores them in the state. For private keys use `content_wo`, or `source`, " +
					"of which the state keeps only the digest. An import shows the text of the file, unless it may hold a private key.",
				Optional:  true,
				Computed:  true, // an import shows text there
				Sensitive: true,
			},
			"content_base64": schema.StringAttribute{
				MarkdownDescription: "Contents as base64, for binary files. Terraform stores them in the state.",
				Optional:            true,
				Sensitive:           true,
			},
			"source": schema.StringAttribute{
				MarkdownDescription: "Path of a local file with the contents. It is read at plan, so that a changed file shows in the plan. " +
					"The state keeps only its digest. The plan of a new file does not show its contents, which may change until the apply; `sha256` pins " +
					"them.",
				Optional: true,
			},
			"content_wo": schema.StringAttribute{
				MarkdownDescription: "Contents as text, write-only: they are in no state and no plan. Without `content_wo_version` their digest shows a " +
					"change.",
				Optional:  true,
				WriteOnly: true, // not sensitive, too: the state would list its path for every file
			},
			"content_wo_version": schema.Int64Attribute{
				MarkdownDescription: "With this version, `content_wo` is uploaded again only when the version changes, or after the file changed on the " +
					"server.",
				Optional: true,
			},
			"key_format": schemas.Choice("How private keys are stored: `traditional` writes RSA and EC keys that are not encrypted as PKCS#1 and SEC 1, "+
				"as the server is documented to read them; `unchanged` stores them as given. `content_base64` is never converted. Default `traditional`.",
				keyFormatTraditional, keyFormatUnchanged),
			"verify": schemas.Choice("When a refresh downloads and compares the file: `when_changed`, after its size or version on the server changed, or "+
				"`always`. Default `when_changed`.",
				verifyWhenChanged, verifyAlways),
			"overwrite": schema.BoolAttribute{
				MarkdownDescription: "Whether a creation may replace a file of the same name that Terraform does not manage. Default false. " +
					"A file with identical contents is adopted either way.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"path": schema.StringAttribute{Computed: true, MarkdownDescription: "Path by which settings refer to the file, `objects/<name>`."},
			"size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes, as stored."},
			"sha256": schema.StringAttribute{
				MarkdownDescription: "SHA-256 of the stored bytes, lower-case hex. Set it to pin them: other contents are an error, " +
					"and nothing is uploaded while the server holds these.",
				Optional: true,
				Computed: true,
			},
			"server_version": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Version of the file on the server. Every upload increases it. Null if the server shows none.",
			},
			"public_key_sha256": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex: of the first certificate, or of the private key. " +
					"It is the same for certificate and key of a pair, so that a configuration can check them. Null if there is none, or the key is " +
					"encrypted.",
			},
			"certificates": schemas.ResourceCertificates("The certificates in the file, in PEM, DER or PKCS#7, in order; null if there are none."),
			"timeouts":     timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true}),
		},
	}
}
