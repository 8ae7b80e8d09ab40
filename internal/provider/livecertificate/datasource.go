// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package livecertificate is the data source confproxy_live_certificate: the
// certificate that a port presents.
package livecertificate

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

const defaultTimeout = 10 * time.Second

// client is the part of the provider's client that the data source needs: the
// address of the server, and the trusted authorities. The data source sends
// nothing to the administration.
type client interface {
	Err() error
	Address() string
	TLSServerName() string
	RootCAs() *x509.CertPool
}

var (
	_ client                             = providerdata.Data{}.Client
	_ datasource.DataSourceWithConfigure = (*liveCertificate)(nil)
)

type liveCertificate struct {
	providerdata.DataSource[client]
}

// NewDataSource returns the data source confproxy_live_certificate.
func NewDataSource() datasource.DataSource {
	return &liveCertificate{providerdata.DataSource[client]{Name: "live_certificate"}}
}

// Schema describes the data source.
func (d *liveCertificate) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	computed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The certificate that a port presents in a TLS handshake. Nothing is sent after the handshake, and no password is needed.\n\n" +
			"A certificate that clients do not trust is no error, but a value. A port that cannot be reached, or a handshake that fails, is an error. " +
			"With `allow_unreachable` it is a value too, so that the data source does not block a repair.",
		Attributes: map[string]schema.Attribute{
			"host": schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Host to connect to. Default: that of the provider's " +
				"endpoint.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
			"port": schema.Int64Attribute{Optional: true, Computed: true, MarkdownDescription: "Port to connect to. Default: that of the provider's " +
				"endpoint.",
				Validators: []validator.Int64{int64validator.Between(1, 65535)}},
			"server_name": schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Server name (SNI), which the certificate should " +
				"cover. " +
				"Default: `host` if set, else the provider's `tls_server_name` or the endpoint's host.",
				Validators: []validator.String{schemas.HostName()}},
			"timeout": schema.StringAttribute{Optional: true, MarkdownDescription: "Maximum time for connection and handshake together, a duration such " +
				"as `10s`. " +
				"Default `" + defaultTimeout.String() + "`.",
				Validators: []validator.String{schemas.PositiveDuration()}},
			"ca_cert_pem": schema.StringAttribute{Optional: true, MarkdownDescription: "Certificates of the authorities that clients trust, as PEM. " +
				"Default: the provider's, else the system's."},

			"allow_unreachable": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether an unreachable port, or a failed handshake, " +
				"is a value: " +
				"`error` has the reason, and `certificates` is empty. Default false."},

			"error":        computed("Reason why there is no certificate; null if there is one."),
			"certificates": schemas.DataSourceCertificates("The presented certificates, leaf first."),
			"verified": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether a client that trusts the authorities would accept the " +
				"certificate."},
			"verification_error": computed("Reason why the client would not accept it; null if it would."),
			"tls_version":        computed("Protocol version, such as `TLS 1.3`."),
			"cipher_suite":       computed("Cipher suite of the connection."),
			"expires_in_days": schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of whole days for which the leaf remains valid: " +
				"0 on its last day, negative once it has expired."},
			"first_expiry_mail_date": computed("Time of the product's first mail about the leaf's expiry, RFC 3339 in UTC; null if it sends none. " +
				"It sends mails 60 and 30 days before the expiry, and daily from 15 days before it, once at most a third of the validity period is left. " +
				"The time of day is undocumented; the value has the time of the expiry."),
			"next_expiry_mail_date": computed("Time of its next mail; null once the leaf has expired."),
		},
	}
}

type model struct {
	Host              types.String `tfsdk:"host"`
	Port              types.Int64  `tfsdk:"port"`
	ServerName        types.String `tfsdk:"server_name"`
	Timeout           types.String `tfsdk:"timeout"`
	CACertPEM         types.String `tfsdk:"ca_cert_pem"`
	AllowUnreachable  types.Bool   `tfsdk:"allow_unreachable"`
	Error             types.String `tfsdk:"error"`
	Certificates      types.List   `tfsdk:"certificates"`
	Verified          types.Bool   `tfsdk:"verified"`
	VerificationError types.String `tfsdk:"verification_error"`
	TLSVersion        types.String `tfsdk:"tls_version"`
	CipherSuite       types.String `tfsdk:"cipher_suite"`
	ExpiresInDays     types.Int64  `tfsdk:"expires_in_days"`
	FirstMailDate     types.String `tfsdk:"first_expiry_mail_date"`
	NextMailDate      types.String `tfsdk:"next_expiry_mail_date"`
}

