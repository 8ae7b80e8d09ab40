// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
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
	Data []byte
}

// Deployment is what a server is about to be told to serve.
type Deployment struct {
	Certificate, Key File
	Chain            *File
	Passphrase       []byte
	// ServerName is what clients will call the server; "" skips that check.
	ServerName string
	// MinimumDaysValid is how many whole days must be left.
	MinimumDaysValid int64
	Now              time.Time
}

// minimumRSABits is what browsers and operating systems accept today.
const minimumRSABits = 2048

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
	certificates := i.certificates()
	public := i.openKey()
	if len(certificates) > 0 {
		leaf := certificates[0]
		i.pair(leaf, certificates[1:], public)
		i.validity(leaf)
		i.names(leaf)
		i.strength(leaf)
		i.chain(leaf, certificates[1:])
	}
	return i.findings
}

// Expected returns what a handshake must present: the leaf, and the chain that
// follows it.
func (d Deployment) Expected() (leaf *x509.Certificate, chain []*x509.Certificate, err error) {
	content, err := Parse(d.Certificate.Data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", d.Certificate.Path, err)
	}
	if len(content.Certificates) == 0 {
		return nil, nil, fmt.Errorf("%s holds no certificate", d.Certificate.Path)
	}
	leaf, chain = content.Certificates[0], content.Certificates[1:]
	if d.Chain != nil {
		more, err := Parse(d.Chain.Data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", d.Chain.Path, err)
		}
		for _, certificate := range more.Certificates {
			if !certificate.Equal(leaf) {
				chain = append(chain, certificate)
			}
		}
	}
	return leaf, chain, nil
}

func (i *inspection) certificates() []*x509.Certificate {
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
	return content.Certificates
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
		i.report(Error, RolePassphrase, "Passphrase missing", "The key %s is encrypted (%s), and no passphrase was given.", file.Path, key)
	case errors.Is(err, ErrPassphraseWrong):
		i.report(Error, RolePassphrase, "Passphrase wrong", "The passphrase that was given does not open the key %s (%s).", file.Path, key)
	default:
		i.report(Warning, RoleKey, "Key not checked", "The key %s cannot be opened here: %v. Whether it belongs to the certificate shows only when the server serves them.", file.Path, err)
	}
	return nil
}

// pair compares certificate and key.
func (i *inspection) pair(leaf *x509.Certificate, others []*x509.Certificate, public any) {
	if public == nil {
		return
	}
	wanted, err := PublicKeySHA256(public)
	if err != nil || certificateKeySHA256(leaf) == wanted {
		return
	}
	for _, other := range others {
		if certificateKeySHA256(other) == wanted {
			i.report(Error, RoleCertificate, "Certificates in the wrong order",
				"%s begins with the certificate of %q, and the one that belongs to the key, of %q, comes later. Put the server's own certificate first, then its issuer, and so on.",
				i.Certificate.Path, leaf.Subject, other.Subject)
			return
		}
	}
	i.report(Error, RoleKey, "Key and certificate are no pair",
		"The key %s (public key SHA-256 %s) does not belong to the certificate %s of %q (public key SHA-256 %s). Use the key with which that certificate was requested.",
		i.Key.Path, wanted, i.Certificate.Path, leaf.Subject, certificateKeySHA256(leaf))
}

func (i *inspection) validity(leaf *x509.Certificate) {
	i.period(leaf, i.Certificate.Path, RoleCertificate)
	left := DaysLeft(i.Now, leaf.NotAfter)
	if left >= 0 && left < i.MinimumDaysValid {
		i.report(Error, RoleCertificate, "Certificate expires too soon",
			"The certificate %s of %q is valid until %s: %d days are left, and minimum_days_valid is %d.",
			i.Certificate.Path, leaf.Subject, stamp(leaf.NotAfter), left, i.MinimumDaysValid)
	}
}

