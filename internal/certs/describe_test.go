// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
)

// signatureNames maps openssl's names of signature algorithms to ours.
var signatureNames = map[string]string{
	"sha256WithRSAEncryption": "SHA256-RSA", "sha512WithRSAEncryption": "SHA512-RSA", "rsassaPss": "SHA256-RSAPSS",
	"ecdsa-with-SHA256": "ECDSA-SHA256", "ecdsa-with-SHA384": "ECDSA-SHA384", "ED25519": "Ed25519",
}

// openSSLView returns the description of a certificate by the openssl command.
func openSSLView(t *testing.T, certificate []byte) certs.Description {
	t.Helper()
	block, _ := pem.Decode(certificate)
	text := string(certstest.RunOpenSSL(t, certificate, "x509", "-nameopt", "RFC2253", "-text", "-pubkey", "-subject", "-issuer", "-serial", "-startdate", "-enddate", "-fingerprint", "-sha256"))
	sha1 := string(certstest.RunOpenSSL(t, certificate, "x509", "-noout", "-fingerprint", "-sha1"))
	field := func(text, pattern string) string {
		t.Helper()
		match := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(text)
		if match == nil {
			t.Fatalf("openssl printed nothing like %q:\n%s", pattern, text)
		}
		return match[1]
	}
	date := func(pattern string) time.Time {
		t.Helper()
		parsed, err := time.Parse("Jan _2 15:04:05 2006 MST", field(text, pattern))
		return certstest.Must(t, parsed, err).UTC()
	}
	digest := func(text string) string {
		return strings.ToLower(strings.ReplaceAll(field(text, `Fingerprint=(\S+)$`), ":", ""))
	}
	public, _ := pem.Decode([]byte(field(text, `((?s)-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----)`)))
	sum := sha256.Sum256(public.Bytes)
	d := certs.Description{
		PEM:                string(pem.EncodeToMemory(block)),
		Subject:            field(text, `^subject=(.*)$`),
		Issuer:             field(text, `^issuer=(.*)$`),
		SerialNumber:       strings.ToLower(field(text, `^serial=(.*)$`)),
		NotBefore:          date(`^notBefore=(.*)$`),
		NotAfter:           date(`^notAfter=(.*)$`),
		IsCA:               strings.Contains(text, "CA:TRUE"),
		SignatureAlgorithm: signatureNames[field(text, `Signature Algorithm: (\S+)`)],
		PublicKeyAlgorithm: map[string]string{"rsaEncryption": "RSA", "id-ecPublicKey": "ECDSA", "ED25519": "Ed25519"}[field(text, `Public Key Algorithm: (\S+)`)],
		SHA256Fingerprint:  digest(text),
		SHA1Fingerprint:    digest(sha1),
		PublicKeySHA256:    hex.EncodeToString(sum[:]),
	}
	if !strings.Contains(text, "Subject Alternative Name") {
		return d
	}
	for _, name := range regexp.MustCompile(`(DNS|IP Address):([^,\s]+)`).FindAllStringSubmatch(field(text, `Alternative Name:.*\n(.*)`), -1) {
		if name[1] == "DNS" {
			d.DNSNames = append(d.DNSNames, name[2])
		} else {
			d.IPAddresses = append(d.IPAddresses, netip.MustParseAddr(name[2]).String())
		}
	}
	return d
}

// TestDescribe compares every field with openssl's.
func TestDescribe(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	with := func(change func(*x509.Certificate)) []certstest.Option { return []certstest.Option{change} }
	tests := map[string][]certstest.Option{
		"plain":     nil,
		"authority": {certstest.CA},
		"many names": with(func(c *x509.Certificate) {
			c.DNSNames = []string{certstest.Host, "*.example.com", "xn--eckwd4c7c.example"}
		}),
		"addresses": with(func(c *x509.Certificate) {
			c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1), net.ParseIP("2001:db8::1")}
		}),
		"no names":         with(func(c *x509.Certificate) { c.DNSNames = nil }),
		"serial 1":         with(func(c *x509.Certificate) { c.SerialNumber = big.NewInt(1) }),
		"serial of 20":     with(func(c *x509.Certificate) { c.SerialNumber = new(big.Int).Lsh(big.NewInt(0x7f), 152) }),
		"serial with sign": with(func(c *x509.Certificate) { c.SerialNumber = big.NewInt(0xff00) }),
		"year 9999":        with(func(c *x509.Certificate) { c.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) }),
		"SHA-384":          with(func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA384 }),
	}
	for name, options := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := certstest.Sign(t, nil, nil, certstest.Named("Root"), certstest.CA)
			p := certstest.Sign(t, &root, nil, options...)
			if diff := cmp.Diff(openSSLView(t, p.PEM()), certs.Describe(p.Certificate), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("description (-openssl +ours):\n%s", diff)
			}
		})
	}
	for name, algorithm := range map[string]x509.SignatureAlgorithm{"SHA-512": x509.SHA512WithRSA, "PSS": x509.SHA256WithRSAPSS} {
		t.Run("RSA "+name, func(t *testing.T) {
			t.Parallel()
			key, err := certstest.Algorithms["RSA"]()
			p := certstest.Sign(t, nil, certstest.Must(t, key, err), func(c *x509.Certificate) { c.SignatureAlgorithm = algorithm })
			if diff := cmp.Diff(openSSLView(t, p.PEM()), certs.Describe(p.Certificate), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("description (-openssl +ours):\n%s", diff)
			}
		})
	}
}

