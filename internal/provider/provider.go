// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform provider confproxy: its configuration and
// the list of its resources, data sources, functions, actions and list
// resources.
package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/bundle"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/certificate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/httptssl"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/livecertificate"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatefile"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/restart"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/server"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/setting"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/storedfiles"
)

var (
	_ provider.ProviderWithActions       = (*confproxyProvider)(nil)
	_ provider.ProviderWithFunctions     = (*confproxyProvider)(nil)
	_ provider.ProviderWithListResources = (*confproxyProvider)(nil)
)

type confproxyProvider struct {
	version string
	// validation is the run of the resources while the provider is not
	// configured, as when an engine validates a configuration.
	validation *providerdata.Run
}

func newProvider(version string) provider.Provider {
	return &confproxyProvider{version, providerdata.NewRun()}
}

// Metadata names the provider.
func (p *confproxyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "confproxy"
	resp.Version = p.version
}

// Schema describes the configuration.
func (p *confproxyProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	text := func(description string, validators ...validator.String) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
	}
	password := text("Password of the administration. Prefer `CONFPROXY_PASSWORD` or an ephemeral value to a literal.",
		schemas.SingleLineSecret())
	password.Sensitive = true
	databaseSecret := text("*Database secret* of the server (*General*). With it, the provider changes settings by the product's documented XML interface "+
		"if possible, and by the pages otherwise; a warning says so if the interface cannot be used. "+
		"Prefer `CONFPROXY_DATABASE_SECRET` or an ephemeral value to a literal.", schemas.SingleLineSecret())
	databaseSecret.Sensitive = true
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the TLS certificate of a self-hosted ISL Conference Proxy: the files of its Private storage, " +
			"its HTTPT SSL settings, and the certificate that it serves.\n\n" +
			"An environment variable can set each argument; the configuration takes precedence. " +
			"The provider connects only when needed: `validate` and an empty plan need no server. " +
			"Only trusted networks can reach the administration, so run Terraform where a browser can open `<endpoint>/conf`.",
		Attributes: map[string]schema.Attribute{
			"endpoint": text("Address of the server, `http` or `https`, for example `https://proxy.example.com:7615`. " +
				"Environment: `CONFPROXY_ENDPOINT`. Default `" + confproxy.DefaultEndpoint + "`."),
			"username":        text("User name, if the login asks for one. Environment: `CONFPROXY_USERNAME`. Default `" + confproxy.DefaultUsername + "`."),
			"password":        password,
			"database_secret": databaseSecret,
			"ca_cert_pem": text("Certificates of the authorities to trust instead of the system's, as PEM. Environment: `CONFPROXY_CA_CERT_PEM`.",
				stringvalidator.ConflictsWith(path.MatchRoot("ca_cert_file"))),
			"ca_cert_file": text("File with the certificates of the authorities to trust instead of the system's. Environment: `CONFPROXY_CA_CERT_FILE`."),
			"tls_server_name": text("Name that the server's certificate must cover, instead of the endpoint's host. "+
				"Environment: `CONFPROXY_TLS_SERVER_NAME`.", schemas.HostName()),
			"certificate_fingerprint": text("SHA-256 fingerprint of the only certificate to accept from the endpoint, in hex, with or without colons, " +
				"for example the self-signed certificate of a new installation. " +
				"When the provider replaces that certificate, it accepts the new one for the rest of the run. " +
				"Environment: `CONFPROXY_CERTIFICATE_FINGERPRINT`."),
			"insecure": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to accept any certificate from the endpoint. " +
				"Anyone on the network can then read the password. Prefer a `certificate_fingerprint`. " +
				"Environment: `CONFPROXY_INSECURE`. Default false."},
			"read_only": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to change nothing: no form but the login is sent. " +
				"Plans work as always, for example to check for drift. An apply that would change the server stops before it sends anything, " +
				"and shows which form it would send with which fields; secrets are masked. " +
				"Environment: `CONFPROXY_READ_ONLY`. Default false."},
			"request_timeout": text("Maximum time for one request with its response, a duration such as `30s`. "+
				"Environment: `CONFPROXY_REQUEST_TIMEOUT`. Default `"+confproxy.DefaultRequestTimeout.String()+"`.", schemas.PositiveDuration()),
		},
	}
}

// Configure creates the client that all resources and data sources share. It
// does not connect. While an argument is unknown, operations that need the
// server are deferred if the engine supports that, and fail otherwise.
func (p *confproxyProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.ClientCapabilities.DeferralAllowed && len(m.unknown()) > 0 {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	client, diags := m.client(fmt.Sprintf("terraform-provider-confproxy/%s (engine %s)", p.version, req.TerraformVersion))
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := &providerdata.Data{Client: client, Run: providerdata.NewRun()}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData, resp.ActionData = data, data, data, data
}

// Resources lists the resources.
func (p *confproxyProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		certificate.NewResource,
		func() resource.Resource { return privatefile.NewResource(p.validation) },
		func() resource.Resource { return httptssl.NewResource(p.validation) },
		setting.NewResource,
	}
}

// DataSources lists the data sources.
func (p *confproxyProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{livecertificate.NewDataSource, server.NewDataSource, setting.NewDataSource,
		storedfiles.NewFile, storedfiles.NewFiles}
}

// Functions lists the functions.
func (p *confproxyProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{bundle.NewFunction}
}

// Actions lists the actions.
func (p *confproxyProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{restart.NewAction}
}

// ListResources lists the resources that can be listed for an import.
func (p *confproxyProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{storedfiles.NewList}
}
