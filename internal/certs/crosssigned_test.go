// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto/x509"
	"net"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// TestCheckCrossSigned: chains as authorities deliver them, in which the root
// of one generation is signed by another.
func TestCheckCrossSigned(t *testing.T) {
	t.Parallel()
	dst := issue(t, nil, nil, named("DST"), authority)
	oldDST := issue(t, nil, dst.key, named("DST"), authority, validFor(-1))
	x1 := issue(t, nil, nil, named("X1"), authority)
	cross := issue(t, &dst, x1.key, named("X1"), authority)
	expired := issue(t, &dst, x1.key, named("X1"), authority, validFor(-1))
	r3 := issue(t, &x1, nil, named("R3"), authority)
	r3dst := issue(t, &dst, r3.key, named("R3"), authority)
	stranger := issue(t, nil, nil, named("Stranger"), authority)
	leaf := issue(t, &r3, nil)
	const e, w = certs.Error, certs.Warning
	tests := map[string]struct {
		chain []party
		want  []finding
	}{
		"cross, self-signed":                {[]party{r3, cross, x1}, nil},
		"self-signed, cross":                {[]party{r3, x1, cross}, nil},
		"cross alone":                       {[]party{r3, cross}, nil},
		"cross and its root":                {[]party{r3, cross, dst}, nil},
		"both roots":                        {[]party{r3, cross, x1, dst}, nil},
		"both roots, other order":           {[]party{r3, x1, cross, dst}, nil},
		"intermediate twice":                {[]party{r3, r3dst, x1, dst}, nil},
		"intermediate twice, roots swapped": {[]party{r3dst, r3, x1, dst}, nil},
		"expired cross, self-signed":        {[]party{r3, expired, x1}, []finding{{w, certs.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"self-signed, expired cross":        {[]party{r3, x1, expired}, []finding{{w, certs.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"cross, expired root, self-signed":  {[]party{r3, cross, oldDST, x1}, []finding{{w, certs.RoleChain, "Certificate has expired", []string{"CN=DST"}}}},
		"expired cross alone":               {[]party{r3, expired}, []finding{{e, certs.RoleChain, "Certificate has expired", []string{"CN=X1"}}}},
		"expired root alone":                {[]party{r3, cross, oldDST}, []finding{{e, certs.RoleChain, "Certificate has expired", []string{"CN=DST"}}}},
		"root of neither":                   {[]party{r3, x1, stranger}, []finding{{e, certs.RoleChain, "Chain continues after the root", nil}}},
		"wrong order":                       {[]party{x1, r3, cross}, []finding{{e, certs.RoleChain, "Chain in the wrong order", nil}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := certs.Deployment{
				Certificate: certs.File{Path: certificatePath, Content: certs.NewContent(leaf.pem())},
				Key:         certs.File{Path: keyPath, Content: certs.NewContent(leaf.keyPEM(t))},
				Chain:       &certs.File{Path: chainPath, Content: certs.NewContent(pemOf(test.chain...))},
				ServerName:  host, Now: now,
			}
			wantFindings(t, test.want, d.Check())
		})
	}
}

// TestCheckRestrictions: chains that clients refuse although every signature is
// valid.
func TestCheckRestrictions(t *testing.T) {
	t.Parallel()
	const e, w = certs.Error, certs.Warning
	pathLength := func(n int) option {
		return func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = n, n == 0 }
	}
	permitted := func(domain string) option {
		return func(c *x509.Certificate) { c.PermittedDNSDomains = []string{domain} }
	}
	set := func(change func(*x509.Certificate)) option { return change }
	tests := map[string]struct {
		root, middle, leaf []option
		serverName         string
		want               []finding
	}{
		"path length kept":        {root: []option{pathLength(1)}, middle: []option{pathLength(0)}},
		"path length violated":    {root: []option{pathLength(0)}, want: []finding{{w, certs.RoleChain, "Path length violated", []string{"CN=Root", "0 authorities", "there are 1"}}}},
		"constraint kept":         {middle: []option{permitted("example.com")}},
		"constraint violated":     {middle: []option{permitted("example.org")}, want: []finding{{w, certs.RoleChain, "Name constraints violated", []string{certificatePath, host}}}},
		"constraint of the root":  {root: []option{permitted("example.org")}, want: []finding{{w, certs.RoleChain, "Name constraints violated", nil}}},
		"any usage":               {leaf: []option{set(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} })}},
		"no usage":                {leaf: []option{set(func(c *x509.Certificate) { c.ExtKeyUsage = nil })}},
		"usage of clients":        {leaf: []option{set(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })}, want: []finding{{w, certs.RoleCertificate, "Certificate is not for servers", []string{"serverAuth"}}}},
		"address only":            {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} })}, want: []finding{{w, certs.RoleCertificate, "Certificate covers only IP addresses", []string{certificatePath}}}},
		"address that is used":    {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} })}, serverName: "192.0.2.1"},
		"no name":                 {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames = nil })}, want: []finding{{w, certs.RoleCertificate, "Certificate covers no name", []string{"common name"}}}},
		"Unicode name":            {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames = []string{"xn--eckwd4c7c.example"} })}, serverName: "ドメイン名例.example", want: []finding{{w, certs.RoleServerName, "Certificate does not cover the server's name", []string{"ドメイン名例.example"}}}},
		"Unicode name, covered":   {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames = []string{"xn--bcher-kva.example"} })}, serverName: "Bücher.example"},
		"name with an underscore": {leaf: []option{set(func(c *x509.Certificate) { c.DNSNames = []string{"my_proxy.example"} })}, serverName: "my_proxy.example"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := issue(t, nil, nil, append([]option{named("Root"), authority}, test.root...)...)
			middle := issue(t, &root, nil, append([]option{named("Middle"), authority}, test.middle...)...)
			d := family{root, middle, issue(t, &middle, nil, test.leaf...)}.deployment(t)
			d.Chain.Content, d.ServerName = certs.NewContent(pemOf(middle, root)), test.serverName
			wantFindings(t, test.want, d.Check())
		})
	}
}

