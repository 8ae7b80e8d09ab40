// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// attributeOf returns the attribute at fault.
func attributeOf(d diag.Diagnostic) string {
	if at, ok := d.(diag.DiagnosticWithPath); ok {
		return at.Path().String()
	}
	return ""
}

func clearEnvironment(t *testing.T) {
	t.Helper()
	for attribute := range (&model{}).attributes() {
		t.Setenv(variable(attribute), "")
	}
	t.Setenv(captureDir, "")
}

// Tests that set the environment do not run in parallel.
func TestConfiguration(t *testing.T) {
	issued := certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})
	root := filepath.Join(t.TempDir(), "root.crt")
	if err := os.WriteFile(root, issued.RootPEM, 0o600); err != nil {
		t.Fatal(err)
	}
	text := types.StringValue
	const block = "the whole block"
	for name, test := range map[string]struct {
		config  model
		environ map[string]string
		at      string // of the one error, "" for none
		says    string
		warns   bool
		unknown string // the error of a client without a server
	}{
		"nothing":              {},
		"https":                {config: model{Endpoint: text("https://proxy.example.com:7615")}},
		"with /conf":           {config: model{Endpoint: text("https://proxy.example.com:7615/conf")}},
		"http elsewhere":       {config: model{Endpoint: text("http://proxy.example.com:7615")}, warns: true},
		"http to this":         {config: model{Endpoint: text("http://127.0.0.1:7615")}},
		"no URL":               {config: model{Endpoint: text("proxy.example.com:7615")}, at: "endpoint", says: "https://proxy.example.com:7615"},
		"another scheme":       {config: model{Endpoint: text("ftp://proxy.example.com")}, at: "endpoint", says: "http"},
		"password in URL":      {config: model{Endpoint: text("https://admin:geheim@proxy.example.com")}, at: block, says: "password"},
		"authority":            {config: model{CACertPEM: text(string(issued.RootPEM))}},
		"no authority":         {config: model{CACertPEM: text("nonsense")}, at: "ca_cert_pem"},
		"authority's file":     {config: model{CACertFile: text(root)}},
		"no such file":         {config: model{CACertFile: text(root + ".missing")}, at: "ca_cert_file", says: "cannot be read"},
		"useless file":         {config: model{CACertFile: text("model_test.go")}, at: "ca_cert_file"},
		"fingerprint":          {config: model{CertificateFingerprint: text(strings.Repeat("AB:", 31) + "CD")}},
		"short fingerprint":    {config: model{CertificateFingerprint: text("abcd")}, at: "certificate_fingerprint"},
		"timeout":              {config: model{RequestTimeout: text("1m")}},
		"unknown endpoint":     {config: model{Endpoint: types.StringUnknown()}, unknown: "argument endpoint is known only after an apply"},
		"unknown password":     {config: model{Password: types.StringUnknown()}, unknown: "CONFPROXY_PASSWORD"},
		"two unknown":          {config: model{Insecure: types.BoolUnknown(), CACertPEM: types.StringUnknown()}, unknown: "ca_cert_pem, insecure"},
		"environment":          {environ: map[string]string{"CONFPROXY_ENDPOINT": "https://proxy.example.com", "CONFPROXY_INSECURE": "true", "CONFPROXY_REQUEST_TIMEOUT": "5s"}},
		"bad environment":      {environ: map[string]string{"CONFPROXY_ENDPOINT": "proxy"}, at: "endpoint", says: "The environment variable CONFPROXY_ENDPOINT"},
		"bad insecure":         {environ: map[string]string{"CONFPROXY_INSECURE": "perhaps"}, at: "insecure", says: "CONFPROXY_INSECURE"},
		"bad read-only":        {environ: map[string]string{"CONFPROXY_READ_ONLY": "maybe"}, at: "read_only", says: "CONFPROXY_READ_ONLY"},
		"unknown read-only":    {config: model{ReadOnly: types.BoolUnknown()}, unknown: "argument read_only is known only after an apply"},
		"bad timeout":          {environ: map[string]string{"CONFPROXY_REQUEST_TIMEOUT": "10"}, at: "request_timeout", says: "CONFPROXY_REQUEST_TIMEOUT"},
		"bad file":             {environ: map[string]string{"CONFPROXY_CA_CERT_FILE": "missing"}, at: "ca_cert_file", says: "CONFPROXY_CA_CERT_FILE"},
		"two authorities":      {environ: map[string]string{"CONFPROXY_CA_CERT_FILE": root, "CONFPROXY_CA_CERT_PEM": string(issued.RootPEM)}, at: "ca_cert_pem", says: "one of ca_cert_pem and ca_cert_file"},
		"configuration wins":   {config: model{Endpoint: text("https://proxy.example.com"), CACertFile: text(root)}, environ: map[string]string{"CONFPROXY_ENDPOINT": "proxy", "CONFPROXY_CA_CERT_PEM": "nonsense"}},
		"password in bad URL":  {config: model{Endpoint: text("https://admin:geheim %zz@proxy.example.com")}, at: block, says: "not a URL"},
		"password, bad scheme": {config: model{Endpoint: text("admin:geheim@proxy.example.com")}, at: block, says: "the address"},
		"line break":           {config: model{Password: text("geheim\n")}, at: "password", says: "trimspace"},
		"line break, environ":  {environ: map[string]string{"CONFPROXY_PASSWORD": "geheim\r\n"}, at: "password", says: "trimspace"},
	} {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			for variable, value := range test.environ {
				t.Setenv(variable, value)
			}
			client, diags := test.config.client("test")
			if got := diags.WarningsCount() > 0; got != test.warns {
				t.Errorf("warnings: %v, want some: %v", diags, test.warns)
			}
			if test.at == "" {
				if diags.HasError() || client == nil {
					t.Fatalf("got %v, want a client", diags)
				}
				if err := client.Err(); (err != nil) != (test.unknown != "") || err != nil && !strings.Contains(err.Error(), test.unknown) {
					t.Errorf("got a client that says %v, want %q", err, test.unknown)
				}
				return
			}
			if diags.ErrorsCount() != 1 || test.at != cmp.Or(attributeOf(diags.Errors()[0]), block) {
				t.Fatalf("got %v, want one error at %s", diags, test.at)
			}
			detail := diags.Errors()[0].Detail()
			if !strings.Contains(detail, test.says) || strings.Contains(detail, "geheim") {
				t.Errorf("%q does not say %q, or quotes a password", detail, test.says)
			}
		})
	}
}

