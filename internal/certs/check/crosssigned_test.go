// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check_test

import (
	"crypto/x509"
	"net"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
)

// TestCheckCrossSigned: chains as authorities deliver them, in which the root
// of one generation is signed by another.
func TestCheckCrossSigned(t *testing.T) {
	t.Parallel()
	dst := certstest.Sign(t, nil, nil, certstest.Named("DST"), certstest.CA)
	oldDST := certstest.Sign(t, nil, dst.Key, certstest.Named("DST"), certstest.CA, certstest.ValidFor(-1))
	x1 := certstest.Sign(t, nil, nil, certstest.Named("X1"), certstest.CA)
	cross := certstest.Sign(t, &dst, x1.Key, certstest.Named("X1"), certstest.CA)
	expired := certstest.Sign(t, &dst, x1.Key, certstest.Named("X1"), certstest.CA, certstest.ValidFor(-1))
	r3 := certstest.Sign(t, &x1, nil, certstest.Named("R3"), certstest.CA)
	r3dst := certstest.Sign(t, &dst, r3.Key, certstest.Named("R3"), certstest.CA)
	stranger := certstest.Sign(t, nil, nil, certstest.Named("Stranger"), certstest.CA)
	leaf := certstest.Sign(t, &r3, nil)
	const e, w = check.Error, check.Warning
	tests := map[string]struct {
		chain []certstest.Party
		want  []finding
	}{
		"cross, self-signed":                {[]certstest.Party{r3, cross, x1}, nil},
		"self-signed, cross":                {[]certstest.Party{r3, x1, cross}, nil},
		"cross alone":                       {[]certstest.Party{r3, cross}, nil},
		"cross and its root":                {[]certstest.Party{r3, cross, dst}, nil},
		"both roots":                        {[]certstest.Party{r3, cross, x1, dst}, nil},
		"both roots, other order":           {[]certstest.Party{r3, x1, cross, dst}, nil},
		"intermediate twice":                {[]certstest.Party{r3, r3dst, x1, dst}, nil},
		"intermediate twice, roots swapped": {[]certstest.Party{r3dst, r3, x1, dst}, nil},
		"expired cross, self-signed":        {[]certstest.Party{r3, expired, x1}, []finding{{w, check.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"self-signed, expired cross":        {[]certstest.Party{r3, x1, expired}, []finding{{w, check.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"cross, expired root, self-signed":  {[]certstest.Party{r3, cross, oldDST, x1}, []finding{{w, check.RoleChain, "Certificate has expired", []string{"CN=DST"}}}},
		"expired cross alone":               {[]certstest.Party{r3, expired}, []finding{{e, check.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"expired root alone":                {[]certstest.Party{r3, cross, oldDST}, []finding{{e, check.RoleChain, "Certificate has expired", []string{"CN=DST"}}}},
		"root of neither":                   {[]certstest.Party{r3, x1, stranger}, []finding{{e, check.RoleChain, "Chain continues after the root", nil}}},
		"wrong order":                       {[]certstest.Party{x1, r3, cross}, []finding{{e, check.RoleChain, "Chain in the wrong order", nil}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := check.Deployment{
				Certificate: check.File{Path: certificatePath, Content: certs.NewContent(leaf.PEM())},
				Key:         check.File{Path: keyPath, Content: certs.NewContent(leaf.KeyPEM(t))},
				Chain:       &check.File{Path: chainPath, Content: certs.NewContent(certstest.PEMOf(test.chain...))},
				ServerName:  certstest.Host, Now: certstest.Now,
			}
			wantFindings(t, test.want, d.Check())
		})
	}
}

// TestCheckRestrictions: chains that clients refuse although every signature is
// valid.
func TestCheckRestrictions(t *testing.T) {
	t.Parallel()
	const e, w = check.Error, check.Warning
	pathLength := func(n int) certstest.Option {
		return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = n, n == 0 }
	}
	permitted := func(domain string) certstest.Option {
		return func(c *x509.Certificate) { c.PermittedDNSDomains = []string{domain} }
	}
	set := func(change func(*x509.Certificate)) certstest.Option { return change }
	tests := map[string]struct {
		root, middle, leaf []certstest.Option
		serverName         string
		want               []finding
	}{
		"path length kept":        {root: []certstest.Option{pathLength(1)}, middle: []certstest.Option{pathLength(0)}},
		"path length violated":    {root: []certstest.Option{pathLength(0)}, want: []finding{{w, check.RoleChain, "Path length violated", []string{"CN=Root", "0 authorities", "there are 1"}}}},
		"constraint kept":         {middle: []certstest.Option{permitted("example.com")}},
		"constraint violated":     {middle: []certstest.Option{permitted("example.org")}, want: []finding{{w, check.RoleChain, "Name constraints violated", []string{certificatePath, certstest.Host}}}},
		"constraint of the root":  {root: []certstest.Option{permitted("example.org")}, want: []finding{{w, check.RoleChain, "Name constraints violated", nil}}},
		"any usage":               {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} })}},
		"no usage":                {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.ExtKeyUsage = nil })}},
		"usage of clients":        {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })}, want: []finding{{w, check.RoleCertificate, "Certificate is not for servers", []string{"serverAuth"}}}},
		"address only":            {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} })}, want: []finding{{w, check.RoleCertificate, "Certificate covers only IP addresses", []string{certificatePath}}}},
		"address that is used":    {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} })}, serverName: "192.0.2.1"},
		"no name":                 {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames = nil })}, want: []finding{{w, check.RoleCertificate, "Certificate covers no name", []string{"common name"}}}},
		"Unicode name":            {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames = []string{"xn--eckwd4c7c.example"} })}, serverName: "ドメイン名例.example", want: []finding{{w, check.RoleServerName, "Certificate does not cover the server's name", []string{"ドメイン名例.example"}}}},
		"Unicode name, covered":   {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames = []string{"xn--bcher-kva.example"} })}, serverName: "Bücher.example"},
		"name with an underscore": {leaf: []certstest.Option{set(func(c *x509.Certificate) { c.DNSNames = []string{"my_proxy.example"} })}, serverName: "my_proxy.example"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := certstest.Sign(t, nil, nil, append([]certstest.Option{certstest.Named("Root"), certstest.CA}, test.root...)...)
			middle := certstest.Sign(t, &root, nil, append([]certstest.Option{certstest.Named("Middle"), certstest.CA}, test.middle...)...)
			d := deployment(t, certstest.Family{Root: root, Middle: middle, Leaf: certstest.Sign(t, &middle, nil, test.leaf...)})
			d.Chain.Content, d.ServerName = certs.NewContent(certstest.PEMOf(middle, root)), test.serverName
			wantFindings(t, test.want, d.Check())
		})
	}
}

