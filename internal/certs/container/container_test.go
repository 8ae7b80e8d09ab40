// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package container_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
	"golang.org/x/text/encoding/unicode"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
)

const bundlePassword = "p\u00e4ss & word"

// handedOver is a certificate with its chain and key, the contents of bundles.
type handedOver struct {
	*certstest.Issued
	key         any
	chain, root []*x509.Certificate
}

func handOver(t *testing.T) *handedOver {
	t.Helper()
	h := &handedOver{Issued: certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})}
	key, err := certstest.Parse(t, h.KeyPEM).Keys()[0].Open(nil)
	h.key = certstest.Must(t, key, err)
	h.chain, h.root = certstest.Parse(t, h.ChainPEM).Certificates(), certstest.Parse(t, h.RootPEM).Certificates()
	return h
}

func (h *handedOver) pkcs12(t *testing.T, encoder *pkcs12.Encoder, password string) []byte {
	t.Helper()
	pfx, err := encoder.Encode(h.key, h.Cert, append(slices.Clone(h.root), h.chain...), password)
	return certstest.Must(t, pfx, err)
}

// all returns the certificates in DER, concatenated and out of order.
func (h *handedOver) all() (all []byte) {
	for _, c := range slices.Concat(h.root, h.chain, []*x509.Certificate{h.Cert}) {
		all = append(all, c.Raw...)
	}
	return all
}

// opened is the expected result of a bundle: its parts, or an error.
type opened struct {
	data       []byte
	password   string
	key, chain bool
	problem    string
}

func (h *handedOver) open(t *testing.T, tests map[string]opened) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := container.Open(test.data, test.password)
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), bundlePassword) {
					t.Fatalf("got %v, want an error that says %q", err, test.problem)
				}
				var wrong *container.PasswordError
				if errors.As(err, &wrong) != strings.Contains(test.problem, "password") {
					t.Errorf("the error is a %T: %v", err, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			again, err := container.Open(test.data, test.password)
			if err != nil || *again != *got {
				t.Error("the same input gives another bundle")
			}
			if got.Leaf != string(h.CertPEM) {
				t.Error("another leaf")
			}
			want := ""
			if test.chain {
				want = string(h.ChainPEM)
			}
			if got.Chain != want {
				t.Errorf("chain:\n%s\nwant:\n%s", got.Chain, want)
			}
			if (got.Key != "") != test.key || test.key && !certstest.Parse(t, []byte(got.Key)).Keys()[0].IsTraditional() {
				t.Errorf("a key: %v, want %v, in traditional form", got.Key != "", test.key)
			}
		})
	}
}

const withKey, withChain = true, true

func inBase64(data []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(data)) }

