// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package server is the data source confproxy_server: a compatibility check
// that changes nothing on the server.
package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var _ datasource.DataSourceWithConfigure = (*server)(nil)

type server struct {
	providerdata.DataSource[*client.Client]
}

// NewDataSource returns the data source confproxy_server.
func NewDataSource() datasource.DataSource {
	return &server{providerdata.DataSource[*client.Client]{Name: "server"}}
}

// Schema describes the data source.
func (d *server) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	texts := func(description string) schema.ListAttribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "What the provider recognises on a server, as a check before the first apply, and what it would send. " +
			"It logs in and reads pages; it submits no other form. " +
			"With the environment variable `CONFPROXY_CAPTURE_DIR` set, it also writes every page there without its values, for a bug report.",
		Attributes: map[string]schema.Attribute{
			"endpoint": text("Address of the server."),
			"login": text("Kind of the login: `" + string(confproxy.LoginNone) + "`, `" + string(confproxy.LoginBasic) +
				"`, `" + string(confproxy.LoginForm) + "` or `" + string(confproxy.LoginFormNoUser) + "`."),
			"version": text("Version that the server shows; null if it shows none."),
			"menu":    texts("Documented menu entries that were found."),
			"pages": schema.ListNestedAttribute{
				MarkdownDescription: "The pages that the provider needs.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":       text("Menu entry of the page."),
					"found":      schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the page was found."},
					"recognised": texts("Rows, columns and buttons that were recognised, by their labels."),
					"missed":     texts("Rows, columns and buttons that were not recognised. A missed row cannot be managed; everything else can."),
					"problem":    text("Reason why the provider does not understand the page or one of its rows; null if it does."),
				}},
			},
			"xmlmsg": schema.SingleNestedAttribute{
				MarkdownDescription: "The documented XML interface to the settings; null while the provider has no `database_secret`.",
				Computed:            true,
				Attributes: map[string]schema.Attribute{
					"reachable": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether its specification and its form can be read."},
					"secret_accepted": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it accepts `database_secret`; " +
						"null if that was not tried, because it is not reachable, or `read_only` is set (a query is a POST)."},
					"settings": texts("Settings that the interface knows, as `page :: label`."),
					"problem":  text("Why the provider changes settings by the pages only; null if it uses the interface."),
				},
			},
			"tls": schema.SingleNestedAttribute{
				MarkdownDescription: "TLS at the endpoint's port.",
				Computed:            true,
				Attributes: map[string]schema.Attribute{
					"enabled":            schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the port serves TLS."},
					"version":            text("Protocol version, such as `TLS 1.3`."),
					"cipher_suite":       text("Cipher suite."),
					"subject":            text("Subject of the certificate."),
					"sha256_fingerprint": text("SHA-256 of the certificate, lower-case hex, for `certificate_fingerprint` of the provider."),
					"not_after":          text("End of its validity period, RFC 3339 in UTC."),
					"problem":            text("Reason why there is no TLS, or why this machine does not trust the certificate; null if there is no problem."),
				},
			},
			"rehearsal": rehearsalAttribute(),
		},
	}
}

type model struct {
	Endpoint  string         `tfsdk:"endpoint"`
	Login     string         `tfsdk:"login"`
	Version   types.String   `tfsdk:"version"`
	Menu      []string       `tfsdk:"menu"`
	Pages     []pageModel    `tfsdk:"pages"`
	TLS       tlsModel       `tfsdk:"tls"`
	XMLMSG    *xmlModel      `tfsdk:"xmlmsg"`
	Rehearsal rehearsalModel `tfsdk:"rehearsal"`
}

type xmlModel struct {
	Reachable      bool         `tfsdk:"reachable"`
	SecretAccepted *bool        `tfsdk:"secret_accepted"`
	Settings       []string     `tfsdk:"settings"`
	Problem        types.String `tfsdk:"problem"`
}

type pageModel struct {
	Name       string       `tfsdk:"name"`
	Found      bool         `tfsdk:"found"`
	Recognised []string     `tfsdk:"recognised"`
	Missed     []string     `tfsdk:"missed"`
	Problem    types.String `tfsdk:"problem"`
}

type tlsModel struct {
	Enabled           bool         `tfsdk:"enabled"`
	Version           types.String `tfsdk:"version"`
	CipherSuite       types.String `tfsdk:"cipher_suite"`
	Subject           types.String `tfsdk:"subject"`
	SHA256Fingerprint types.String `tfsdk:"sha256_fingerprint"`
	NotAfter          types.String `tfsdk:"not_after"`
	Problem           types.String `tfsdk:"problem"`
}

// Read reads what the provider recognises on the server.
func (d *server) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	found, err := d.Client.Recognise(ctx)
	if err != nil {
		resp.Diagnostics.Append(diagnostics.Error("Unable to read the server", err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, newModel(found))...)
}

func newModel(found *confproxy.Recognition) *model {
	m := &model{
		Endpoint: found.Endpoint, Login: string(found.Login), Version: schemas.TextOrNull(found.Version), Menu: orEmpty(found.Menu),
		Rehearsal: newRehearsal(found.Rehearsal),
		TLS: tlsModel{
			Enabled: found.TLS.Enabled, Version: schemas.TextOrNull(found.TLS.Version), CipherSuite: schemas.TextOrNull(found.TLS.CipherSuite),
			Subject: schemas.TextOrNull(found.TLS.Subject), SHA256Fingerprint: schemas.TextOrNull(found.TLS.SHA256Fingerprint),
			NotAfter: schemas.TextOrNull(schemas.Stamp(found.TLS.NotAfter.UTC())), Problem: schemas.TextOrNull(found.TLS.Problem),
		},
	}
	if found.XMLMSG != nil {
		m.XMLMSG = &xmlModel{
			Reachable: found.XMLMSG.Reachable, SecretAccepted: found.XMLMSG.SecretAccepted,
			Settings: []string{}, Problem: schemas.TextOrNull(found.XMLMSG.Problem),
		}
		for _, setting := range found.XMLMSG.Settings {
			m.XMLMSG.Settings = append(m.XMLMSG.Settings, setting.Page+" :: "+setting.Label)
		}
	}
	for _, page := range found.Pages {
		m.Pages = append(m.Pages, pageModel{
			Name: page.Name, Found: page.Found, Recognised: orEmpty(page.Recognised), Missed: orEmpty(page.Missed),
			Problem: schemas.TextOrNull(page.Problem),
		})
	}
	return m
}

// orEmpty returns an empty list instead of a null one.
func orEmpty(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
