// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var _ datasource.DataSourceWithConfigure = (*settingsDataSource)(nil)

// settingsDataSource is the data source confproxy_settings: all rows of a
// settings page.
type settingsDataSource struct {
	providerdata.DataSource[*client.Client]
}

// NewDataSource returns the data source confproxy_settings.
func NewDataSource() datasource.DataSource {
	return &settingsDataSource{providerdata.DataSource[*client.Client]{Name: "settings"}}
}

// Schema describes the data source.
func (d *settingsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "All rows of a settings page, for audits and drift reports, without secrets.",
		Attributes: map[string]schema.Attribute{
			"page": schema.StringAttribute{
				Required: true, MarkdownDescription: "Menu entry of the page, for example `General` or `Security`.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"settings": schema.ListNestedAttribute{
				MarkdownDescription: "The rows, in page order.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":  text("Label of the row, without its colon."),
					"kind":  text("What the row accepts; see `kind` of the resource `confproxy_setting`."),
					"value": text("Value as the page shows it; null for the product's default and for secrets."),
					"overridden": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the row has its own value instead of the product's " +
						"default; null for a row that cannot be understood."},
					"default": text("The product's default; null if the page does not show it."),
					"choices": schema.ListAttribute{
						Computed: true, ElementType: types.StringType,
						MarkdownDescription: "Values that the page offers; null if the row accepts any text.",
					},
				}},
			},
		},
	}
}

type listModel struct {
	Page     string     `tfsdk:"page"`
	Settings []rowModel `tfsdk:"settings"`
}

type rowModel struct {
	Name       string       `tfsdk:"name"`
	Kind       string       `tfsdk:"kind"`
	Value      *string      `tfsdk:"value"`
	Overridden *bool        `tfsdk:"overridden"`
	Default    types.String `tfsdk:"default"`
	Choices    []string     `tfsdk:"choices"`
}

// Read reads the page.
func (d *settingsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	rows, err := d.Client.Rows(ctx, m.Page)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the settings", err))
		return
	}
	m.Settings = []rowModel{}
	for _, row := range rows {
		shown := rowModel{
			Name: row.Setting.Label, Kind: string(row.Kind), Default: schemas.TextOrNull(row.Default), Choices: row.Choices,
		}
		if isOverridden := !row.Value.Default; row.Err == nil {
			shown.Overridden = &isOverridden
			if isOverridden && row.Kind != confproxy.RowSecret {
				shown.Value = &row.Value.Text
			}
		}
		m.Settings = append(m.Settings, shown)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
