// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

func TestContentCheck(t *testing.T) {
	t.Parallel()
	authority, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	issue := func(from, to time.Time) *certstest.Issued {
		issued, err := authority.Issue(certstest.Leaf{CommonName: "proxy.example.com", NotBefore: from, NotAfter: to})
		if err != nil {
			t.Fatal(err)
		}
		return issued
	}
	now := time.Now()
	good := issue(now.Add(-time.Hour), now.Add(time.Hour))
	expired := issue(now.Add(-2*time.Hour), now.Add(-time.Hour))
	future := issue(now.Add(time.Hour), now.Add(2*time.Hour))
	encrypted, err := good.EncryptedKeyPEM("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	ed25519, err := certstest.SelfSigned(certstest.Leaf{CommonName: "proxy.example.com", Algorithm: certstest.Ed25519})
	if err != nil {
		t.Fatal(err)
	}
	both := string(good.CertPEM) + string(good.KeyPEM)
	text := func(value string) func(*model) { return func(m *model) { m.Content = types.StringValue(value) } }
	writeOnly := func(value string) func(*model) { return func(m *model) { m.ContentWO = types.StringValue(value) } }

	for name, test := range map[string]struct {
		set              func(*model)
		errors, warnings int
		says             string
	}{
		"certificate":         {text(string(good.CertPEM)), 0, 0, ""},
		"text":                {text("any other text"), 0, 0, ""},
		"expired":             {text(string(expired.CertPEM)), 0, 1, "expired at"},
		"expired, in DER":     {func(m *model) { m.ContentBase64 = types.StringValue(encodeBase64(expired.Cert.Raw)) }, 0, 1, "expired at"},
		"not valid yet":       {text(string(future.CertPEM)), 0, 1, "valid from"},
		"key in content":      {text(string(good.KeyPEM)), 0, 1, "content_wo"},
		"key in content_wo":   {writeOnly(string(good.KeyPEM)), 0, 0, ""},
		"encrypted PKCS#8":    {writeOnly(string(encrypted)), 0, 1, "openssl pkey -in FILE -traditional"},
		"Ed25519":             {writeOnly(string(ed25519.KeyPEM)), 0, 1, "PKCS#8"},
		"certificate and key": {writeOnly(both), 0, 1, "Split them"},
		"OpenSSH key":         {writeOnly("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"), 0, 1, "stored unchanged"},
		"no certificate":      {text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), 0, 1, "stored unchanged"},
		"damaged":             {text(strings.Replace(string(good.CertPEM), "-----END", "---END", 1)), 0, 1, "PEM block 1"},
		"damaged key":         {writeOnly("-----BEGIN PRIVATE KEY-----\nnot base64!\n-----END PRIVATE KEY-----\n"), 0, 1, "PEM block 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &model{}
			test.set(m)
			from := m.given()[0]
			c, err := from.content(types.StringNull())
			if err != nil {
				t.Fatal(err)
			}
			diags := check(c, from, types.StringNull(), now)
			if diags.ErrorsCount() != test.errors || diags.WarningsCount() != test.warnings {
				t.Fatalf("got %v, want %d errors and %d warnings", diags, test.errors, test.warnings)
			}
			for _, d := range diags {
				if !strings.Contains(d.Detail(), test.says) {
					t.Errorf("%q does not say %q", d.Detail(), test.says)
				}
				if strings.Contains(d.Detail(), "not base64!") {
					t.Errorf("%q quotes the contents", d.Detail())
				}
			}
		})
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, data string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	large := filepath.Join(folder, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, maxBytes+1); err != nil {
		t.Fatal(err)
	}
	const sample = "-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n"
	for name, test := range map[string]struct {
		set  func(*model)
		want string
		err  string
	}{
		"text":           {func(m *model) { m.Content = types.StringValue("a\r\nb") }, "a\r\nb", ""},
		"PEM":            {func(m *model) { m.Content = types.StringValue(sample) }, strings.ReplaceAll(sample, "\r\n", "\n"), ""},
		"base64 of text": {func(m *model) { m.ContentBase64 = types.StringValue("77u/YQ0KYg==") }, "\uFEFFa\r\nb", ""},
		"base64 of PEM":  {func(m *model) { m.ContentBase64 = types.StringValue(encodeBase64([]byte(sample))) }, sample, ""},
		"base64":         {func(m *model) { m.ContentBase64 = types.StringValue("AAECDQo=") }, "\x00\x01\x02\r\n", ""},
		"no base64":      {func(m *model) { m.ContentBase64 = types.StringValue("a!") }, "", "base64"},
		"source":         {func(m *model) { m.Source = types.StringValue(file("utf16", "\xff\xfea\x00")) }, "\xff\xfea\x00", ""},
		"no source":      {func(m *model) { m.Source = types.StringValue(filepath.Join(folder, "missing")) }, "", "cannot be read"},
		"a folder":       {func(m *model) { m.Source = types.StringValue(folder) }, "", "regular file"},
		"empty source":   {func(m *model) { m.Source = types.StringValue(file("empty", "")) }, "", "empty"},
		"huge source":    {func(m *model) { m.Source = types.StringValue(large) }, "", "16 MiB"},
		"empty text":     {func(m *model) { m.Content = types.StringValue("") }, "", "empty"},
		"write-only":     {func(m *model) { m.ContentWO = types.StringValue("secret") }, "secret", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &model{}
			test.set(m)
			c, err := m.given()[0].content(types.StringNull())
			switch {
			case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Errorf("got the error %v, want one that says %q", err, test.err)
			case test.err == "" && err != nil:
				t.Error(err)
			case test.err == "" && string(c.Bytes()) != test.want:
				t.Errorf("got %q, want %q", c.Bytes(), test.want)
			}
		})
	}
	m := &model{Content: types.StringUnknown()}
	if c, err := m.given()[0].content(types.StringNull()); c != nil || err != nil {
		t.Errorf("an unknown value gives %v, %v", c, err)
	}
}