var (
	verifyCode = regexp.MustCompile(`Verify return code: (\d+)`)
	session    = regexp.MustCompile(`New, (\S+), Cipher is (\S+)`)
)

// TestHandshakeAgainstOpenSSL compares openssl s_client and Probe on one port.
func TestHandshakeAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	made := func(algorithm certstest.Algorithm) func(*testing.T) (certstest.Family, crypto.Signer) {
		return func(t *testing.T) (certstest.Family, crypto.Signer) {
			t.Helper()
			issued, err := certstest.OpenSSL(t.TempDir(), certstest.Leaf{CommonName: "proxy", DNSNames: []string{certstest.Host}, IPs: []net.IP{net.IPv4(127, 0, 0, 1)}, Algorithm: algorithm})
			certstest.Must(t, issued, err)
			root, middle := certstest.Parse(t, issued.RootPEM).Certificates()[0], certstest.Parse(t, issued.ChainPEM).Certificates()[0]
			return certstest.Family{
				Root: certstest.Party{Certificate: root}, Middle: certstest.Party{Certificate: middle},
				Leaf: certstest.Party{Certificate: issued.Cert, Key: issued.Signer},
			}, issued.Signer
		}
	}
	grown := func(options ...certstest.Option) func(*testing.T) (certstest.Family, crypto.Signer) {
		return func(t *testing.T) (certstest.Family, crypto.Signer) {
			t.Helper()
			f := certstest.NewFamily(t, options...)
			return f, f.Leaf.Key
		}
	}
	full := func(f certstest.Family) []*x509.Certificate {
		return []*x509.Certificate{f.Leaf.Certificate, f.Middle.Certificate}
	}
	tests := map[string]struct {
		make    func(*testing.T) (certstest.Family, crypto.Signer)
		present func(certstest.Family) []*x509.Certificate
		name    string
		code    string // openssl's verdict
		wanted  string // in ours
	}{
		"RSA":                 {made(certstest.RSA), full, certstest.Host, "0", ""},
		"ECDSA":               {made(certstest.ECDSA), full, certstest.Host, "0", ""},
		"Ed25519":             {made(certstest.Ed25519), full, certstest.Host, "0", ""},
		"expired":             {grown(certstest.ValidFor(-1)), full, certstest.Host, "10", "expired"},
		"not valid yet":       {grown(func(c *x509.Certificate) { c.NotBefore = certstest.Now.AddDate(0, 0, 1) }), full, certstest.Host, "9", "not yet valid"},
		"other host":          {grown(), full, "other.example.com", "62", "valid for " + certstest.Host + ", not other.example.com"},
		"intermediate absent": {grown(), func(f certstest.Family) []*x509.Certificate { return full(f)[:1] }, certstest.Host, "21", "unknown authority"},
		"self-signed": {func(t *testing.T) (certstest.Family, crypto.Signer) {
			t.Helper()
			f := certstest.NewFamily(t)
			f.Leaf = certstest.Sign(t, nil, nil)
			return f, f.Leaf.Key
		}, func(f certstest.Family) []*x509.Certificate { return full(f)[:1] }, certstest.Host, "18", "unknown authority"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, key := test.make(t)
			address := certstest.Serve(t, nil, key, test.present(f)...)
			seen := string(certstest.RunOpenSSL(t, nil, "s_client", "-connect", address, "-servername", test.name, "-showcerts", "-no-CApath", "-no-CAstore",
				"-CAfile", certstest.File(t, f.Root.PEM()), "-verify_hostname", test.name))
			code := verifyCode.FindStringSubmatch(seen)
			if len(code) != 2 || code[1] != test.code {
				t.Errorf("openssl's verdict is %q, expected %s:\n%s", code, test.code, seen)
			}
			roots := x509.NewCertPool()
			roots.AddCert(f.Root.Certificate)
			result, err := probe.Probe(t.Context(), probe.Options{Address: address, ServerName: test.name, Roots: roots})
			certstest.Must(t, result, err)
			if agreed := session.FindStringSubmatch(seen); len(agreed) != 3 || agreed[1] != strings.ReplaceAll(result.Version, " ", "v") {
				t.Errorf("version %q; openssl has %q", result.Version, agreed)
			}
			if result.RemoteAddress != address {
				t.Errorf("remote address %q, expected %q", result.RemoteAddress, address)
			}
			if result.Verified != (test.wanted == "") || !strings.Contains(result.VerificationError, test.wanted) || result.Verified != (result.VerificationError == "") {
				t.Errorf("verified is %t (%q), expected an error with %q", result.Verified, result.VerificationError, test.wanted)
			}
			blocks := regexp.MustCompile(`(?s)-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n`).FindAllString(seen, -1)
			var expected, found []certs.Description
			for _, block := range blocks[:len(blocks)-boolToInt(strings.Contains(seen, "Server certificate\n-----BEGIN"))] {
				expected = append(expected, openSSLView(t, []byte(block)))
			}
			for _, certificate := range result.Certificates {
				found = append(found, certs.Describe(certificate))
			}
			if diff := cmp.Diff(expected, found, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("presented certificates (-openssl +ours):\n%s", diff)
			}
		})
	}
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
