// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/path"
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
			"Exactly one of `content`, `content_base64`, `source` and `content_wo` gives its contents. Text with CR LF, a byte order mark or in UTF-16 " +
			"is stored as UTF-8 with LF, as the product wants it; other bytes are stored as they are. PEM that differs only in line endings, " +
			"wrapping or blank lines is the same and gives no change.\n\n" +
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
				Sensitive:           true,
			},
			"content_base64": schema.StringAttribute{
				MarkdownDescription: "Contents as base64, for bytes that are no text. Terraform keeps it in its state.",
				Optional:            true,
				Sensitive:           true,
			},
			"source": schema.StringAttribute{
				MarkdownDescription: "Path of a local file with the contents. It is read when the plan is made, so that a changed file shows in the plan; " +
					"only its digest is kept in the state.",
				Optional: true,
			},
			"content_wo": schema.StringAttribute{
				MarkdownDescription: "Contents as text, write-only: in no state and no plan. Without `content_wo_version` a change is noticed by digest " +
					"(of the public key for private keys that are not encrypted).",
				Optional:  true,
				Sensitive: true,
				WriteOnly: true,
			},
			"content_wo_version": schema.Int64Attribute{
				MarkdownDescription: "With it, `content_wo` is uploaded again only when this version changes, or the file was changed on the server.",
				Optional:            true,
				Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("content_wo"))},
			},
			"overwrite": schema.BoolAttribute{
				MarkdownDescription: "Whether a creation may replace a file of the same name that Terraform does not own. Default false. " +
					"A file that holds the very same bytes is taken over either way.",
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
			},
			"path":           schema.StringAttribute{Computed: true, MarkdownDescription: "How settings refer to the file: `objects/<name>`."},
			"size":           schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes, as stored."},
			"sha256":         schema.StringAttribute{Computed: true, MarkdownDescription: "SHA-256 of the bytes as stored, lower-case hex."},
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
