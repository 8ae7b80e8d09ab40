// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

const (
	certificatePath, keyPath, chainPath = "objects/server.cer", "objects/server.key", "objects/chain.crt"

	passphrase = "correct, 馬 battery"
)

// deployment returns a deployment of the family without findings.
func deployment(t *testing.T, f certstest.Family) check.Deployment {
	t.Helper()
	return check.Deployment{
		Certificate: check.File{Path: certificatePath, Content: certs.NewContent(f.Leaf.PEM())},
		Key:         check.File{Path: keyPath, Content: certs.NewContent(f.Leaf.KeyPEM(t))},
		Chain:       &check.File{Path: chainPath, Content: certs.NewContent(f.Middle.PEM())},
		ServerName:  certstest.Host, MinimumDaysValid: 14, Now: certstest.Now,
	}
}

// finding is an expected finding: the detail contains all of the parts.
type finding struct {
	severity check.Severity
	role     check.Role
	summary  string
	parts    []string
}

// encryptedKey returns the key of a party in traditional form, encrypted.
func encryptedKey(t *testing.T, p certstest.Party) []byte {
	t.Helper()
	der, err := x509.MarshalECPrivateKey(p.Key.(*ecdsa.PrivateKey))
	certstest.Must(t, der, err)
	//nolint:staticcheck // The form that the product is documented to read.
	block, err := x509.EncryptPEMBlock(rand.Reader, "EC PRIVATE KEY", der, []byte(passphrase), x509.PEMCipherAES256)
	return pem.EncodeToMemory(certstest.Must(t, block, err))
}

// unknownEncryption returns an encrypted PKCS#8 key of an unknown scheme.
func unknownEncryption(t *testing.T) []byte {
	t.Helper()
	der, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 3}}, []byte("data")})
	return pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: certstest.Must(t, der, err)})
}