func TestOpen(t *testing.T) {
	t.Parallel()
	h := handOver(t)
	pfx, bare := h.pkcs12(t, pkcs12.Modern, bundlePassword), h.pkcs12(t, pkcs12.Passwordless, "")
	p7, err := pkcs7.DegenerateCertificate(h.all())
	encrypted, err2 := h.EncryptedKeyPEM(bundlePassword)
	p7, encrypted = certstest.Must(t, p7, err), certstest.Must(t, encrypted, err2)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	block := func(label string, data []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: data})
	}
	noise := make([]byte, 400)
	_, _ = rand.Read(noise[1:])
	h.open(t, map[string]opened{
		"PKCS#12":                     {pfx, bundlePassword, withKey, withChain, ""},
		"PKCS#12 of Windows":          {h.pkcs12(t, pkcs12.LegacyDES, bundlePassword), bundlePassword, withKey, withChain, ""},
		"PKCS#12 of old Windows":      {h.pkcs12(t, pkcs12.LegacyRC2, bundlePassword), bundlePassword, withKey, withChain, ""},
		"PKCS#12 without password":    {bare, "", withKey, withChain, ""},
		"PKCS#12, password for none":  {bare, bundlePassword, withKey, withChain, ""},
		"PKCS#12 in base64":           {inBase64(pfx), bundlePassword, withKey, withChain, ""},
		"PKCS#12 in base64 twice":     {inBase64(inBase64(pfx)), bundlePassword, withKey, withChain, ""},
		"PKCS#12 by certutil -encode": {block("CERTIFICATE", pfx), bundlePassword, withKey, withChain, ""},
		"PKCS#12, wrong password":     {pfx, "other", false, false, "the input is PKCS#12, and the password does not open it"},
		"PKCS#12, no password":        {pfx, "", false, false, "the input is PKCS#12, and needs a password"},
		"PKCS#12, password of emoji":  {pfx, "p\U0001F600", false, false, "its password can only have characters up to U+FFFF"},
		"PKCS#12, cut off":            {pfx[:len(pfx)/2], bundlePassword, false, false, "truncated PKCS#12"},
		"PKCS#12 in base64, cut off":  {inBase64(pfx[:300]), bundlePassword, false, false, "truncated PKCS#12 (300 of"},
		"PKCS#7":                      {p7, "", false, withChain, ""},
		"PKCS#7 in PEM":               {block("PKCS7", p7), "", false, withChain, ""},
		"PKCS#7 in PEM of CMS":        {block("CMS", p7), "", false, withChain, ""},
		"PKCS#7, cut off":             {p7[:len(p7)/2], "", false, false, "truncated PKCS#7"},
		"DER":                         {h.Cert.Raw, "", false, false, ""},
		"DER in base64":               {inBase64(h.Cert.Raw), "", false, false, ""},
		"DER one after another":       {h.all(), "", false, withChain, ""},
		"DER, cut off":                {h.Cert.Raw[:100], "", false, false, "truncated DER (100 of"},
		"PEM in any order":            {join(h.RootPEM, h.KeyPEM, h.ChainPEM, h.CertPEM), "", withKey, withChain, ""},
		"PEM in base64":               {inBase64(join(h.CertPEM, h.ChainPEM)), "", false, withChain, ""},
		"PEM with an encrypted key":   {join(encrypted, h.CertPEM), bundlePassword, withKey, false, ""},
		"PEM without the password":    {join(encrypted, h.CertPEM), "", false, false, "PEM with an encrypted key, and needs a password"},
		"PEM with another password":   {join(encrypted, h.CertPEM), "other", false, false, "PEM with an encrypted key, and the password does not open it"},
		"PEM, cut off":                {h.CertPEM[:200], "", false, false, "its END line is missing"},
		"two keys":                    {join(h.KeyPEM, h.CertPEM, encrypted), "", false, false, "at most one private key, got 2"},
		"a key alone":                 {h.KeyPEM, "", false, false, "only a private key"},
		"an encrypted key alone":      {encrypted, "", false, false, "only a private key"},
		"parameters":                  {block("DH PARAMETERS", noise), "", false, false, "got PEM that holds DH PARAMETERS"},
		"archive":                     {[]byte("PK\x03\x04\x00\x01"), "", false, false, "got a ZIP archive; extract it"},
		"Java keystore":               {[]byte("\xFE\xED\xFE\xED\x00\x00\x00\x02"), "", false, false, "got a Java keystore; convert it to PKCS#12 with: keytool"},
		"text":                        {[]byte("0123, as agreed\n"), "", false, false, "got text without PEM"},
		"text that could be base64":   {[]byte("none"), "", false, false, "got text without PEM"},
		"noise":                       {noise, "", false, false, "got 400 bytes in another form"},
		"nothing":                     {nil, "", false, false, "got an empty input"},
	})
}

