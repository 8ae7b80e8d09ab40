// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storedfiles

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var _ datasource.DataSourceWithValidateConfig = (*filesDataSource)(nil)

type filesDataSource struct {
	providerdata.DataSource[*client.Client]
}

// NewFiles returns the data source confproxy_private_files.
func NewFiles() datasource.DataSource {
	return &filesDataSource{providerdata.DataSource[*client.Client]{Name: "private_files"}}
}

// Schema describes the data source.
func (d *filesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "All files of the Private storage, by name. Nothing is downloaded.",
		Attributes: map[string]schema.Attribute{
			"name_regex": schema.StringAttribute{Optional: true, MarkdownDescription: "Regular expression (RE2) that the name must match."},
			"minimum_size": schema.Int64Attribute{
				Optional: true, MarkdownDescription: "Only files of at least this many bytes.", Validators: []validator.Int64{int64validator.AtLeast(0)},
			},
			"maximum_size": schema.Int64Attribute{
				Optional: true, MarkdownDescription: "Only files of at most this many bytes.", Validators: []validator.Int64{int64validator.AtLeast(0)},
			},
			"files": schema.ListNestedAttribute{
				MarkdownDescription: "The files.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":           schema.StringAttribute{Computed: true, MarkdownDescription: "Name."},
					"path":           schema.StringAttribute{Computed: true, MarkdownDescription: "Path by which settings refer to it."},
					"size":           schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes."},
					"server_version": schema.Int64Attribute{Computed: true, MarkdownDescription: "Version on the server; null if it shows none."},
				}},
			},
		},
	}
}

type filesModel struct {
	NameRegex   types.String  `tfsdk:"name_regex"`
	MinimumSize types.Int64   `tfsdk:"minimum_size"`
	MaximumSize types.Int64   `tfsdk:"maximum_size"`
	Files       []listedModel `tfsdk:"files"`
}

type listedModel struct {
	Name          string      `tfsdk:"name"`
	Path          string      `tfsdk:"path"`
	Size          int64       `tfsdk:"size"`
	ServerVersion types.Int64 `tfsdk:"server_version"`
}

// ValidateConfig rejects limits that no file meets.
func (d *filesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m filesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if minimum, maximum := m.MinimumSize.ValueInt64(), m.MaximumSize.ValueInt64(); minimum > maximum && !m.MaximumSize.IsNull() && !m.MaximumSize.IsUnknown() {
		resp.Diagnostics.AddAttributeError(path.Root("maximum_size"), "Invalid maximum_size",
			fmt.Sprintf("Expected at least minimum_size, %d bytes, got %d.", minimum, maximum))
	}
}

// Read lists the files.
func (d *filesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m filesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	name, err := regexp.Compile(m.NameRegex.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("name_regex"), "Invalid name_regex", fmt.Sprintf("Expected a regular expression (RE2): %v.", err))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	files, err := d.Client.Files(ctx)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to list the private files", err))
		return
	}
	m.Files = []listedModel{}
	for _, file := range sorted(files) {
		isSmall := !m.MinimumSize.IsNull() && file.Size < m.MinimumSize.ValueInt64()
		isLarge := !m.MaximumSize.IsNull() && file.Size > m.MaximumSize.ValueInt64()
		if !isSmall && !isLarge && name.MatchString(file.Name) {
			m.Files = append(m.Files, listedModel{file.Name, confproxy.ObjectPath(file.Name), file.Size, schemas.ServerVersion(file)})
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// sorted returns files sorted by name.
func sorted(files map[string]confproxy.File) []confproxy.File {
	return slices.SortedFunc(maps.Values(files), func(a, b confproxy.File) int { return strings.Compare(a.Name, b.Name) })
}