// TestCheckWriting: files in the encoding that a server would have to read.
func TestCheckWriting(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	const e, w = check.Error, check.Warning
	signer, err := certstest.Algorithms["Ed25519"]()
	ed := certstest.Sign(t, &f.Middle, certstest.Must(t, signer, err))
	locked := certstest.Sign(t, &f.Middle, nil)
	encrypted := encryptedKey(t, locked)
	const bom = "\uFEFF"
	withCRLF := func(text []byte) string { return strings.ReplaceAll(string(text), "\n", "\r\n") }
	content := func(text string) *certs.Content { return certs.NewContent([]byte(text)) }
	const wrongForm = "File is not UTF-8 with LF line endings"
	tests := map[string]struct {
		change func(*check.Deployment)
		want   []finding
	}{
		"CR LF": {func(d *check.Deployment) {
			d.Certificate.Content = content(withCRLF(f.Leaf.PEM()))
		}, []finding{{e, check.RoleCertificate, wrongForm, []string{certificatePath, "CR LF"}}}},
		"BOM and CR LF": {func(d *check.Deployment) {
			d.Chain.Content = content(bom + withCRLF(f.Middle.PEM()))
		}, []finding{{e, check.RoleChain, wrongForm, []string{chainPath, "a byte order mark and CR LF"}}}},
		"key": {func(d *check.Deployment) {
			d.Key.Content = content(bom + string(f.Leaf.KeyPEM(t)))
		}, []finding{{e, check.RoleKey, wrongForm, []string{keyPath, "byte order mark"}}}},
		"DER": {func(d *check.Deployment) { d.Certificate.Content = certs.NewContent(f.Leaf.Raw) },
			[]finding{{e, check.RoleCertificate, "No certificate in the file", []string{"It is a certificate in DER; convert it with: openssl x509"}}}},
		"request": {func(d *check.Deployment) {
			d.Certificate.Content = content("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")
		}, []finding{{e, check.RoleCertificate, "No certificate in the file", []string{"It is a certificate signing request; use the certificate that the authority issued"}}}},
		"garbage": {func(d *check.Deployment) {
			d.Certificate.Content = content("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
		}, []finding{{e, check.RoleCertificate, "Certificate cannot be read", []string{"Certificate 1 in " + certificatePath, "damaged"}}}},
		"garbage as key": {func(d *check.Deployment) {
			d.Key.Content = content("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
		}, []finding{{e, check.RoleKey, "Key cannot be read", []string{keyPath, "damaged"}}}},
		"OpenSSH": {func(d *check.Deployment) {
			d.Key.Content = content("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
		}, []finding{{e, check.RoleKey, "Key is in OpenSSH's form", []string{"ssh-keygen -p -m PEM"}}}},
		"Ed25519": {func(d *check.Deployment) {
			d.Certificate.Content, d.Key.Content = certs.NewContent(ed.PEM()), certs.NewContent(ed.KeyPEM(t))
		}, []finding{{w, check.RoleKey, "Key is Ed25519", []string{"RSA or EC"}}}},
		"passphrase with a line break": {func(d *check.Deployment) {
			d.Certificate.Content, d.Key.Content, d.Passphrase = certs.NewContent(locked.PEM()), certs.NewContent(encrypted), []byte(passphrase+"\n")
		}, []finding{{e, check.RolePassphrase, "Passphrase ends in white space", []string{keyPath}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := deployment(t, f)
			test.change(&d)
			wantFindings(t, test.want, d.Check())
		})
	}
}
