// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

const certificatePath, keyPath, chainPath = "objects/server.cer", "objects/server.key", "objects/chain.crt"

// deployment returns a deployment of the family without findings.
func (f family) deployment(t *testing.T) certs.Deployment {
	t.Helper()
	return certs.Deployment{
		Certificate: certs.File{Path: certificatePath, Content: certs.NewContent(f.leaf.pem())},
		Key:         certs.File{Path: keyPath, Content: certs.NewContent(f.leaf.keyPEM(t))},
		Chain:       &certs.File{Path: chainPath, Content: certs.NewContent(f.middle.pem())},
		ServerName:  host, MinimumDaysValid: 14, Now: now,
	}
}

// finding is an expected finding: the detail contains all of the parts.
type finding struct {
	severity certs.Severity
	role     certs.Role
	summary  string
	parts    []string
}

func wantFindings(t *testing.T, want []finding, got []certs.Finding) {
	t.Helper()
	type head struct {
		Severity certs.Severity
		Role     certs.Role
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
	f := newFamily(t)
	stranger := issue(t, nil, nil, named("Stranger"), authority)
	encrypted := legacyKey(t, x509.PEMCipherAES256)
	shared, err := sharedKey()
	encryptedLeaf := issue(t, &f.middle, must(t, shared, err))
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	must(t, short, err)
	curve, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	must(t, curve, err)
	rsaKey, err := algorithms["RSA"]()
	rsaMiddle := issue(t, &f.root, must(t, rsaKey, err), named("RSA Middle"), authority)
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA }
	expiredMiddle := issue(t, &f.root, f.middle.key, named("Middle"), authority, validFor(-1))
	futureMiddle := issue(t, &f.root, f.middle.key, named("Middle"), authority, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) })
	// An issuer that is not allowed to issue.
	impostor := issue(t, &f.root, nil, named("Impostor"))

	certificate := func(parties ...party) func(*certs.Deployment) {
		return func(d *certs.Deployment) { d.Certificate.Content = certs.NewContent(pemOf(parties...)) }
	}
	chain := func(parties ...party) func(*certs.Deployment) {
		return func(d *certs.Deployment) { d.Chain.Content = certs.NewContent(pemOf(parties...)) }
	}
	// leaf replaces certificate and key.
	leaf := func(p party) func(*certs.Deployment) {
		return func(d *certs.Deployment) {
			d.Certificate.Content, d.Key.Content = certs.NewContent(p.pem()), certs.NewContent(p.keyPEM(t))
		}
	}
	locked := func(passphrase string) func(*certs.Deployment) {
		return func(d *certs.Deployment) {
			d.Certificate.Content, d.Key.Content, d.Passphrase = certs.NewContent(encryptedLeaf.pem()), certs.NewContent(encrypted), []byte(passphrase)
		}
	}
	digest := func(p party) string { return certs.Describe(p.Certificate).PublicKeySHA256 }
	unknown := encryption{oidPBKDF2, oidPBKDF2, pbkdf2Parameters{[]byte("salt"), 1}, nil, nil}.pem(t)
	const e, w = certs.Error, certs.Warning

	tests := map[string]struct {
		change []func(*certs.Deployment)
		want   []finding
	}{
		"nothing":                  {},
		"chain with root":          {[]func(*certs.Deployment){chain(f.middle, f.root)}, nil},
		"chain in certificate":     {[]func(*certs.Deployment){certificate(f.leaf, f.middle, f.root), func(d *certs.Deployment) { d.Chain = nil }}, nil},
		"chain in both, continued": {[]func(*certs.Deployment){certificate(f.leaf, f.middle), chain(f.root)}, nil},
		"encrypted":                {[]func(*certs.Deployment){locked(passphrase)}, nil},
		"no server name":           {[]func(*certs.Deployment){func(d *certs.Deployment) { d.ServerName = "" }}, nil},
		"self-signed alone":        {[]func(*certs.Deployment){leaf(issue(t, nil, nil)), func(d *certs.Deployment) { d.Chain = nil }}, nil},
		"just enough days":         {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(14)))}, nil},
		"last second":              {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(0))), func(d *certs.Deployment) { d.MinimumDaysValid = 0 }}, nil},

		"no key in the file": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Key.Content = certs.NewContent(nil) }}, []finding{
			{e, certs.RoleKey, "Not one private key in the file", []string{keyPath, "expected exactly one private key in PEM form, got 0", "exactly one"}}}},
		"two keys": {[]func(*certs.Deployment){func(d *certs.Deployment) {
			d.Key.Content = certs.NewContent(append(f.leaf.keyPEM(t), f.root.keyPEM(t)...))
		}}, []finding{
			{e, certs.RoleKey, "Not one private key in the file", []string{keyPath, "expected exactly one private key in PEM form, got 2"}}}},
		"key damaged": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Key.Content = certs.NewContent(d.Key.Content.Bytes()[:60]) }}, []finding{
			{e, certs.RoleKey, "Key cannot be read", []string{keyPath, "END line is missing"}}}},
		"no pair": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Key.Content = certs.NewContent(stranger.keyPEM(t)) }}, []finding{
			{e, certs.RoleKey, "Key and certificate do not match", []string{keyPath, certificatePath, `"CN=` + host + `"`, digest(stranger), digest(f.leaf), "that the certificate was requested with"}}}},
		"passphrase missing": {[]func(*certs.Deployment){locked("")}, []finding{
			{e, certs.RolePassphrase, "Passphrase missing", []string{keyPath, "DEK-Info, AES-256-CBC"}}}},
		"passphrase wrong": {[]func(*certs.Deployment){locked("other")}, []finding{
			{e, certs.RolePassphrase, "Passphrase wrong", []string{keyPath, "DEK-Info, AES-256-CBC"}}}},
		"passphrase in vain": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Passphrase = []byte(passphrase) }}, []finding{
			{w, certs.RolePassphrase, "Passphrase not needed", []string{keyPath, "not encrypted"}}}},
		"key of unknown cipher": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Key.Content, d.Passphrase = certs.NewContent(unknown), []byte(passphrase) }}, []finding{
			{w, certs.RoleKey, "Key is encrypted PKCS#8", []string{keyPath, "openssl pkey -in FILE -traditional"}},
			{w, certs.RoleKey, "Key not checked", []string{keyPath, "unsupported type", "openssl pkey"}}}},

		"no certificate in the file": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Certificate.Content = certs.NewContent(f.leaf.Raw) }}, []finding{
			{e, certs.RoleCertificate, "No certificate in the file", []string{certificatePath, "-----BEGIN CERTIFICATE-----"}}}},
		"certificate damaged": {[]func(*certs.Deployment){func(d *certs.Deployment) {
			d.Certificate.Content = certs.NewContent(d.Certificate.Content.Bytes()[30:])
		}}, []finding{
			{e, certs.RoleCertificate, "Certificate cannot be read", []string{certificatePath, "BEGIN"}}}},
		"key beside the certificate": {[]func(*certs.Deployment){func(d *certs.Deployment) {
			d.Certificate.Content = certs.NewContent(append(d.Certificate.Content.Bytes(), d.Key.Content.Bytes()...))
		}}, []finding{
			{e, certs.RoleCertificate, "Private key in the certificate file", []string{certificatePath}}}},
		"leaf not first": {[]func(*certs.Deployment){certificate(f.middle, f.leaf), func(d *certs.Deployment) { d.Chain = nil }}, []finding{
			{e, certs.RoleCertificate, "Certificates in the wrong order", []string{certificatePath + ` begins with the certificate of "CN=Middle"; expected that of "CN=` + host + `"`, "in " + certificatePath}}}},
		"leaf not first, key locked": {[]func(*certs.Deployment){locked(""), certificate(f.middle, encryptedLeaf), func(d *certs.Deployment) { d.Chain, d.ServerName = nil, "" }}, []finding{
			{e, certs.RolePassphrase, "Passphrase missing", nil},
			{w, certs.RoleCertificate, "Certificate is an authority's", nil},
			{e, certs.RoleCertificate, "Chain in the wrong order", []string{"CN=Middle", "CN=" + host, "the reverse order"}}}},
		"certificate and chain swapped": {[]func(*certs.Deployment){certificate(f.middle), chain(f.leaf)}, []finding{
			{e, certs.RoleCertificate, "Certificates in the wrong order", []string{certificatePath + ` begins with the certificate of "CN=Middle"; expected that of "CN=` + host + `"`, "in " + chainPath}}}},

		"no chain": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Chain = nil }}, []finding{
			{w, certs.RoleChain, "No chain", []string{certificatePath, `issued by "CN=Middle"`}}}},
		"no certificate in the chain": {[]func(*certs.Deployment){chain()}, []finding{
			{e, certs.RoleChain, "No certificate in the chain file", []string{chainPath}}}},
		"chain damaged": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.Chain.Content = certs.NewContent(d.Chain.Content.Bytes()[:60]) }}, []finding{
			{e, certs.RoleChain, "Chain cannot be read", []string{chainPath, "cut off"}}}},
		"key in the chain": {[]func(*certs.Deployment){func(d *certs.Deployment) {
			d.Chain.Content = certs.NewContent(append(d.Chain.Content.Bytes(), d.Key.Content.Bytes()...))
		}}, []finding{
			{e, certs.RoleChain, "Private key in the chain file", []string{chainPath}}}},
		"chain in the wrong order": {[]func(*certs.Deployment){chain(f.root, f.middle)}, []finding{
			{e, certs.RoleChain, "Chain in the wrong order", []string{`"CN=` + host + `", ` + chainPath + ` has that of "CN=Root"; expected its issuer "CN=Middle"`}}}},
		"intermediate missing": {[]func(*certs.Deployment){chain(f.root)}, []finding{
			{e, certs.RoleChain, "Certificate missing in the chain", []string{certificatePath, chainPath, `Put the certificate of "CN=Middle" in between`}}}},
		"issuer of another generation": {[]func(*certs.Deployment){chain(issue(t, &f.root, nil, named("Middle"), authority))}, []finding{
			{e, certs.RoleChain, "Issuer of the same name with another key", []string{`issued by "CN=Middle"`, certificatePath, chainPath}}}},
		"chain of somebody else": {[]func(*certs.Deployment){chain(stranger)}, []finding{
			{e, certs.RoleChain, "Certificate missing in the chain", []string{"CN=Stranger", `Put the certificate of "CN=Middle"`}}}},
		"chain goes on": {[]func(*certs.Deployment){chain(f.middle, f.root, stranger)}, []finding{
			{e, certs.RoleChain, "Chain continues after the root", []string{"CN=Root", "CN=Stranger", chainPath}}}},
		"leaf repeated": {[]func(*certs.Deployment){chain(f.leaf, f.middle)}, []finding{
			{w, certs.RoleChain, "Server certificate repeated in the chain", []string{chainPath, "CN=" + host}}}},
		"leaf only in the chain": {[]func(*certs.Deployment){chain(f.leaf)}, []finding{
			{w, certs.RoleChain, "Server certificate repeated in the chain", nil}, {w, certs.RoleChain, "No chain", nil}}},
		"full chain and chain": {[]func(*certs.Deployment){certificate(f.leaf, f.middle)}, []finding{
			{w, certs.RoleChain, "Certificate repeated in the chain", []string{chainPath, certificatePath, "CN=Middle"}}}},
		"issuer is no authority": {[]func(*certs.Deployment){leaf(issue(t, &impostor, nil)), chain(impostor)}, []finding{
			{e, certs.RoleChain, "Issuer is not an authority", []string{"CN=Impostor", "CN=" + host}}}},

		"expired": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(-1)))}, []finding{
			{e, certs.RoleCertificate, "Certificate has expired", []string{certificatePath, now.AddDate(0, 0, -1).UTC().Format("2006-01-02T15:04:05Z")}}}},
		"not valid yet": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) }))}, []finding{
			{e, certs.RoleCertificate, "Certificate is not valid yet", []string{certificatePath, now.AddDate(0, 0, 1).UTC().Format("2006-01-02T15:04:05Z")}}}},
		"too few days": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(13)))}, []finding{
			{e, certs.RoleCertificate, "Certificate expires too soon", []string{certificatePath, "13 days are left", "at least 14"}}}},
		"intermediate expired": {[]func(*certs.Deployment){chain(expiredMiddle)}, []finding{
			{e, certs.RoleChain, "Certificate has expired", []string{"CN=Middle", chainPath}}}},
		"intermediate not valid yet": {[]func(*certs.Deployment){chain(futureMiddle)}, []finding{
			{e, certs.RoleChain, "Certificate is not valid yet", []string{"CN=Middle", chainPath}}}},
		"other name": {[]func(*certs.Deployment){func(d *certs.Deployment) { d.ServerName = "other.example.com" }}, []finding{
			{w, certs.RoleServerName, "Certificate does not cover the server's name", []string{"other.example.com", certificatePath, host}}}},
		"name only in the subject": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, func(c *x509.Certificate) { c.DNSNames = nil }))}, []finding{
			{w, certs.RoleServerName, "Certificate does not cover the server's name", []string{"legacy Common Name"}}}},

		"short RSA key": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, short))}, []finding{
			{w, certs.RoleCertificate, "Key is short", []string{certificatePath, "1024 bits", "2048"}}}},
		"short curve": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, curve))}, []finding{
			{w, certs.RoleCertificate, "Key is short", []string{certificatePath, "224 bits", "256"}}}},
		"short key of the issuer": {[]func(*certs.Deployment){func(d *certs.Deployment) {
			middle := issue(t, &f.root, short, named("Short"), authority)
			leaf(issue(t, &middle, nil))(d)
			chain(middle)(d)
		}}, []finding{{w, certs.RoleChain, "Key is short", []string{chainPath, "CN=Short", "1024 bits"}}}},
		"weak signature": {[]func(*certs.Deployment){leaf(issue(t, &rsaMiddle, nil, sha1)), chain(rsaMiddle)}, []finding{
			{w, certs.RoleCertificate, "Signature is weak", []string{certificatePath, "SHA1-RSA"}}}},
		"authority as server": {[]func(*certs.Deployment){leaf(issue(t, nil, nil, authority)), func(d *certs.Deployment) { d.Chain, d.ServerName = nil, "" }}, []finding{
			{w, certs.RoleCertificate, "Certificate is an authority's", []string{certificatePath, "CA:TRUE"}}}},
		"subject is empty": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(-1), func(c *x509.Certificate) { c.Subject = pkix.Name{} }))}, []finding{
			{e, certs.RoleCertificate, "Certificate has expired", []string{`of "` + host + `"`}}}},
		"everything at once": {[]func(*certs.Deployment){leaf(issue(t, &f.middle, nil, validFor(-1))), chain(f.root), func(d *certs.Deployment) { d.Key.Content, d.ServerName = certs.NewContent(nil), "x.example" }}, []finding{
			{e, certs.RoleKey, "Not one private key in the file", nil},
			{e, certs.RoleCertificate, "Certificate has expired", nil},
			{w, certs.RoleServerName, "Certificate does not cover the server's name", nil},
			{e, certs.RoleChain, "Certificate missing in the chain", nil}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := f.deployment(t)
			for _, change := range test.change {
				change(&d)
			}
			wantFindings(t, test.want, d.Check())
		})
	}
}