func wantFindings(t *testing.T, want []finding, got []check.Finding) {
	t.Helper()
	type head struct {
		Severity check.Severity
		Role     check.Role
		Summary  string
	}
	var wanted, found []head
	for _, f := range want {
		wanted = append(wanted, head{f.severity, f.role, f.summary})
	}
	for _, f := range got {
		found = append(found, head{f.Severity, f.Subject, f.Summary})
	}
	if diff := cmp.Diff(wanted, found); diff != "" {
		t.Fatalf("findings (-want +got):\n%s\n%v", diff, got)
	}
	for i, f := range want {
		for _, part := range f.parts {
			if !strings.Contains(got[i].Detail, part) {
				t.Errorf("the detail of %q lacks %q: %s", f.summary, part, got[i].Detail)
			}
		}
		if detail := got[i].Detail; !strings.HasSuffix(detail, ".") || strings.Contains(detail, "%!") || strings.HasSuffix(detail, "..") {
			t.Errorf("the detail of %q is no whole sentence: %s", f.summary, detail)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	stranger := certstest.Sign(t, nil, nil, certstest.Named("Stranger"), certstest.CA)
	encryptedLeaf := certstest.Sign(t, &f.Middle, nil)
	encrypted := encryptedKey(t, encryptedLeaf)
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	certstest.Must(t, short, err)
	curve, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	certstest.Must(t, curve, err)
	rsaKey, err := certstest.Algorithms["RSA"]()
	rsaMiddle := certstest.Sign(t, &f.Root, certstest.Must(t, rsaKey, err), certstest.Named("RSA Middle"), certstest.CA)
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA }
	expiredMiddle := certstest.Sign(t, &f.Root, f.Middle.Key, certstest.Named("Middle"), certstest.CA, certstest.ValidFor(-1))
	futureMiddle := certstest.Sign(t, &f.Root, f.Middle.Key, certstest.Named("Middle"), certstest.CA, func(c *x509.Certificate) { c.NotBefore = certstest.Now.AddDate(0, 0, 1) })
	// An issuer that is not allowed to issue.
	impostor := certstest.Sign(t, &f.Root, nil, certstest.Named("Impostor"))

	certificate := func(parties ...certstest.Party) func(*check.Deployment) {
		return func(d *check.Deployment) { d.Certificate.Content = certs.NewContent(certstest.PEMOf(parties...)) }
	}
	chain := func(parties ...certstest.Party) func(*check.Deployment) {
		return func(d *check.Deployment) { d.Chain.Content = certs.NewContent(certstest.PEMOf(parties...)) }
	}
	// leaf replaces certificate and key.
	leaf := func(p certstest.Party) func(*check.Deployment) {
		return func(d *check.Deployment) {
			d.Certificate.Content, d.Key.Content = certs.NewContent(p.PEM()), certs.NewContent(p.KeyPEM(t))
		}
	}
	locked := func(passphrase string) func(*check.Deployment) {
		return func(d *check.Deployment) {
			d.Certificate.Content, d.Key.Content, d.Passphrase = certs.NewContent(encryptedLeaf.PEM()), certs.NewContent(encrypted), []byte(passphrase)
		}
	}
	digest := func(p certstest.Party) string { return certs.Describe(p.Certificate).PublicKeySHA256 }
	unknown := unknownEncryption(t)
	const e, w = check.Error, check.Warning

	tests := map[string]struct {
		change []func(*check.Deployment)
		want   []finding
	}{
		"nothing":                  {},
		"chain with root":          {[]func(*check.Deployment){chain(f.Middle, f.Root)}, nil},
		"chain in certificate":     {[]func(*check.Deployment){certificate(f.Leaf, f.Middle, f.Root), func(d *check.Deployment) { d.Chain = nil }}, nil},
		"chain in both, continued": {[]func(*check.Deployment){certificate(f.Leaf, f.Middle), chain(f.Root)}, nil},
		"encrypted":                {[]func(*check.Deployment){locked(passphrase)}, nil},
		"no server name":           {[]func(*check.Deployment){func(d *check.Deployment) { d.ServerName = "" }}, nil},
		"self-signed alone":        {[]func(*check.Deployment){leaf(certstest.Sign(t, nil, nil)), func(d *check.Deployment) { d.Chain = nil }}, nil},
		"just enough days":         {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(14)))}, nil},
		"last second":              {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(0))), func(d *check.Deployment) { d.MinimumDaysValid = 0 }}, nil},

		"no key in the file": {[]func(*check.Deployment){func(d *check.Deployment) { d.Key.Content = certs.NewContent(nil) }}, []finding{
			{e, check.RoleKey, "Not one private key in the file", []string{keyPath, "expected exactly one private key in PEM form, got 0", "exactly one"}}}},
		"two keys": {[]func(*check.Deployment){func(d *check.Deployment) {
			d.Key.Content = certs.NewContent(append(f.Leaf.KeyPEM(t), f.Root.KeyPEM(t)...))
		}}, []finding{
			{e, check.RoleKey, "Not one private key in the file", []string{keyPath, "expected exactly one private key in PEM form, got 2"}}}},
		"key damaged": {[]func(*check.Deployment){func(d *check.Deployment) { d.Key.Content = certs.NewContent(d.Key.Content.Bytes()[:60]) }}, []finding{
			{e, check.RoleKey, "Key cannot be read", []string{keyPath, "END line is missing"}}}},
		"no pair": {[]func(*check.Deployment){func(d *check.Deployment) { d.Key.Content = certs.NewContent(stranger.KeyPEM(t)) }}, []finding{
			{e, check.RoleKey, "Key and certificate do not match", []string{keyPath, certificatePath, `"CN=` + certstest.Host + `"`, digest(stranger), digest(f.Leaf), "that the certificate was requested with"}}}},
		"passphrase missing": {[]func(*check.Deployment){locked("")}, []finding{
			{e, check.RolePassphrase, "Passphrase missing", []string{keyPath, "DEK-Info, AES-256-CBC"}}}},
		"passphrase wrong": {[]func(*check.Deployment){locked("other")}, []finding{
			{e, check.RolePassphrase, "Passphrase wrong", []string{keyPath, "DEK-Info, AES-256-CBC"}}}},
		"passphrase in vain": {[]func(*check.Deployment){func(d *check.Deployment) { d.Passphrase = []byte(passphrase) }}, []finding{
			{w, check.RolePassphrase, "Passphrase not needed", []string{keyPath, "not encrypted"}}}},
		"key of unknown cipher": {[]func(*check.Deployment){func(d *check.Deployment) { d.Key.Content, d.Passphrase = certs.NewContent(unknown), []byte(passphrase) }}, []finding{
			{w, check.RoleKey, "Key is encrypted PKCS#8", []string{keyPath, "openssl pkey -in FILE -traditional"}},
			{w, check.RoleKey, "Key not checked", []string{keyPath, "unsupported type", "openssl pkey"}}}},

		"no certificate in the file": {[]func(*check.Deployment){func(d *check.Deployment) { d.Certificate.Content = certs.NewContent(f.Leaf.Raw) }}, []finding{
			{e, check.RoleCertificate, "No certificate in the file", []string{certificatePath, "-----BEGIN CERTIFICATE-----"}}}},
		"certificate damaged": {[]func(*check.Deployment){func(d *check.Deployment) {
			d.Certificate.Content = certs.NewContent(d.Certificate.Content.Bytes()[30:])
		}}, []finding{
			{e, check.RoleCertificate, "Certificate cannot be read", []string{certificatePath, "BEGIN"}}}},
		"key beside the certificate": {[]func(*check.Deployment){func(d *check.Deployment) {
			d.Certificate.Content = certs.NewContent(append(d.Certificate.Content.Bytes(), d.Key.Content.Bytes()...))
		}}, []finding{
			{e, check.RoleCertificate, "Private key in the certificate file", []string{certificatePath}}}},
		"leaf not first": {[]func(*check.Deployment){certificate(f.Middle, f.Leaf), func(d *check.Deployment) { d.Chain = nil }}, []finding{
			{e, check.RoleCertificate, "Certificates in the wrong order", []string{certificatePath + ` begins with the certificate of "CN=Middle"; expected that of "CN=` + certstest.Host + `"`, "in " + certificatePath}}}},
		"leaf not first, key locked": {[]func(*check.Deployment){locked(""), certificate(f.Middle, encryptedLeaf), func(d *check.Deployment) { d.Chain, d.ServerName = nil, "" }}, []finding{
			{e, check.RolePassphrase, "Passphrase missing", nil},
			{w, check.RoleCertificate, "Certificate is an authority's", nil},
			{e, check.RoleCertificate, "Chain in the wrong order", []string{"CN=Middle", "CN=" + certstest.Host, "the reverse order"}}}},
		"certificate and chain swapped": {[]func(*check.Deployment){certificate(f.Middle), chain(f.Leaf)}, []finding{
			{e, check.RoleCertificate, "Certificates in the wrong order", []string{certificatePath + ` begins with the certificate of "CN=Middle"; expected that of "CN=` + certstest.Host + `"`, "in " + chainPath}}}},

		"no chain": {[]func(*check.Deployment){func(d *check.Deployment) { d.Chain = nil }}, []finding{
			{w, check.RoleChain, "No chain", []string{certificatePath, `issued by "CN=Middle"`}}}},
		"no certificate in the chain": {[]func(*check.Deployment){chain()}, []finding{
			{e, check.RoleChain, "No certificate in the chain file", []string{chainPath}}}},
		"chain damaged": {[]func(*check.Deployment){func(d *check.Deployment) { d.Chain.Content = certs.NewContent(d.Chain.Content.Bytes()[:60]) }}, []finding{
			{e, check.RoleChain, "Chain cannot be read", []string{chainPath, "cut off"}}}},
		"key in the chain": {[]func(*check.Deployment){func(d *check.Deployment) {
			d.Chain.Content = certs.NewContent(append(d.Chain.Content.Bytes(), d.Key.Content.Bytes()...))
		}}, []finding{
			{e, check.RoleChain, "Private key in the chain file", []string{chainPath}}}},
		"chain in the wrong order": {[]func(*check.Deployment){chain(f.Root, f.Middle)}, []finding{
			{e, check.RoleChain, "Chain in the wrong order", []string{`"CN=` + certstest.Host + `", ` + chainPath + ` has that of "CN=Root"; expected its issuer "CN=Middle"`}}}},
		"intermediate missing": {[]func(*check.Deployment){chain(f.Root)}, []finding{
			{e, check.RoleChain, "Certificate missing in the chain", []string{certificatePath, chainPath, `Put the certificate of "CN=Middle" in between`}}}},
		"issuer of another generation": {[]func(*check.Deployment){chain(certstest.Sign(t, &f.Root, nil, certstest.Named("Middle"), certstest.CA))}, []finding{
			{e, check.RoleChain, "Issuer of the same name with another key", []string{`issued by "CN=Middle"`, certificatePath, chainPath}}}},
		"chain of somebody else": {[]func(*check.Deployment){chain(stranger)}, []finding{
			{e, check.RoleChain, "Certificate missing in the chain", []string{"CN=Stranger", `Put the certificate of "CN=Middle"`}}}},
		"chain goes on": {[]func(*check.Deployment){chain(f.Middle, f.Root, stranger)}, []finding{
			{e, check.RoleChain, "Chain continues after the root", []string{"CN=Root", "CN=Stranger", chainPath}}}},
		"leaf repeated": {[]func(*check.Deployment){chain(f.Leaf, f.Middle)}, []finding{
			{w, check.RoleChain, "Server certificate repeated in the chain", []string{chainPath, "CN=" + certstest.Host}}}},
		"leaf only in the chain": {[]func(*check.Deployment){chain(f.Leaf)}, []finding{
			{w, check.RoleChain, "Server certificate repeated in the chain", nil}, {w, check.RoleChain, "No chain", nil}}},
		"full chain and chain": {[]func(*check.Deployment){certificate(f.Leaf, f.Middle)}, []finding{
			{w, check.RoleChain, "Certificate repeated in the chain", []string{chainPath, certificatePath, "CN=Middle"}}}},
		"issuer is no authority": {[]func(*check.Deployment){leaf(certstest.Sign(t, &impostor, nil)), chain(impostor)}, []finding{
			{e, check.RoleChain, "Issuer is not an authority", []string{"CN=Impostor", "CN=" + certstest.Host}}}},

		"expired": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(-1)))}, []finding{
			{e, check.RoleCertificate, "Certificate has expired", []string{certificatePath, certstest.Now.AddDate(0, 0, -1).UTC().Format("2006-01-02T15:04:05Z")}}}},
		"not valid yet": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, func(c *x509.Certificate) { c.NotBefore = certstest.Now.AddDate(0, 0, 1) }))}, []finding{
			{e, check.RoleCertificate, "Certificate is not valid yet", []string{certificatePath, certstest.Now.AddDate(0, 0, 1).UTC().Format("2006-01-02T15:04:05Z")}}}},
		"too few days": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(13)))}, []finding{
			{e, check.RoleCertificate, "Certificate expires too soon", []string{certificatePath, "13 days are left", "at least 14"}}}},
		"intermediate expired": {[]func(*check.Deployment){chain(expiredMiddle)}, []finding{
			{e, check.RoleChain, "Certificate has expired", []string{"CN=Middle", chainPath}}}},
		"intermediate not valid yet": {[]func(*check.Deployment){chain(futureMiddle)}, []finding{
			{e, check.RoleChain, "Certificate is not valid yet", []string{"CN=Middle", chainPath}}}},
		"other name": {[]func(*check.Deployment){func(d *check.Deployment) { d.ServerName = "other.example.com" }}, []finding{
			{w, check.RoleServerName, "Certificate does not cover the server's name", []string{"other.example.com", certificatePath, certstest.Host}}}},
		"name only in the subject": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, func(c *x509.Certificate) { c.DNSNames = nil }))}, []finding{
			{w, check.RoleServerName, "Certificate does not cover the server's name", []string{"legacy Common Name"}}}},

		"short RSA key": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, short))}, []finding{
			{w, check.RoleCertificate, "Key is short", []string{certificatePath, "1024 bits", "2048"}}}},
		"short curve": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, curve))}, []finding{
			{w, check.RoleCertificate, "Key is short", []string{certificatePath, "224 bits", "256"}}}},
		"short key of the issuer": {[]func(*check.Deployment){func(d *check.Deployment) {
			middle := certstest.Sign(t, &f.Root, short, certstest.Named("Short"), certstest.CA)
			leaf(certstest.Sign(t, &middle, nil))(d)
			chain(middle)(d)
		}}, []finding{{w, check.RoleChain, "Key is short", []string{chainPath, "CN=Short", "1024 bits"}}}},
		"weak signature": {[]func(*check.Deployment){leaf(certstest.Sign(t, &rsaMiddle, nil, sha1)), chain(rsaMiddle)}, []finding{
			{w, check.RoleCertificate, "Signature is weak", []string{certificatePath, "SHA1-RSA"}}}},
		"authority as server": {[]func(*check.Deployment){leaf(certstest.Sign(t, nil, nil, certstest.CA)), func(d *check.Deployment) { d.Chain, d.ServerName = nil, "" }}, []finding{
			{w, check.RoleCertificate, "Certificate is an authority's", []string{certificatePath, "CA:TRUE"}}}},
		"subject is empty": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(-1), func(c *x509.Certificate) { c.Subject = pkix.Name{} }))}, []finding{
			{e, check.RoleCertificate, "Certificate has expired", []string{`of "` + certstest.Host + `"`}}}},
		"everything at once": {[]func(*check.Deployment){leaf(certstest.Sign(t, &f.Middle, nil, certstest.ValidFor(-1))), chain(f.Root), func(d *check.Deployment) { d.Key.Content, d.ServerName = certs.NewContent(nil), "x.example" }}, []finding{
			{e, check.RoleKey, "Not one private key in the file", nil},
			{e, check.RoleCertificate, "Certificate has expired", nil},
			{w, check.RoleServerName, "Certificate does not cover the server's name", nil},
			{e, check.RoleChain, "Certificate missing in the chain", nil}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deployment(t, f)
			for _, change := range test.change {
				change(&d)
			}
			wantFindings(t, test.want, d.Check())
		})
	}
}

