// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/xmlmsg"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// captureDir is the environment variable with the folder for copies of pages.
// It is not an argument, because captures are for bug reports, not for
// production.
const captureDir = "CONFPROXY_CAPTURE_DIR"

// model is the provider's configuration.
type model struct {
	Endpoint               types.String `tfsdk:"endpoint"`
	Username               types.String `tfsdk:"username"`
	Password               types.String `tfsdk:"password"`
	DatabaseSecret         types.String `tfsdk:"database_secret"`
	CACertPEM              types.String `tfsdk:"ca_cert_pem"`
	CACertFile             types.String `tfsdk:"ca_cert_file"`
	TLSServerName          types.String `tfsdk:"tls_server_name"`
	CertificateFingerprint types.String `tfsdk:"certificate_fingerprint"`
	Insecure               types.Bool   `tfsdk:"insecure"`
	ReadOnly               types.Bool   `tfsdk:"read_only"`
	RequestTimeout         types.String `tfsdk:"request_timeout"`
}

func (m *model) attributes() map[string]attr.Value {
	return map[string]attr.Value{
		"endpoint": m.Endpoint, "username": m.Username, "password": m.Password, "database_secret": m.DatabaseSecret,
		"ca_cert_pem": m.CACertPEM, "ca_cert_file": m.CACertFile, "tls_server_name": m.TLSServerName,
		"certificate_fingerprint": m.CertificateFingerprint, "insecure": m.Insecure, "read_only": m.ReadOnly, "request_timeout": m.RequestTimeout,
	}
}

func variable(attribute string) string { return "CONFPROXY_" + strings.ToUpper(attribute) }

// settings collects the values of the configuration, and of the environment
// where the configuration has none.
type settings struct{ diags diag.Diagnostics }

func (s *settings) text(attribute string, configured types.String) string {
	if !configured.IsNull() {
		return configured.ValueString()
	}
	return os.Getenv(variable(attribute))
}

func (s *settings) flag(attribute string, configured types.Bool) bool {
	text := os.Getenv(variable(attribute))
	if !configured.IsNull() || text == "" {
		return configured.ValueBool()
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		s.fail(attribute, configured, fmt.Sprintf("Expected true or false, got %q.", text))
	}
	return on
}

// fail reports an invalid value under the name of the argument or variable that
// set it.
func (s *settings) fail(attribute string, configured attr.Value, problem string) {
	if configured.IsNull() && os.Getenv(variable(attribute)) != "" {
		problem = fmt.Sprintf("The environment variable %s: %s", variable(attribute), problem)
	}
	if text, ok := configured.(types.String); ok && strings.Contains(text.ValueString(), "@") {
		s.diags.AddError("Invalid "+attribute, problem) // it may hold a password, and an engine prints the line of an argument
		return
	}
	s.diags.AddAttributeError(path.Root(attribute), "Invalid "+attribute, problem)
}