// TestCheckWriting: files in the encoding that a server would have to read.
func TestCheckWriting(t *testing.T) {
	t.Parallel()
	f := newFamily(t)
	const e, w = certs.Error, certs.Warning
	signer, err := algorithms["Ed25519"]()
	ed := issue(t, &f.middle, must(t, signer, err))
	encrypted := legacyKey(t, x509.PEMCipherAES256)
	shared, err := sharedKey()
	locked := issue(t, &f.middle, must(t, shared, err))
	content := func(text string) *certs.Content { return certs.NewContent([]byte(text)) }
	const wrongForm = "File is not UTF-8 with LF line endings"
	tests := map[string]struct {
		change func(*certs.Deployment)
		want   []finding
	}{
		"CR LF": {func(d *certs.Deployment) {
			d.Certificate.Content = content(ending(string(f.leaf.pem()), "\r\n"))
		}, []finding{{e, certs.RoleCertificate, wrongForm, []string{certificatePath, "CR LF"}}}},
		"BOM and CR LF": {func(d *certs.Deployment) {
			d.Chain.Content = content(bom + ending(string(f.middle.pem()), "\r\n"))
		}, []finding{{e, certs.RoleChain, wrongForm, []string{chainPath, "a byte order mark and CR LF"}}}},
		"key": {func(d *certs.Deployment) {
			d.Key.Content = content(bom + string(f.leaf.keyPEM(t)))
		}, []finding{{e, certs.RoleKey, wrongForm, []string{keyPath, "byte order mark"}}}},
		"DER": {func(d *certs.Deployment) { d.Certificate.Content = certs.NewContent(f.leaf.Raw) },
			[]finding{{e, certs.RoleCertificate, "No certificate in the file", []string{"It is a certificate in DER; convert it with: openssl x509"}}}},
		"request": {func(d *certs.Deployment) {
			d.Certificate.Content = content("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n")
		}, []finding{{e, certs.RoleCertificate, "No certificate in the file", []string{"It is a certificate signing request; use the certificate that the authority issued"}}}},
		"garbage": {func(d *certs.Deployment) {
			d.Certificate.Content = content("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
		}, []finding{{e, certs.RoleCertificate, "Certificate cannot be read", []string{"Certificate 1 in " + certificatePath, "damaged"}}}},
		"garbage as key": {func(d *certs.Deployment) {
			d.Key.Content = content("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
		}, []finding{{e, certs.RoleKey, "Key cannot be read", []string{keyPath, "damaged"}}}},
		"OpenSSH": {func(d *certs.Deployment) {
			d.Key.Content = content("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
		}, []finding{{e, certs.RoleKey, "Key is in OpenSSH's form", []string{"ssh-keygen -p -m PEM"}}}},
		"Ed25519": {func(d *certs.Deployment) {
			d.Certificate.Content, d.Key.Content = certs.NewContent(ed.pem()), certs.NewContent(ed.keyPEM(t))
		}, []finding{{w, certs.RoleKey, "Key is Ed25519", []string{"RSA or EC"}}}},
		"passphrase with a line break": {func(d *certs.Deployment) {
			d.Certificate.Content, d.Key.Content, d.Passphrase = certs.NewContent(locked.pem()), certs.NewContent(encrypted), []byte(passphrase+"\n")
		}, []finding{{e, certs.RolePassphrase, "Passphrase ends in white space", []string{keyPath}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := f.deployment(t)
			test.change(&d)
			wantFindings(t, test.want, d.Check())
		})
	}
}
