// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package storedfiles reads the Private storage: the data sources
// confproxy_private_file and confproxy_private_files, and the list resource
// confproxy_private_file.
package storedfiles

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

type fileDataSource struct {
	providerdata.DataSource[*client.Client]
}

// NewFile returns the data source confproxy_private_file.
func NewFile() datasource.DataSource {
	return &fileDataSource{providerdata.DataSource[*client.Client]{Name: "private_file"}}
}

// Schema describes the data source.
func (d *fileDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One file of the Private storage.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required: true, MarkdownDescription: "Name of the file, without a folder.",
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1), schemas.Text("the name of a file, without a folder", schemas.FlatName),
				},
			},
			"path": text("Path by which settings refer to it, `objects/<name>`."),
			"size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes."},
			"server_version": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Version on the server. Every upload increases it. Null if the server shows none.",
			},
			"sha256":            text("SHA-256 of the contents, lower-case hex."),
			"public_key_sha256": text("SHA-256 of the public key of its first certificate or key; null for none."),
			"text": text("Contents, if they are text; null for other files, and for a text that holds, or may hold, a private key: " +
				"every text with a long encoded or listed part other than a certificate, a request, a revocation list, a public key, " +
				"or a value that is named as a digest, a fingerprint or a signature."),
			"certificates": schemas.DataSourceCertificates("Its certificates, in PEM, DER or PKCS#7; null for none."),
		},
	}
}

type fileModel struct {
	Name            types.String `tfsdk:"name"`
	Path            types.String `tfsdk:"path"`
	Size            types.Int64  `tfsdk:"size"`
	ServerVersion   types.Int64  `tfsdk:"server_version"`
	SHA256          types.String `tfsdk:"sha256"`
	PublicKeySHA256 types.String `tfsdk:"public_key_sha256"`
	Text            types.String `tfsdk:"text"`
	Certificates    types.List   `tfsdk:"certificates"`
}

// Read downloads the file.
func (d *fileDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m fileModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data, file, err := d.Client.ReadFile(ctx, m.Name.ValueString())
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the private file", err))
		return
	}
	content := certs.NewContent(data)
	m.Path, m.Size = types.StringValue(confproxy.ObjectPath(file.Name)), types.Int64Value(file.Size)
	m.ServerVersion = schemas.ServerVersion(file)
	inPEM := container.InPEM(content)
	m.SHA256, m.PublicKeySHA256 = types.StringValue(content.SHA256()), schemas.TextOrNull(inPEM.PublicKeySHA256())
	if certs.IsText(data) && !content.MayHoldKey() {
		m.Text = types.StringValue(string(data))
	}
	m.Certificates = schemas.Certificates(inPEM.Certificates())
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