// unknown returns the sorted names of the unknown arguments.
func (m *model) unknown() []string {
	var unknown []string
	for attribute, value := range m.attributes() {
		if value.IsUnknown() {
			unknown = append(unknown, attribute)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// argumentOf maps the fields of [confproxy.Config] to their arguments.
var argumentOf = map[string]string{
	"Endpoint": "endpoint", "CACertPEM": "ca_cert_pem", "CertificateFingerprint": "certificate_fingerprint", "RequestTimeout": "request_timeout",
}

// unknownError explains why the provider cannot contact the server.
func unknownError(unknown []string) error {
	return fmt.Errorf("the provider's argument %s is known only after an apply, and this operation needs the server. "+
		"Set a known value, for example by a variable or by %s, or first apply what it depends on with -target",
		strings.Join(unknown, ", "), variable(unknown[0]))
}

// client returns the client for the configuration.
func (m *model) client(userAgent string) (*client.Client, diag.Diagnostics) {
	if unknown := m.unknown(); len(unknown) > 0 {
		return client.NewUnavailable(unknownError(unknown)), nil
	}
	s := &settings{}
	for attribute, configured := range map[string]types.String{"password": m.Password, "database_secret": m.DatabaseSecret} {
		if schemas.HasLineBreak(s.text(attribute, configured)) {
			s.fail(attribute, configured, schemas.LineBreakInSecret)
		}
	}
	if s.diags.HasError() {
		return nil, s.diags
	}
	mask := &secret.Masker{}
	ways, err := admin.New(confproxy.Config{
		Endpoint:               s.text("endpoint", m.Endpoint),
		Username:               s.text("username", m.Username),
		Password:               s.text("password", m.Password),
		DatabaseSecret:         s.text("database_secret", m.DatabaseSecret),
		CACertPEM:              m.authorities(s),
		TLSServerName:          s.text("tls_server_name", m.TLSServerName),
		CertificateFingerprint: s.text("certificate_fingerprint", m.CertificateFingerprint),
		Insecure:               s.flag("insecure", m.Insecure),
		ReadOnly:               s.flag("read_only", m.ReadOnly),
		RequestTimeout:         m.requestTimeout(s),
		CaptureDir:             os.Getenv(captureDir),
		UserAgent:              userAgent,
		Logger:                 slog.New(&logHandler{mask: mask, subsystem: "client"}),
		Mask:                   mask,
	})
	m.invalid(s, err)
	if s.diags.HasError() {
		return nil, s.diags
	}
	if key := s.text("database_secret", m.DatabaseSecret); key != "" {
		if transport, ok := ways.Connection.(xmlmsg.Transport); ok {
			ways.Settings = xmlmsg.New(transport, key, ways.Settings, ways.Log)
		}
	}
	c := client.New(ways)
	if u := c.Endpoint(); u.Scheme == "http" && !schemas.IsLoopback(u.Hostname()) {
		s.diags.AddAttributeWarning(path.Root("endpoint"), "Password without encryption",
			fmt.Sprintf("The endpoint %s uses plain http: anybody on the network can read the password and the uploaded keys. "+
				"Use https once the server serves TLS, or run Terraform on the server itself.", u.Redacted()))
	}
	return c, s.diags
}

// invalid reports an error of the client's configuration at its argument.
func (m *model) invalid(s *settings, err error) {
	invalid, ok := errors.AsType[*confproxy.ConfigError](err)
	switch {
	case err == nil:
	case !ok:
		s.diags.AddError("Unable to configure the provider", err.Error())
	case invalid.Field == "CaptureDir":
		s.diags.AddError("Invalid "+captureDir, invalid.Message+" Nothing was sent. Name another folder, or unset the environment variable.")
	default:
		attribute := argumentOf[invalid.Field]
		if attribute == "ca_cert_pem" && m.CACertPEM.IsNull() && s.text("ca_cert_file", m.CACertFile) != "" {
			attribute = "ca_cert_file"
		}
		s.fail(attribute, m.attributes()[attribute], invalid.Message)
	}
}

// authorities reads the roots to trust. A value in the configuration overrides
// both environment variables.
func (m *model) authorities(s *settings) []byte {
	configured := !m.CACertPEM.IsNull() || !m.CACertFile.IsNull()
	pem, file := m.CACertPEM.ValueString(), m.CACertFile.ValueString()
	if !configured {
		pem, file = os.Getenv(variable("ca_cert_pem")), os.Getenv(variable("ca_cert_file"))
	}
	switch {
	case pem != "" && file != "":
		s.diags.AddAttributeError(path.Root("ca_cert_pem"), "Conflicting authorities",
			"Expected one of ca_cert_pem and ca_cert_file, got both, from the configuration or from the environment.")
	case file != "":
		data, err := os.ReadFile(file) //nolint:gosec // The file that the user named.
		if err != nil {
			s.fail("ca_cert_file", m.CACertFile, fmt.Sprintf("The file cannot be read: %v.", err))
		}
		return data
	}
	return []byte(pem)
}

func (m *model) requestTimeout(s *settings) time.Duration {
	text := s.text("request_timeout", m.RequestTimeout)
	if text == "" {
		return confproxy.DefaultRequestTimeout
	}
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		s.fail("request_timeout", m.RequestTimeout, fmt.Sprintf("Expected a positive duration such as \"30s\", got %q.", text))
	}
	return timeout
}
