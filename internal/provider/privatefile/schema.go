// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// Schema describes the resource.
func (r *fileResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One file of the Private storage of an ISL Conference Proxy: a certificate, its key, its chain, or any other file.\n\n" +
			"One of `content`, `content_base64`, `source` and `content_wo` gives its contents. PEM with CR LF, a byte order mark or in UTF-16 " +
			"is stored as UTF-8 with LF, as the product wants it; other contents, and all of `content_base64`, are stored byte for byte. PEM that differs only in line endings, " +
			"wrapping or blank lines from one configuration to the next gives no change; what the server holds is compared byte for byte. " +
			"Where none is given, as after an import, the contents are left as they are.\n\n" +
			"A plan that changes nothing, and a destroy, need neither the file that `source` names nor `content_wo`. " +
			"The guide *What each file gives* lists what is refused, warned of and stored.\n\n" +
			"The file is read back byte for byte after an upload. It cannot be deleted as long as the HTTPT SSL settings on the server name it; " +
			"give files that are rotated under new names the lifecycle `create_before_destroy = true`.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the file, without a folder. Another name makes another file.",
				Required:            true,
				Validators:          []validator.String{fileName()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"content": schema.StringAttribute{
				MarkdownDescription: "Contents as text. Terraform keeps it in its state: for private keys use `content_wo`, or `source`, of which only the digest is kept.",
				Optional:            true,
				Computed:            true, // an import shows text there
				Sensitive:           true,
			},
			"content_base64": schema.StringAttribute{
				MarkdownDescription: "Contents as base64, for bytes that are no text. Terraform keeps it in its state.",
				Optional:            true,
				Sensitive:           true,
			},
			"source": schema.StringAttribute{
				MarkdownDescription: "Path of a local file with the contents. It is read when the plan is made, so that a changed file shows in the plan; " +
					"only its digest is kept in the state. What a new file holds is shown after the apply, as it may change until then; `sha256` pins it.",
				Optional: true,
			},
			"content_wo": schema.StringAttribute{
				MarkdownDescription: "Contents as text, write-only: in no state and no plan. Without `content_wo_version` a change is noticed by its digest.",
				Optional:            true,
				Sensitive:           true,
				WriteOnly:           true,
			},
			"content_wo_version": schema.Int64Attribute{
				MarkdownDescription: "With it, `content_wo` is uploaded again only when this version changes, or the file was changed on the server.",
				Optional:            true,
			},
			"key_format": schema.StringAttribute{
				MarkdownDescription: "How private keys are stored: `traditional` writes RSA and EC keys that are not encrypted as PKCS#1 and SEC 1, " +
					"as the server is documented to read them; `unchanged` stores them as given. `content_base64` is never converted. Default `traditional`.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString(keyFormatTraditional),
				Validators: []validator.String{stringvalidator.OneOf(keyFormatTraditional, keyFormatUnchanged)},
			},
			"verify": schema.StringAttribute{
				MarkdownDescription: "When a refresh downloads the file and compares it: `when_changed`, when its size or version on the server is another one; or `always`. Default `when_changed`.",
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(verifyWhenChanged),
				Validators:          []validator.String{stringvalidator.OneOf(verifyWhenChanged, verifyAlways)},
			},
			"overwrite": schema.BoolAttribute{
				MarkdownDescription: "Whether a creation may replace a file of the same name that Terraform does not own. Default false. " +
					"A file that holds the very same bytes is taken over either way.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"path": schema.StringAttribute{Computed: true, MarkdownDescription: "How settings refer to the file: `objects/<name>`."},
			"size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes, as stored."},
			"sha256": schema.StringAttribute{
				MarkdownDescription: "SHA-256 of the bytes as stored, lower-case hex. Set it to pin them: other contents are an error, and as long as the server holds these, nothing is uploaded.",
				Optional:            true,
				Computed:            true,
			},
			"server_version": schema.Int64Attribute{Computed: true, MarkdownDescription: "Version of the file on the server, which every upload raises; null where the server shows none."},
			"public_key_sha256": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex: of the first certificate, or of the private key. " +
					"The two of a pair are the same, so that a configuration can check it. Null where there is none, or the key is encrypted.",
			},
			"certificates": schemas.ResourceCertificates("The certificates in the file, in its order; null when it holds none."),
			"timeouts":     timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true}),
		},
	}
}
