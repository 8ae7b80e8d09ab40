// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"slices"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// validity checks that the certificate remains valid long enough.
func (i *inspection) validity(leaf link) {
	severity := Error
	if certs.Fingerprint(leaf.Certificate) == i.Deployed {
		severity = Warning
	}
	i.period(severity, leaf)
	left := certs.DaysLeft(i.Now, leaf.NotAfter)
	if left >= 0 && left < i.MinimumDaysValid {
		i.report(severity, leaf.role, "Certificate expires too soon",
			"The certificate %s of %q is valid until %s: %d days are left, expected at least %d.",
			leaf.path, certs.Title(leaf.Certificate), stamp(leaf.NotAfter), left, i.MinimumDaysValid)
	}
}

// period checks that a certificate is valid now.
func (i *inspection) period(severity Severity, c link) {
	switch {
	case i.Now.After(c.NotAfter):
		i.report(severity, c.role, "Certificate has expired", "The certificate of %q in %s expired at %s.",
			certs.Title(c.Certificate), c.path, stamp(c.NotAfter))
	case i.Now.Before(c.NotBefore):
		i.report(severity, c.role, "Certificate is not valid yet", "The certificate of %q in %s is valid from %s; it is now %s.",
			certs.Title(c.Certificate), c.path, stamp(c.NotBefore), stamp(i.Now))
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// names checks the names that the certificate covers.
func (i *inspection) names(leaf link) {
	switch {
	case i.ServerName != "":
		if err := leaf.VerifyHostname(certs.ASCIIName(i.ServerName)); err != nil {
			i.report(Warning, RoleServerName, "Certificate does not cover the server's name",
				"Clients that connect to %q will refuse the certificate %s: %v.", i.ServerName, leaf.path, err)
		}
	case len(leaf.DNSNames) > 0 || leaf.IsCA:
	case len(leaf.IPAddresses) > 0:
		i.report(Warning, leaf.role, "Certificate covers only IP addresses",
			"The certificate %s covers %s and no name; clients that connect by a name will refuse it.", leaf.path, certs.Title(leaf.Certificate))
	default:
		i.report(Warning, leaf.role, "Certificate covers no name",
			"The certificate %s of %q has no subject alternative name; clients do not look at the common name and will refuse it.",
			leaf.path, certs.Title(leaf.Certificate))
	}
}

// usage warns about a certificate that was issued for another purpose.
func (i *inspection) usage(leaf link) {
	if leaf.IsCA {
		i.report(Warning, leaf.role, "Certificate is an authority's",
			"The certificate of %q in %s is an issuing certificate (CA:TRUE); some clients refuse it for a server. "+
				"Use a certificate that was issued for the server.",
			certs.Title(leaf.Certificate), leaf.path)
	}
	serves := slices.ContainsFunc(leaf.ExtKeyUsage, func(usage x509.ExtKeyUsage) bool {
		return usage == x509.ExtKeyUsageServerAuth || usage == x509.ExtKeyUsageAny
	})
	if restricted := len(leaf.ExtKeyUsage)+len(leaf.UnknownExtKeyUsage) > 0; restricted && !serves {
		i.report(Warning, leaf.role, "Certificate is not for servers",
			"The extended key usage of the certificate of %q in %s lacks serverAuth; clients will refuse it. Have it issued for a TLS server.",
			certs.Title(leaf.Certificate), leaf.path)
	}
}

// strength warns about valid certificates that clients refuse.
func (i *inspection) strength(c link) {
	if bits, least := keyBits(c.PublicKey); bits < least {
		i.report(Warning, c.role, "Key is short",
			"The certificate of %q in %s has a key of %d bits; clients expect at least %d.", certs.Title(c.Certificate), c.path, bits, least)
	}
	if weakSignatures[c.SignatureAlgorithm] && !isRoot(c.Certificate) {
		i.report(Warning, c.role, "Signature is weak",
			"The certificate of %q in %s is signed with %s, which clients refuse. Have it reissued with SHA-256.",
			certs.Title(c.Certificate), c.path, c.SignatureAlgorithm)
	}
}

// weakSignatures can be forged. Nobody checks the signature of a root.
var weakSignatures = map[x509.SignatureAlgorithm]bool{
	x509.MD2WithRSA: true, x509.MD5WithRSA: true, x509.SHA1WithRSA: true, x509.DSAWithSHA1: true, x509.ECDSAWithSHA1: true,
}

// keyBits returns the size of a key, and the minimum that browsers and
// operating systems accept today.
func keyBits(public any) (bits, least int) {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen(), 2048
	case *ecdsa.PublicKey:
		return key.Params().BitSize, 256
	}
	return 0, 0
}
