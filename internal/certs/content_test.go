// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

// TestValidButUncommon: contents from openssl are never damaged, even if Go
// cannot parse them, and a deployment of them is not refused.
func TestValidButUncommon(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	curve := func(name string) []string { return []string{"ecparam", "-name", name, "-genkey", "-noout"} }
	tests := map[string]struct {
		key      []string // of openssl
		options  []string
		problem  string   // of the certificate, "" for none
		warnings []string // about a deployment
	}{
		"negative serial number": {curve("prime256v1"), []string{"-set_serial", "-5"}, "", nil},
		"brainpool":              {curve("brainpoolP256r1"), nil, "unsupported elliptic curve", []string{"Certificate not checked", "Key not checked"}},
		"secp256k1":              {curve("secp256k1"), nil, "unsupported elliptic curve", []string{"Certificate not checked", "Key not checked"}},
		"Ed448":                  {[]string{"genpkey", "-algorithm", "ED448"}, nil, "", []string{"Key not checked"}},
		"RSA-PSS":                {[]string{"genpkey", "-quiet", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"}, nil, "", []string{"Key not checked"}},
		"DSA":                    {[]string{"dsaparam", "-genkey", "-noout", "1024"}, nil, "", []string{"Key not checked"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := certstest.RunOpenSSL(t, nil, test.key...)
			args := append([]string{"req", "-x509", "-new", "-key", certstest.File(t, key), "-subj", "/CN=uncommon", "-addext", "subjectAltName=DNS:" + certstest.Host, "-addext", "basicConstraints=critical,CA:FALSE", "-days", "30"}, test.options...)
			certificate := certstest.RunOpenSSL(t, nil, args...)
			content := certstest.Parse(t, certificate)
			if len(content.Certificates()) != 1 {
				t.Fatalf("%d certificates", len(content.Certificates()))
			}
			leaf := content.Certificates()[0]
			if problem := certs.Problem(leaf); (problem == nil) != (test.problem == "") || problem != nil && (!strings.Contains(problem.Error(), test.problem) || errors.Is(problem, certs.ErrDamaged)) {
				t.Errorf("problem %v, expected %q", problem, test.problem)
			}
			want := openSSLView(t, certificate)
			got := certs.Describe(leaf)
			if diff := cmp.Diff([]any{want.Subject, want.NotAfter, want.DNSNames, want.SHA256Fingerprint, want.PublicKeySHA256}, []any{got.Subject, got.NotAfter, got.DNSNames, got.SHA256Fingerprint, got.PublicKeySHA256}); diff != "" {
				t.Errorf("description (-openssl +ours):\n%s", diff)
			}
			var warnings []string
			for _, f := range (check.Deployment{
				Certificate: check.File{Path: "certificate", Content: content}, Key: check.File{Path: "key", Content: certs.NewContent(key)},
				ServerName: certstest.Host, Now: time.Now(),
			}).Check() {
				if f.Severity == check.Error {
					t.Errorf("an error: %s: %s", f.Summary, f.Detail)
				}
				warnings = append(warnings, f.Summary)
			}
			if diff := cmp.Diff(test.warnings, warnings); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

// TestContentInPart: a damaged block does not hide the others.
func TestContentInPart(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	sample := "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n"
	all := string(f.Leaf.KeyPEM(t)) + sample + string(f.Leaf.PEM()) + "-----BEGIN CERTIFICATE-----\n"
	content := certs.NewContent([]byte(all))
	if len(content.Keys()) != 1 || len(content.Certificates()) != 1 {
		t.Errorf("%d keys and %d certificates", len(content.Keys()), len(content.Certificates()))
	}
	if err := content.Err(); err == nil || !strings.Contains(err.Error(), "PEM block 2 (CERTIFICATE)") {
		t.Errorf("error %v, expected the first", err)
	}
	garbage := certstest.Parse(t, []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	if len(garbage.Certificates()) != 1 || !errors.Is(certs.Problem(garbage.Certificates()[0]), certs.ErrDamaged) || garbage.PublicKeySHA256() != "" {
		t.Errorf("%d certificates, the public key is %q", len(garbage.Certificates()), garbage.PublicKeySHA256())
	}
}

func TestDeviations(t *testing.T) {
	t.Parallel()
	pem := string(certstest.Sign(t, nil, nil).PEM())
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"nothing":           {pem, nil},
		"no final line end": {strings.TrimSuffix(pem, "\n"), nil},
		"CR LF":             {ending(pem, "\r\n"), []string{"CR LF line endings"}},
		"BOM":               {bom + pem, []string{"a byte order mark"}},
		"BOM between":       {pem + bom + pem, []string{"a byte order mark"}},
		"all":               {bom + ending(pem, "\r\n") + "\x00", []string{"a byte order mark", "CR LF line endings", "NUL bytes at the end"}},
		"UTF-16":            {utf16(t, unicode.LittleEndian, ending(pem, "\r\n")), []string{"UTF-16"}},
		"CSV":               {"a\r\nb\r\n", nil},
	} {
		if diff := cmp.Diff(test.want, certs.NewContent([]byte(test.text)).Deviations()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
