// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package server

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

func rehearsalAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: "What the provider would send, prepared but not sent. Compare it with what " +
			"the developer tools of a browser show. Forms that the server shows only afterwards, such as a confirmation, are not included.",
		Computed: true,
		Attributes: map[string]schema.Attribute{
			"upload": rehearsedAttribute("An upload of the file `sample.cer` to the Private storage."),
			"save": rehearsedAttribute("A save of *General* with the documented example: *HTTPT use SSL* Yes, `objects/sample.cer`, " +
				"`objects/sample.key` and `objects/chain.crt`. If a row with its default shows no control, the first save only unticks its box."),
			"deletion": rehearsedAttribute("A deletion of the first file of the Private storage that is not the product's own."),
			"restart":  rehearsedAttribute("A restart of the server."),
		},
	}
}

func rehearsedAttribute(description string) schema.SingleNestedAttribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	flag := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	return schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Computed:            true,
		Attributes: map[string]schema.Attribute{
			"page":    text("Heading of the form; null if it has none."),
			"button":  text("Button or link to press."),
			"request": text("Method, address without query, and encoding."),
			"fields": schema.ListNestedAttribute{
				MarkdownDescription: "Fields of the form, in the order in which they are sent.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":    text("Name under which the field is sent."),
					"label":   text("Label on the page; null for a field that is not shown."),
					"value":   text("New value; null for a field that is sent unchanged or not at all. A secret is masked."),
					"changed": flag("Whether the sent value differs from the page. Other fields are sent unchanged."),
					"sent":    flag("Whether the field is sent; false for a box that is unticked."),
				}},
			},
			"problem": text("Reason why nothing could be sent; null if it could."),
		},
	}
}

type rehearsalModel struct {
	Upload   rehearsedModel `tfsdk:"upload"`
	Save     rehearsedModel `tfsdk:"save"`
	Deletion rehearsedModel `tfsdk:"deletion"`
	Restart  rehearsedModel `tfsdk:"restart"`
}

type rehearsedModel struct {
	Page    types.String `tfsdk:"page"`
	Button  types.String `tfsdk:"button"`
	Request types.String `tfsdk:"request"`
	Fields  []fieldModel `tfsdk:"fields"`
	Problem types.String `tfsdk:"problem"`
}

type fieldModel struct {
	Name    string       `tfsdk:"name"`
	Label   types.String `tfsdk:"label"`
	Value   types.String `tfsdk:"value"`
	Changed bool         `tfsdk:"changed"`
	Sent    bool         `tfsdk:"sent"`
}

func newRehearsal(found confproxy.Rehearsal) rehearsalModel {
	return rehearsalModel{
		Upload: newRehearsed(found.Upload), Save: newRehearsed(found.Save),
		Deletion: newRehearsed(found.Deletion), Restart: newRehearsed(found.Restart),
	}
}

func newRehearsed(found confproxy.Rehearsed) rehearsedModel {
	m := rehearsedModel{Fields: []fieldModel{}, Problem: schemas.TextOrNull(found.Problem)}
	if found.Submission == nil {
		return m
	}
	m.Page, m.Button = schemas.TextOrNull(found.Submission.Page), schemas.TextOrNull(found.Submission.Button)
	m.Request = schemas.TextOrNull(found.Submission.Request)
	for _, field := range found.Submission.Fields {
		one := fieldModel{Name: field.Name, Label: schemas.TextOrNull(field.Label), Changed: field.Changed, Sent: field.Sent}
		if field.Changed && field.Sent {
			one.Value = types.StringValue(field.Value)
		}
		m.Fields = append(m.Fields, one)
	}
	return m
}
