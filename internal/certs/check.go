// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Role is the part of a deployment that a finding is about.
type Role string

// The roles.
const (
	RoleCertificate Role = "certificate"
	RoleKey         Role = "key"
	RoleChain       Role = "chain"
	RolePassphrase  Role = "passphrase"
	RoleServerName  Role = "server name"
)

// Severity tells whether a finding forbids the deployment.
type Severity int

// The severities.
const (
	Error Severity = iota
	Warning
)

// Finding is what a check has to say.
type Finding struct {
	Severity Severity
	Subject  Role
	Summary  string
	Detail   string // whole sentences: which file, what was found, what was expected
}

// File is one of a deployment.
type File struct {
	Path string // as settings name it, for messages
	Data Secret
}

// String names the file without its contents.
func (f File) String() string { return f.Path + " " + f.Data.String() }

// Format keeps every verb from printing the contents.
func (f File) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, f.String()) }

// Deployment is what a server is about to be told to serve.
type Deployment struct {
	Certificate, Key File
	Chain            *File
	Passphrase       Secret
	// ServerName is what clients will call the server; "" skips that check.
	ServerName string
	// MinimumDaysValid is how many whole days must be left.
	MinimumDaysValid int64
	Now              time.Time
}

// inspection collects the findings about a deployment.
type inspection struct {
	Deployment
	findings []Finding
}

func (i *inspection) report(severity Severity, subject Role, summary, format string, args ...any) {
	i.findings = append(i.findings, Finding{severity, subject, summary, fmt.Sprintf(format, args...)})
}

// Check returns all findings about the deployment, errors and warnings.
func (d Deployment) Check() []Finding {
	i := &inspection{Deployment: d}
	links := i.certificates()
	public := i.openKey()
	chain, readable := i.chainFile()
	if len(links) == 0 {
		return i.findings
	}
	links = append(links, chain...)
	leaf, first := i.pair(links, public)
	i.validity(leaf)
	i.names(leaf)
	i.strength(leaf)
	if leaf.IsCA {
		i.report(Warning, leaf.role, "Certificate is an authority's",
			"The certificate of %q in %s is one for issuing others (CA:TRUE); some clients refuse it as a server's. Use a certificate that was issued for the server.",
			title(leaf.Certificate), leaf.path)
	}
	if first && readable {
		i.chain(i.distinct(links))
	}
	return i.findings
}

// Expected returns what a handshake must present: the leaf, and the chain that
// follows it, each certificate once.
func (d Deployment) Expected() (leaf *x509.Certificate, chain []*x509.Certificate, err error) {
	files := []File{d.Certificate}
	if d.Chain != nil {
		files = append(files, *d.Chain)
	}
	var all []*x509.Certificate
	for _, file := range files {
		content, err := Parse(file.Data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file.Path, err)
		}
		for _, certificate := range content.Certificates {
			if !slices.ContainsFunc(all, certificate.Equal) {
				all = append(all, certificate)
			}
		}
		if len(all) == 0 {
			return nil, nil, fmt.Errorf("%s holds no certificate", file.Path)
		}
	}
	return all[0], all[1:], nil
}

// link is a certificate and where it comes from.
type link struct {
	*x509.Certificate
	path string
	role Role
}

func linksOf(certificates []*x509.Certificate, path string, role Role) []link {
	var links []link
	for _, certificate := range certificates {
		links = append(links, link{certificate, path, role})
	}
	return links
}

func (i *inspection) certificates() []link {
	file := i.Certificate
	content, err := Parse(file.Data)
	switch {
	case err != nil:
		i.report(Error, RoleCertificate, "Certificate cannot be read", "%s: %v.", file.Path, err)
		return nil
	case len(content.Keys) > 0:
		i.report(Error, RoleCertificate, "Private key in the certificate file",
			"%s holds a private key beside the certificate. Keep the key in a file of its own, and consider it compromised if the file was public.", file.Path)
	case len(content.Certificates) == 0:
		i.report(Error, RoleCertificate, "No certificate in the file",
			"%s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).", file.Path)
	}
	return linksOf(content.Certificates, file.Path, RoleCertificate)
}

// openKey returns the public key of the key file, nil when it cannot be told.
func (i *inspection) openKey() any {
	file := i.Key
	content, err := Parse(file.Data)
	if err != nil {
		i.report(Error, RoleKey, "Key cannot be read", "%s: %v.", file.Path, err)
		return nil
	}
	if len(content.Keys) != 1 {
		i.report(Error, RoleKey, "Not one private key in the file",
			"%s holds %d private keys in PEM form; exactly one was expected.", file.Path, len(content.Keys))
		return nil
	}
	key := content.Keys[0]
	if !key.Encrypted && len(i.Passphrase) > 0 {
		i.report(Warning, RolePassphrase, "Passphrase not needed", "The key %s is not encrypted; the passphrase does not protect it.", file.Path)
	}
	signer, err := key.Open(i.Passphrase)
	switch {
	case err == nil:
		return signer.Public()
	case errors.Is(err, ErrPassphraseMissing):
		i.report(Error, RolePassphrase, "Passphrase missing", "The key %s is encrypted (%s), and no passphrase was given. Give the one with which it was encrypted, or a key that is not encrypted.", file.Path, key)
	case errors.Is(err, ErrPassphraseWrong):
		i.report(Error, RolePassphrase, "Passphrase wrong", "The passphrase that was given does not open the key %s (%s). Expected was the one with which this very file was encrypted.", file.Path, key)
	default:
		i.report(Warning, RoleKey, "Key not checked", "The key %s cannot be opened here: %v. Whether it belongs to the certificate shows only when the server serves them.", file.Path, err)
	}
	return nil
}

