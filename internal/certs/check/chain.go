// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package check

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// chain checks the certificates after the server's own, up to the first that
// does not belong there.
func (i *inspection) chain(links []link) {
	if leaf := links[0]; len(links) == 1 && !isRoot(leaf.Certificate) {
		i.report(Warning, RoleChain, "No chain",
			"The certificate %s of %q was issued by %q, and no chain is given. "+
				"Clients that do not know this issuer will refuse it; name the issuer's certificates as the chain.",
			leaf.path, certs.Title(leaf.Certificate), leaf.Issuer)
	}
	belong := len(links)
	for position := 1; position < len(links); position++ {
		if !continues(links[:position], links[position]) {
			belong = position
			break
		}
	}
	i.path(links[:belong])
	if belong < len(links) {
		i.brokenLink(links[belong-1], links[belong], links[belong+1:])
	}
}

// continues reports whether next belongs after the certificates before it: it
// issued one of them, or is another certificate for the name and key of one.
// Authorities deliver both if they are cross-signed.
func continues(before []link, next link) bool {
	return slices.ContainsFunc(before, func(l link) bool { return issued(next.Certificate, l.Certificate) }) ||
		slices.ContainsFunc(before[1:], func(l link) bool {
			return bytes.Equal(l.RawSubject, next.RawSubject) && bytes.Equal(l.RawSubjectPublicKeyInfo, next.RawSubjectPublicKeyInfo)
		})
}

// path checks the certificates by which clients get from the server's to a
// root. Certificates beside that path may have expired.
func (i *inspection) path(links []link) {
	valid := func(l link) bool { return !i.Now.After(l.NotAfter) && !i.Now.Before(l.NotBefore) }
	path := findPath(links, valid)
	if path == nil {
		path = findPath(links, func(link) bool { return true })
	}
	for _, l := range links[1:] {
		at := slices.IndexFunc(path, func(on link) bool { return on.Certificate == l.Certificate })
		if at < 0 {
			i.period(Warning, l)
			continue
		}
		i.period(Error, l)
		i.strength(l)
		i.issuer(l, path[:at])
	}
	i.constraints(path)
}

// findPath returns the certificates from the first of links up to a root, or to
// one whose issuer is not among links; nil if no acceptable certificate leads
// there.
func findPath(links []link, acceptable func(link) bool) []link {
	rest := slices.Clone(links[1:])
	var climb func(from link) []link
	climb = func(from link) []link {
		isIssuer := func(l link) bool { return issued(l.Certificate, from.Certificate) }
		if isRoot(from.Certificate) || !slices.ContainsFunc(links[1:], isIssuer) {
			return []link{from}
		}
		for {
			at := slices.IndexFunc(rest, func(l link) bool { return isIssuer(l) && acceptable(l) })
			if at < 0 {
				return nil
			}
			next := rest[at]
			rest = slices.Delete(rest, at, at+1) // a dead end remains one
			if path := climb(next); path != nil {
				return append([]link{from}, path...)
			}
		}
	}
	return climb(links[0])
}

// issuer checks that a certificate may issue the one below it on the path.
func (i *inspection) issuer(c link, below []link) {
	if !mayIssue(c.Certificate) {
		child := below[len(below)-1]
		i.report(Error, c.role, "Issuer is not an authority",
			"The certificate of %q in %s signed that of %q without being allowed to (CA:FALSE, or no such key usage); clients will refuse it.",
			certs.Title(c.Certificate), c.path, certs.Title(child.Certificate))
	}
	between := int64(0)
	for _, l := range below[1:] {
		if !bytes.Equal(l.RawSubject, l.RawIssuer) {
			between++
		}
	}
	limited := c.BasicConstraintsValid && (c.MaxPathLen > 0 || c.MaxPathLenZero)
	if limited && between > int64(c.MaxPathLen) {
		i.report(Warning, c.role, "Path length violated",
			"The certificate of %q in %s allows %d authorities below it, and there are %d; clients will refuse the chain.",
			certs.Title(c.Certificate), c.path, c.MaxPathLen, between)
	}
}

