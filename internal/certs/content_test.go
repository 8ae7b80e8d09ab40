// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
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
			args := append([]string{"req", "-x509", "-new", "-key", certstest.File(t, key), "-subj", "/CN=uncommon", "-addext", "subjectAltName=DNS:" + host, "-addext", "basicConstraints=critical,CA:FALSE", "-days", "30"}, test.options...)
			certificate := certstest.RunOpenSSL(t, nil, args...)
			content := parse(t, certificate)
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
			for _, f := range (certs.Deployment{
				Certificate: certs.File{Path: certificatePath, Content: content}, Key: certs.File{Path: keyPath, Content: certs.NewContent(key)},
				ServerName: host, Now: time.Now(),
			}).Check() {
				if f.Severity == certs.Error {
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
	f := newFamily(t)
	sample := "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n"
	all := string(f.leaf.keyPEM(t)) + sample + string(f.leaf.pem()) + "-----BEGIN CERTIFICATE-----\n"
	content := certs.NewContent([]byte(all))
	if len(content.Keys()) != 1 || len(content.Certificates()) != 1 {
		t.Errorf("%d keys and %d certificates", len(content.Keys()), len(content.Certificates()))
	}
	if err := content.Err(); err == nil || !strings.Contains(err.Error(), "PEM block 2 (CERTIFICATE)") {
		t.Errorf("error %v, expected the first", err)
	}
	garbage := parse(t, []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	if len(garbage.Certificates()) != 1 || !errors.Is(certs.Problem(garbage.Certificates()[0]), certs.ErrDamaged) || garbage.PublicKeySHA256() != "" {
		t.Errorf("%d certificates, the public key is %q", len(garbage.Certificates()), garbage.PublicKeySHA256())
	}
}

func TestDeviations(t *testing.T) {
	t.Parallel()
	pem := string(issue(t, nil, nil).pem())
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

// TestForm runs the command that a form recommends.
func TestForm(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	f := newFamily(t)
	certificate, key := f.leaf.pem(), f.leaf.keyPEM(t)
	both := certstest.File(t, append(certificate, key...))
	der := certstest.RunOpenSSL(t, key, "pkey", "-outform", "DER")
	pkcs12 := func(args ...string) []byte {
		return certstest.RunOpenSSL(t, nil, append([]string{"pkcs12", "-export", "-in", both, "-inkey", both, "-passout", "pass:x"}, args...)...)
	}
	base64 := func(der []byte) []byte { return certstest.RunOpenSSL(t, der, "base64") }
	tests := map[string]struct {
		data []byte
		want string
		keys int
	}{
		"DER":             {f.leaf.Raw, "a certificate in DER", 0},
		"DER key":         {der, "a private key in DER", 1},
		"DER EC key":      {certstest.RunOpenSSL(t, key, "ec", "-outform", "DER"), "a private key in DER", 1},
		"DER encrypted":   {certstest.RunOpenSSL(t, key, "pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:x"), "an encrypted private key in DER", 1},
		"PKCS#7":          {certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both, "-outform", "DER"), "PKCS#7", 0},
		"PKCS#7 in PEM":   {certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both), "PKCS#7 in PEM", 0},
		"PKCS#12":         {pkcs12(), "PKCS#12", 1},
		"PKCS#12, legacy": {pkcs12("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"), "PKCS#12", 1},
		"base64":          {base64(f.leaf.Raw), "base64 without BEGIN and END lines of a certificate in DER", 0},
		"base64, PKCS#12": {base64(pkcs12()), "base64 without BEGIN and END lines of PKCS#12", 1},
		"base64, PKCS#7":  {base64(certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", both, "-outform", "DER")), "base64 without BEGIN and END lines of PKCS#7", 0},
		"PEM":             {certificate, "", 0},
		"text":            {[]byte("hello"), "", 0},
		"base64 of text":  {base64([]byte("hello")), "", 0},
		"empty":           {nil, "", 0},
		"a sequence":      {[]byte("\x30\x00"), "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := certs.NewContent(test.data).Form()
			if form == nil || test.want == "" {
				if form != nil || test.want != "" {
					t.Fatalf("form %v, expected %q", form, test.want)
				}
				return
			}
			if form.Name != test.want {
				t.Errorf("form %q, expected %q", form.Name, test.want)
			}
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "FILE"), test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			command := form.Command
			for _, program := range []string{"openssl pkcs12", "openssl pkey"} {
				command = strings.Replace(command, program, program+" -passin pass:x", 1)
			}
			command = strings.Replace(command, "-aes256", "-aes256 -passout pass:y", 1)
			run := exec.CommandContext(t.Context(), "sh", "-c", command)
			run.Dir = folder
			if output, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", command, err, output)
			}
			converted, err := os.ReadFile(filepath.Join(folder, "NEWFILE"))
			content := parse(t, must(t, converted, err))
			if len(content.Keys()) != test.keys || content.PublicKeySHA256() == "" && !strings.Contains(test.want, "encrypted") {
				t.Errorf("the command gives %d keys, and the public key %q", len(content.Keys()), content.PublicKeySHA256())
			}
		})
	}
}