// period checks that a certificate is valid now.
func (i *inspection) period(c *x509.Certificate, path string, role Role) {
	switch {
	case i.Now.After(c.NotAfter):
		i.report(Error, role, "Certificate has expired", "The certificate of %q in %s expired at %s.", c.Subject, path, stamp(c.NotAfter))
	case i.Now.Before(c.NotBefore):
		i.report(Error, role, "Certificate is not valid yet", "The certificate of %q in %s is valid from %s on; now it is %s.", c.Subject, path, stamp(c.NotBefore), stamp(i.Now))
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (i *inspection) names(leaf *x509.Certificate) {
	if i.ServerName == "" {
		return
	}
	if err := leaf.VerifyHostname(i.ServerName); err != nil {
		i.report(Warning, RoleServerName, "Certificate does not cover the server's name",
			"Clients that connect to %q will refuse the certificate %s: %v.", i.ServerName, i.Certificate.Path, err)
	}
}

func (i *inspection) strength(leaf *x509.Certificate) {
	if key, ok := leaf.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() < minimumRSABits {
		i.report(Warning, RoleCertificate, "Key is short",
			"The certificate %s has an RSA key of %d bits; browsers expect %d at least.", i.Certificate.Path, key.N.BitLen(), minimumRSABits)
	}
}

// link is a certificate of the chain and where it comes from.
type link struct {
	*x509.Certificate
	path string
	role Role
}

// chain checks that every certificate is issued by the one that follows it.
func (i *inspection) chain(leaf *x509.Certificate, more []*x509.Certificate) {
	var links []link
	for _, certificate := range more {
		links = append(links, link{certificate, i.Certificate.Path, RoleCertificate})
	}
	fromFile, ok := i.chainFile(leaf)
	if !ok {
		return
	}
	links = append(links, fromFile...)
	if len(links) == 0 {
		if !isRoot(leaf) {
			i.report(Warning, RoleChain, "No chain",
				"The certificate %s of %q was issued by %q, and no chain is given. Clients that do not know this issuer will refuse it; name the issuer's certificates as the chain.",
				i.Certificate.Path, leaf.Subject, leaf.Issuer)
		}
		return
	}
	current := link{leaf, i.Certificate.Path, RoleCertificate}
	for position, next := range links {
		i.period(next.Certificate, next.path, next.role)
		if !issued(next.Certificate, current.Certificate) {
			i.brokenLink(current, next, links[position+1:])
			return
		}
		current = next
	}
}

func (i *inspection) chainFile(leaf *x509.Certificate) ([]link, bool) {
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
	var links []link
	for _, certificate := range content.Certificates {
		if certificate.Equal(leaf) {
			i.report(Warning, RoleChain, "Server certificate repeated in the chain",
				"%s holds the server's own certificate, of %q, once more. A chain begins with its issuer.", i.Chain.Path, leaf.Subject)
			continue
		}
		links = append(links, link{certificate, i.Chain.Path, RoleChain})
	}
	return links, true
}

// brokenLink tells a wrong order from a missing or an unrelated certificate.
func (i *inspection) brokenLink(current, next link, later []link) {
	for _, candidate := range later {
		if issued(candidate.Certificate, current.Certificate) {
			i.report(Error, next.role, "Chain in the wrong order",
				"After the certificate of %q, %s has that of %q; expected was its issuer %q, which comes later in %s. Order the chain from the server's issuer up to the root.",
				current.Subject, next.path, next.Subject, current.Issuer, candidate.path)
			return
		}
	}
	if isRoot(current.Certificate) {
		i.report(Error, next.role, "Chain goes on after the root",
			"The certificate of %q in %s is a root, and that of %q follows it in %s. Remove what does not belong to the chain.",
			current.Subject, current.path, next.Subject, next.path)
		return
	}
	i.report(Error, next.role, "Certificate missing in the chain",
		"The certificate of %q in %s was issued by %q, and %s goes on with that of %q. Put the certificate of %q in between.",
		current.Subject, current.path, current.Issuer, next.path, next.Subject, current.Issuer)
}

// issued reports whether parent signed child.
func issued(parent, child *x509.Certificate) bool {
	return bytes.Equal(parent.RawSubject, child.RawIssuer) && child.CheckSignatureFrom(parent) == nil
}

func isRoot(c *x509.Certificate) bool {
	return bytes.Equal(c.RawSubject, c.RawIssuer) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}