// Read makes the handshake.
func (d *liveCertificate) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	options, diags := d.probe(&m)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	result, err := probe.Probe(ctx, options)
	switch {
	case err == nil:
		m.setFromProbe(result, time.Now())
	case m.AllowUnreachable.ValueBool():
		m.setFromError(err)
	default:
		resp.Diagnostics.AddError("Unable to read the live certificate", advise(err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// probe fills in the defaults and returns the options of the handshake.
func (d *liveCertificate) probe(m *model) (probe.Options, diag.Diagnostics) {
	var diags diag.Diagnostics
	if err := d.Client.Err(); err != nil {
		diags.AddError("Unable to read the live certificate", err.Error())
		return probe.Options{}, diags
	}
	host, port, err := net.SplitHostPort(d.Client.Address())
	if err != nil {
		diags.AddError("Unable to read the live certificate", err.Error())
		return probe.Options{}, diags
	}
	if m.ServerName.IsNull() {
		m.ServerName = types.StringValue(d.Client.TLSServerName())
		if !m.Host.IsNull() {
			m.ServerName = m.Host
		}
	}
	if m.Host.IsNull() {
		m.Host = types.StringValue(host)
	}
	if m.Port.IsNull() {
		number, _ := strconv.ParseInt(port, 10, 64) // the client's address has one
		m.Port = types.Int64Value(number)
	}
	options := probe.Options{
		Address:    net.JoinHostPort(m.Host.ValueString(), strconv.FormatInt(m.Port.ValueInt64(), 10)),
		ServerName: m.ServerName.ValueString(), Roots: d.Client.RootCAs(), Timeout: defaultTimeout,
	}
	if timeout, err := time.ParseDuration(m.Timeout.ValueString()); err == nil {
		options.Timeout = timeout
	}
	if text := m.CACertPEM.ValueString(); text != "" {
		content := certs.NewContent([]byte(text))
		switch {
		case content.Err() != nil:
			diags.AddAttributeError(path.Root("ca_cert_pem"), "Invalid ca_cert_pem", content.Err().Error())
		case len(content.Certificates()) == 0:
			diags.AddAttributeError(path.Root("ca_cert_pem"), "Invalid ca_cert_pem", "Expected a certificate in PEM form, got none.")
		default:
			options.Roots = x509.NewCertPool()
			for _, c := range content.Certificates() {
				options.Roots.AddCert(c)
			}
		}
	}
	return options, diags
}

// advise returns the text of an error with advice.
func advise(err error) string {
	if _, ok := errors.AsType[*probe.DialError](err); ok {
		return fmt.Sprintf("%v. Check host and port, and that this machine can reach them.", err)
	}
	if failed, ok := errors.AsType[*probe.HandshakeError](err); ok && failed.Reason != "" {
		return fmt.Sprintf("%v. Set allow_unreachable = true to continue without a certificate.", err)
	}
	return fmt.Sprintf("%v. Check that the port serves TLS: it may not while HTTPT use SSL is off, or if certificate and key do not match.", err)
}

// setFromError stores the reason why there is no certificate. In a configuration,
// all other results are null.
func (m *model) setFromError(err error) {
	text := err.Error()
	if cut, ok := errors.AsType[*net.OpError](err); ok { // its text has a local port, which is different every time
		text = strings.Replace(text, cut.Error(), fmt.Sprintf("%s: %v", cut.Op, cut.Err), 1)
	}
	m.Error = types.StringValue(text)
	m.Certificates = schemas.NoCertificates()
	m.Verified = types.BoolValue(false)
}

// setFromProbe stores the result of the handshake.
func (m *model) setFromProbe(result *probe.Result, now time.Time) {
	leaf := result.Certificates[0]
	m.Certificates = schemas.Certificates(result.Certificates)
	m.Verified = types.BoolValue(result.Verified)
	m.VerificationError = schemas.TextOrNull(result.VerificationError)
	m.TLSVersion = types.StringValue(result.Version)
	m.CipherSuite = types.StringValue(result.CipherSuite)
	if leaf.NotAfter.IsZero() {
		return // unknown
	}
	m.ExpiresInDays = types.Int64Value(certs.DaysLeft(now, leaf.NotAfter))
	for i, date := range certs.ExpiryMailDates(leaf.NotBefore, leaf.NotAfter) {
		if i == 0 {
			m.FirstMailDate = types.StringValue(date.Format(time.RFC3339))
		}
		if date.After(now) {
			m.NextMailDate = types.StringValue(date.Format(time.RFC3339))
			break
		}
	}
}