// Bundles that OpenSSL creates and Go cannot.
func TestOpenOfOpenSSL(t *testing.T) {
	t.Parallel()
	h := handOver(t)
	certificates := certstest.File(t, bytes.Join([][]byte{h.RootPEM, h.ChainPEM, h.CertPEM}, nil))
	keyless := func(more ...string) []byte {
		return certstest.RunOpenSSL(t, nil, append([]string{"pkcs12", "-export", "-nokeys", "-in", certificates, "-passout", "pass:" + bundlePassword}, more...)...)
	}
	key := certstest.File(t, h.KeyPEM)
	request := certstest.RunOpenSSL(t, nil, "req", "-new", "-key", key, "-subj", "/CN=proxy.example.com")
	public := certstest.RunOpenSSL(t, h.KeyPEM, "pkey", "-pubout")
	recipient, err := certstest.SelfSigned(certstest.Leaf{CommonName: "r", Algorithm: certstest.RSA})
	enveloped := func(form string) []byte {
		return certstest.RunOpenSSL(t, h.KeyPEM, "cms", "-encrypt", "-outform", form, certstest.File(t, certstest.Must(t, recipient, err).CertPEM))
	}
	h.open(t, map[string]opened{
		"PKCS#12 without a key":                 {keyless(), bundlePassword, false, withChain, ""},
		"PKCS#12 without a key, old":            {keyless("-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"), bundlePassword, false, withChain, ""},
		"PKCS#12 without a key, no encryption":  {keyless("-certpbe", "NONE"), bundlePassword, false, withChain, ""},
		"PKCS#12 without a key and protection":  {keyless("-certpbe", "NONE", "-nomac"), "", false, withChain, ""},
		"PKCS#12 without a key, wrong password": {keyless(), "other", false, false, "PKCS#12, and the password does not open it"},
		"PKCS#12 without a key, no password":    {keyless(), "", false, false, "PKCS#12, and needs a password"},
		"PKCS#12 of a key alone":                {certstest.RunOpenSSL(t, h.KeyPEM, "pkcs12", "-export", "-nocerts", "-passout", "pass:"+bundlePassword), bundlePassword, false, false, "certificate missing"},
		"PKCS#7 without certificates":           {certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-outform", "DER"), "", false, false, "expected a certificate, got none"},
		"key in DER":                            {certstest.RunOpenSSL(t, h.KeyPEM, "pkey", "-outform", "DER"), "", false, false, "got a private key in DER"},
		"encrypted key in DER":                  {certstest.RunOpenSSL(t, h.KeyPEM, "pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:x"), "", false, false, "got an encrypted private key in DER"},
		"request":                               {request, "", false, false, "got a certificate signing request; use the certificate that the authority issued"},
		"request in DER":                        {certstest.RunOpenSSL(t, request, "req", "-outform", "DER"), "", false, false, "got a certificate signing request"},
		"enveloped":                             {enveloped("DER"), "", false, false, "got an encrypted PKCS#7 (enveloped data); decrypt it with"},
		"enveloped in PEM":                      {enveloped("PEM"), "", false, false, "got an encrypted PKCS#7 (enveloped data); decrypt it with"},
		"public key":                            {public, "", false, false, "got a public key"},
		"public key in DER":                     {certstest.RunOpenSSL(t, public, "pkey", "-pubin", "-outform", "DER"), "", false, false, "got a public key"},
	})
}

// TestInPEM recognises the certificates of a file in every form without a
// password.
func TestInPEM(t *testing.T) {
	t.Parallel()
	h := handOver(t)
	p7, err := pkcs7.DegenerateCertificate(h.all())
	certstest.Must(t, p7, err)
	p7b := pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: p7})
	wide := func(text []byte) []byte {
		encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(text)
		return certstest.Must(t, encoded, err)
	}
	for name, test := range map[string]struct {
		data []byte
		want int
	}{
		"PEM": {h.CertPEM, 1}, "PEM in UTF-16": {wide(h.CertPEM), 1}, "PEM in UTF-16, no BOM": {wide(h.CertPEM)[2:], 1}, "PEM with a key": {append(h.KeyPEM, h.CertPEM...), 1},
		"DER": {h.Cert.Raw, 1}, "DER in base64": {inBase64(h.Cert.Raw), 1}, "several in DER": {h.all(), 2 + len(h.chain)},
		"PKCS#7": {p7, 2 + len(h.chain)}, "PKCS#7 in PEM": {p7b, 2 + len(h.chain)}, "PKCS#7 in UTF-16": {wide(p7b), 2 + len(h.chain)},
		"PKCS#12": {h.pkcs12(t, pkcs12.Modern, bundlePassword), 0}, "key": {h.KeyPEM, 0}, "text": {[]byte("note"), 0}, "nothing": {nil, 0},
	} {
		content := certs.NewContent(test.data)
		if got := container.InPEM(content); len(got.Certificates()) != test.want || test.want > 0 && got.PublicKeySHA256() == "" {
			t.Errorf("%s: %d certificates, want %d", name, len(got.Certificates()), test.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n"), "")
	f.Add([]byte("MIIB"), "x")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		if got, err := container.Open(data, password); err == nil && got.Leaf == "" {
			t.Error("no error and no leaf")
		}
	})
}