func TestExpected(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	file := func(parties ...certstest.Party) *check.File {
		return &check.File{Path: chainPath, Content: certs.NewContent(certstest.PEMOf(parties...))}
	}
	tests := map[string]struct {
		certificate []certstest.Party
		chain       *check.File
		want        []certstest.Party
		problem     string
	}{
		"leaf and chain":      {[]certstest.Party{f.Leaf}, file(f.Middle), []certstest.Party{f.Leaf, f.Middle}, ""},
		"no chain":            {[]certstest.Party{f.Leaf}, nil, []certstest.Party{f.Leaf}, ""},
		"full chain":          {[]certstest.Party{f.Leaf, f.Middle, f.Root}, nil, []certstest.Party{f.Leaf, f.Middle, f.Root}, ""},
		"full chain and more": {[]certstest.Party{f.Leaf, f.Middle}, file(f.Middle, f.Root), []certstest.Party{f.Leaf, f.Middle, f.Root}, ""},
		"leaf repeated":       {[]certstest.Party{f.Leaf, f.Leaf}, file(f.Leaf, f.Middle), []certstest.Party{f.Leaf, f.Middle}, ""},
		"no certificate":      {nil, file(f.Middle), nil, certificatePath + " holds no certificate"},
		"chain is empty":      {[]certstest.Party{f.Leaf}, file(), []certstest.Party{f.Leaf}, ""},
		"chain is damaged":    {[]certstest.Party{f.Leaf}, &check.File{Path: chainPath, Content: certs.NewContent(f.Middle.PEM()[:50])}, nil, chainPath + ": PEM block 1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := check.Deployment{Certificate: check.File{Path: certificatePath, Content: certs.NewContent(certstest.PEMOf(test.certificate...))}, Chain: test.chain}
			leaf, chain, err := d.Expected()
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) {
					t.Errorf("error %v, expected one with %q", err, test.problem)
				}
				return
			}
			certstest.Must(t, leaf, err)
			var got, want []string
			for _, c := range append([]*x509.Certificate{leaf}, chain...) {
				got = append(got, certs.Fingerprint(c))
			}
			for _, p := range test.want {
				want = append(want, certs.Fingerprint(p.Certificate))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("expected certificates (-want +got):\n%s", diff)
			}
		})
	}
}

// A key that does not open is reported alone, without advice about its form.
func TestCheckPassphraseOfPKCS8(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	key := certstest.RunOpenSSL(t, f.Leaf.KeyPEM(t), "pkcs8", "-topk8", "-passout", "pass:"+passphrase)
	for given, want := range map[string][]string{
		passphrase: {"Key is encrypted PKCS#8"}, "other": {"Passphrase wrong"}, passphrase + "\n": {"Passphrase ends in white space"}, "": {"Passphrase missing"},
	} {
		deployment := check.Deployment{
			Certificate: check.File{Path: "c", Content: certs.NewContent(f.Leaf.PEM())}, Key: check.File{Path: "k", Content: certs.NewContent(key)},
			Chain: &check.File{Path: "h", Content: certs.NewContent(f.Middle.PEM())}, Passphrase: []byte(given), Now: certstest.Now,
		}
		var got []string
		for _, finding := range deployment.Check() {
			got = append(got, finding.Summary)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", given, diff)
		}
	}
}