func TestConfigurationWinsOverEnvironment(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("CONFPROXY_ENDPOINT", "https://environment.example.com:1")
	t.Setenv("CONFPROXY_TLS_SERVER_NAME", "environment.example.com")
	m := model{Endpoint: types.StringValue("https://configuration.example.com:2")}
	client, diags := m.client("test")
	if diags.HasError() {
		t.Fatal(diags)
	}
	if got := client.Address(); got != "configuration.example.com:2" {
		t.Errorf("the address is %s", got)
	}
	if got := client.TLSServerName(); got != "environment.example.com" {
		t.Errorf("the server name is %s", got)
	}
}

func TestReadOnlyFromEnvironment(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("CONFPROXY_READ_ONLY", "true")
	s := &settings{}
	if !s.flag("read_only", types.BoolNull()) || s.flag("read_only", types.BoolValue(false)) || s.diags.HasError() {
		t.Errorf("expected the environment to be obeyed where the configuration says nothing: %v", s.diags)
	}
}

func TestRequestTimeout(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("CONFPROXY_REQUEST_TIMEOUT", "7s")
	s := &settings{}
	if got := (&model{}).requestTimeout(s); got != 7*time.Second || s.diags.HasError() {
		t.Errorf("got %s, %v", got, s.diags)
	}
}

func TestCaptureFolder(t *testing.T) {
	clearEnvironment(t)
	folder := filepath.Join(t.TempDir(), "new")
	t.Setenv(captureDir, folder)
	if _, diags := (&model{}).client("test"); diags.HasError() {
		t.Error(diags)
	}
	t.Setenv(captureDir, "config_test.go")
	_, diags := (&model{}).client("test")
	if diags.ErrorsCount() != 1 || diags[0].Summary() != "Invalid CONFPROXY_CAPTURE_DIR" || !strings.Contains(diags[0].Detail(), "config_test.go: not a directory") {
		t.Errorf("a file as the folder: %v", diags)
	}
}