// pair compares the first certificate with the key, and returns the one that
// the server is to present as its own and whether that is the first.
func (i *inspection) pair(links []link, public any) (link, bool) {
	leaf := links[0]
	if public == nil {
		return leaf, true
	}
	wanted, err := PublicKeySHA256(public)
	if err != nil || certificateKeySHA256(leaf.Certificate) == wanted {
		return leaf, true
	}
	for _, other := range links[1:] {
		if certificateKeySHA256(other.Certificate) == wanted {
			i.report(Error, RoleCertificate, "Certificates in the wrong order",
				"%s begins with the certificate of %q; expected was that of %q, which belongs to the key %s and comes later, in %s. Put the server's own certificate first, then its issuer, and so on.",
				leaf.path, title(leaf.Certificate), title(other.Certificate), i.Key.Path, other.path)
			return other, false
		}
	}
	i.report(Error, RoleKey, "Key and certificate are no pair",
		"The key %s (public key SHA-256 %s) does not belong to the certificate %s of %q (public key SHA-256 %s). Use the key with which that certificate was requested.",
		i.Key.Path, wanted, leaf.path, title(leaf.Certificate), certificateKeySHA256(leaf.Certificate))
	return leaf, true
}

func (i *inspection) validity(leaf link) {
	i.period(leaf)
	left := DaysLeft(i.Now, leaf.NotAfter)
	if left >= 0 && left < i.MinimumDaysValid {
		i.report(Error, leaf.role, "Certificate expires too soon",
			"The certificate %s of %q is valid until %s: %d days are left, and minimum_days_valid is %d.",
			leaf.path, title(leaf.Certificate), stamp(leaf.NotAfter), left, i.MinimumDaysValid)
	}
}