func TestExpected(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	file := func(parties ...party) *certs.File {
		return &certs.File{Path: chainPath, Content: certs.NewContent(pemOf(parties...))}
	}
	tests := map[string]struct {
		certificate []party
		chain       *certs.File
		want        []party
		problem     string
	}{
		"leaf and chain":      {[]party{f.leaf}, file(f.middle), []party{f.leaf, f.middle}, ""},
		"no chain":            {[]party{f.leaf}, nil, []party{f.leaf}, ""},
		"full chain":          {[]party{f.leaf, f.middle, f.root}, nil, []party{f.leaf, f.middle, f.root}, ""},
		"full chain and more": {[]party{f.leaf, f.middle}, file(f.middle, f.root), []party{f.leaf, f.middle, f.root}, ""},
		"leaf repeated":       {[]party{f.leaf, f.leaf}, file(f.leaf, f.middle), []party{f.leaf, f.middle}, ""},
		"no certificate":      {nil, file(f.middle), nil, certificatePath + " holds no certificate"},
		"chain is empty":      {[]party{f.leaf}, file(), []party{f.leaf}, ""},
		"chain is damaged":    {[]party{f.leaf}, &certs.File{Path: chainPath, Content: certs.NewContent(f.middle.pem()[:50])}, nil, chainPath + ": PEM block 1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := certs.Deployment{Certificate: certs.File{Path: certificatePath, Content: certs.NewContent(pemOf(test.certificate...))}, Chain: test.chain}
			leaf, chain, err := d.Expected()
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) {
					t.Errorf("error %v, expected one with %q", err, test.problem)
				}
				return
			}
			must(t, leaf, err)
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
	f := newFamily(t)
	key := certstest.RunOpenSSL(t, f.leaf.keyPEM(t), "pkcs8", "-topk8", "-passout", "pass:"+passphrase)
	for given, want := range map[string][]string{
		passphrase: {"Key is encrypted PKCS#8"}, "other": {"Passphrase wrong"}, passphrase + "\n": {"Passphrase ends in white space"}, "": {"Passphrase missing"},
	} {
		deployment := certs.Deployment{
			Certificate: certs.File{Path: "c", Content: certs.NewContent(f.leaf.pem())}, Key: certs.File{Path: "k", Content: certs.NewContent(key)},
			Chain: &certs.File{Path: "h", Content: certs.NewContent(f.middle.pem())}, Passphrase: []byte(given), Now: now,
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