// constraints checks the names of the server against the name constraints of
// its authorities.
func (i *inspection) constraints(path []link) {
	if len(path) < 2 {
		return
	}
	options := x509.VerifyOptions{
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: i.Now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	last := len(path) - 1
	options.Roots.AddCert(path[last].Certificate)
	for _, l := range path[1:last] {
		options.Intermediates.AddCert(l.Certificate)
	}
	_, err := path[0].Verify(options)
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.CANotAuthorizedForThisName {
		i.report(Warning, RoleChain, "Name constraints violated",
			"An authority in the chain may not issue for the names in the certificate %s: %s. Clients will refuse it.", path[0].path, invalid.Detail)
	}
}

// distinct drops repeated certificates. They do no harm, and occur when a full
// chain is passed together with the chain.
func (i *inspection) distinct(links []link) []link {
	var kept []link
	for _, next := range links {
		at := slices.IndexFunc(kept, func(l link) bool { return l.Equal(next.Certificate) })
		switch {
		case at < 0:
			kept = append(kept, next)
		case at == 0:
			i.report(Warning, next.role, "Server certificate repeated in the chain",
				"%s holds the server's own certificate, of %q, again. A chain begins with its issuer.", next.path, certs.Title(next.Certificate))
		default:
			i.report(Warning, next.role, "Certificate repeated in the chain",
				"%s holds the certificate of %q, which %s holds already. Give it once.", next.path, certs.Title(next.Certificate), kept[at].path)
		}
	}
	return kept
}

// brokenLink distinguishes a wrong order from a missing or an unrelated
// certificate.
func (i *inspection) brokenLink(current, next link, later []link) {
	if issued(current.Certificate, next.Certificate) && !isRoot(current.Certificate) {
		i.report(Error, next.role, "Chain in the wrong order",
			"The certificate of %q in %s comes before that of %q in %s, which it issued; expected the reverse order. "+
				"Order the chain from the server's issuer up to the root.",
			certs.Title(current.Certificate), current.path, certs.Title(next.Certificate), next.path)
		return
	}
	for _, candidate := range later {
		if issued(candidate.Certificate, current.Certificate) {
			i.report(Error, next.role, "Chain in the wrong order",
				"After the certificate of %q, %s has that of %q; expected its issuer %q, which comes later in %s. "+
					"Order the chain from the server's issuer up to the root.",
				certs.Title(current.Certificate), next.path, certs.Title(next.Certificate), current.Issuer, candidate.path)
			return
		}
	}
	if isRoot(current.Certificate) {
		i.report(Error, next.role, "Chain continues after the root",
			"The certificate of %q in %s is a root, and that of %q follows it in %s. Remove what does not belong to the chain.",
			certs.Title(current.Certificate), current.path, certs.Title(next.Certificate), next.path)
		return
	}
	if bytes.Equal(next.RawSubject, current.RawIssuer) {
		i.report(Error, next.role, "Issuer of the same name with another key",
			"The certificate of %q in %s was issued by %q, and the one of that name in %s has another key: "+
				"it is from another generation or another authority. "+
				"Expected the issuer that signed it, which the authority delivers together with the certificate.",
			certs.Title(current.Certificate), current.path, current.Issuer, next.path)
		return
	}
	i.report(Error, next.role, "Certificate missing in the chain",
		"The certificate of %q in %s was issued by %q, and %s continues with that of %q. Put the certificate of %q in between.",
		certs.Title(current.Certificate), current.path, current.Issuer, next.path, certs.Title(next.Certificate), current.Issuer)
}

// issued reports whether parent signed child. If the signature cannot be
// verified because its algorithm is too old or too new, the names decide.
func issued(parent, child *x509.Certificate) bool {
	if !bytes.Equal(parent.RawSubject, child.RawIssuer) {
		return false
	}
	err := parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
	var insecure x509.InsecureAlgorithmError
	return err == nil || errors.As(err, &insecure) || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}

// mayIssue reports whether a certificate is an authority's. Certificates of
// version 1 cannot say so.
func mayIssue(c *x509.Certificate) bool {
	authority := c.IsCA || c.Version < 3
	return authority && (c.KeyUsage == 0 || c.KeyUsage&x509.KeyUsageCertSign != 0)
}

func isRoot(c *x509.Certificate) bool { return issued(c, c) }