// period checks that a certificate is valid now.
func (i *inspection) period(c link) {
	switch {
	case i.Now.After(c.NotAfter):
		i.report(Error, c.role, "Certificate has expired", "The certificate of %q in %s expired at %s.", title(c.Certificate), c.path, stamp(c.NotAfter))
	case i.Now.Before(c.NotBefore):
		i.report(Error, c.role, "Certificate is not valid yet", "The certificate of %q in %s is valid from %s on; now it is %s.", title(c.Certificate), c.path, stamp(c.NotBefore), stamp(i.Now))
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// title is what people know a certificate by. Many authorities leave the
// subject empty.
func title(c *x509.Certificate) string {
	if subject := c.Subject.String(); subject != "" {
		return subject
	}
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	return strings.Join(names, ", ")
}

func (i *inspection) names(leaf link) {
	if i.ServerName == "" {
		return
	}
	if err := leaf.VerifyHostname(i.ServerName); err != nil {
		i.report(Warning, RoleServerName, "Certificate does not cover the server's name",
			"Clients that connect to %q will refuse the certificate %s: %v.", i.ServerName, leaf.path, err)
	}
}

// strength warns of what clients refuse although it is valid.
func (i *inspection) strength(c link) {
	if bits, least := keyBits(c.PublicKey); bits < least {
		i.report(Warning, c.role, "Key is short",
			"The certificate of %q in %s has a key of %d bits; clients expect %d at least.", title(c.Certificate), c.path, bits, least)
	}
	if weakSignatures[c.SignatureAlgorithm] && !isRoot(c.Certificate) {
		i.report(Warning, c.role, "Signature is weak",
			"The certificate of %q in %s is signed with %s, which clients refuse. Have it issued anew with SHA-256.", title(c.Certificate), c.path, signatureAlgorithm(c.Certificate))
	}
}

// weakSignatures can be forged. That of a root is not looked at by anyone.
var weakSignatures = map[x509.SignatureAlgorithm]bool{
	x509.MD2WithRSA: true, x509.MD5WithRSA: true, x509.SHA1WithRSA: true, x509.DSAWithSHA1: true, x509.ECDSAWithSHA1: true,
}

// keyBits returns the size of a key, and what browsers and operating systems
// accept today.
func keyBits(public any) (bits, least int) {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen(), 2048
	case *ecdsa.PublicKey:
		return key.Params().BitSize, 256
	}
	return 0, 0
}

// distinct drops repeated certificates. They do no harm, and are what becomes
// of a "full chain" that is given together with the chain.
func (i *inspection) distinct(links []link) []link {
	var kept []link
	for _, next := range links {
		at := slices.IndexFunc(kept, func(l link) bool { return l.Equal(next.Certificate) })
		switch {
		case at < 0:
			kept = append(kept, next)
		case at == 0:
			i.report(Warning, next.role, "Server certificate repeated in the chain",
				"%s holds the server's own certificate, of %q, once more. A chain begins with its issuer.", next.path, title(next.Certificate))
		default:
			i.report(Warning, next.role, "Certificate repeated in the chain",
				"%s holds the certificate of %q, which %s has given already. Give it once.", next.path, title(next.Certificate), kept[at].path)
		}
	}
	return kept
}

// chain checks that every certificate is issued by the one that follows it.
func (i *inspection) chain(links []link) {
	current := links[0]
	if len(links) == 1 && !isRoot(current.Certificate) {
		i.report(Warning, RoleChain, "No chain",
			"The certificate %s of %q was issued by %q, and no chain is given. Clients that do not know this issuer will refuse it; name the issuer's certificates as the chain.",
			current.path, title(current.Certificate), current.Issuer)
	}
	for position, next := range links[1:] {
		i.period(next)
		i.strength(next)
		if !issued(next.Certificate, current.Certificate) {
			i.brokenLink(current, next, links[position+2:])
			return
		}
		if !mayIssue(next.Certificate) {
			i.report(Error, next.role, "Issuer is no authority",
				"The certificate of %q in %s signed that of %q without being allowed to (CA:FALSE, or no such key usage); clients will refuse it.",
				title(next.Certificate), next.path, title(current.Certificate))
		}
		current = next
	}
}

func (i *inspection) chainFile() (links []link, readable bool) {
	if i.Chain == nil {
		return nil, true
	}
	content, err := Parse(i.Chain.Data)
	switch {
	case err != nil:
		i.report(Error, RoleChain, "Chain cannot be read", "%s: %v.", i.Chain.Path, err)
		return nil, false
	case len(content.Keys) > 0:
		i.report(Error, RoleChain, "Private key in the chain file", "%s holds a private key. A chain is made of certificates only.", i.Chain.Path)
		return nil, false
	case len(content.Certificates) == 0:
		i.report(Error, RoleChain, "No certificate in the chain file", "%s holds no certificate in PEM form.", i.Chain.Path)
		return nil, false
	}
	return linksOf(content.Certificates, i.Chain.Path, RoleChain), true
}

// brokenLink tells a wrong order from a missing or an unrelated certificate.
func (i *inspection) brokenLink(current, next link, later []link) {
	if issued(current.Certificate, next.Certificate) && !isRoot(current.Certificate) {
		i.report(Error, next.role, "Chain in the wrong order",
			"The certificate of %q in %s comes before that of %q in %s, which it issued; expected was the other way round. Order the chain from the server's issuer up to the root.",
			title(current.Certificate), current.path, title(next.Certificate), next.path)
		return
	}
	for _, candidate := range later {
		if issued(candidate.Certificate, current.Certificate) {
			i.report(Error, next.role, "Chain in the wrong order",
				"After the certificate of %q, %s has that of %q; expected was its issuer %q, which comes later in %s. Order the chain from the server's issuer up to the root.",
				title(current.Certificate), next.path, title(next.Certificate), current.Issuer, candidate.path)
			return
		}
	}
	if isRoot(current.Certificate) {
		i.report(Error, next.role, "Chain goes on after the root",
			"The certificate of %q in %s is a root, and that of %q follows it in %s. Remove what does not belong to the chain.",
			title(current.Certificate), current.path, title(next.Certificate), next.path)
		return
	}
	if bytes.Equal(next.RawSubject, current.RawIssuer) {
		i.report(Error, next.role, "Issuer of the same name with another key",
			"The certificate of %q in %s was issued by %q, and the one of that name in %s has another key: it is of another generation, or of another authority. Expected was the issuer that signed it, as the authority delivered it together with the certificate.",
			title(current.Certificate), current.path, current.Issuer, next.path)
		return
	}
	i.report(Error, next.role, "Certificate missing in the chain",
		"The certificate of %q in %s was issued by %q, and %s goes on with that of %q. Put the certificate of %q in between.",
		title(current.Certificate), current.path, current.Issuer, next.path, title(next.Certificate), current.Issuer)
}

// issued reports whether parent signed child. Where that cannot be computed,
// because the algorithm is too old or too new, the names decide.
func issued(parent, child *x509.Certificate) bool {
	if !bytes.Equal(parent.RawSubject, child.RawIssuer) {
		return false
	}
	err := parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
	var insecure x509.InsecureAlgorithmError
	return err == nil || errors.As(err, &insecure) || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}

// mayIssue reports whether a certificate is an authority's. Those of version 1
// could not say so.
func mayIssue(c *x509.Certificate) bool {
	authority := c.IsCA || c.Version < 3
	return authority && (c.KeyUsage == 0 || c.KeyUsage&x509.KeyUsageCertSign != 0)
}

func isRoot(c *x509.Certificate) bool { return issued(c, c) }
