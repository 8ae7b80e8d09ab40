// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// ErrDamaged means that bytes do not have the structure of their PEM type.
var ErrDamaged = errors.New("the structure is damaged")

// trustedCertificate is OpenSSL's own type: a certificate, followed by the
// purposes that it is trusted for.
const trustedCertificate = "TRUSTED CERTIFICATE"

func isCertificateType(label string) bool {
	return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == trustedCertificate
}

func readCertificate(label string, der []byte) *x509.Certificate {
	if label == trustedCertificate {
		var certificate asn1.RawValue
		if _, err := asn1.Unmarshal(der, &certificate); err == nil {
			der = certificate.FullBytes
		}
	}
	return ParseCertificate(der)
}

// ParseCertificate returns a certificate with all the fields that can be read.
// A certificate for which [Problem] returns an error lacks its public key, and
// maybe everything but Raw.
func ParseCertificate(der []byte) *x509.Certificate {
	if certificate, err := x509.ParseCertificate(der); err == nil {
		return certificate
	}
	if certificate, err := parseWithoutKey(der); err == nil {
		return certificate
	}
	return &x509.Certificate{Raw: der}
}

// Problem returns the reason why a certificate from [ParseCertificate] cannot
// be checked, although other software may accept it; nil if it can be checked.
// The error wraps [ErrDamaged] if the bytes are not a certificate.
func Problem(c *x509.Certificate) error {
	_, err := x509.ParseCertificate(c.Raw)
	if err == nil {
		return nil
	}
	var parts []asn1.RawValue
	if rest, broken := asn1.Unmarshal(c.Raw, &parts); broken != nil || len(rest) > 0 || len(parts) != 3 || parts[0].Tag != asn1.TagSequence {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// IsOpaque reports whether only the bytes of a certificate are known.
func IsOpaque(c *x509.Certificate) bool { return c.RawSubjectPublicKeyInfo == nil }

// unknownAlgorithm is a key algorithm that the standard library skips.
var unknownAlgorithm = asn1.ObjectIdentifier{2, 25, 1}

// parseWithoutKey reads a certificate without its key, if the standard library
// refuses the key, such as one on a brainpool curve. It replaces the key with
// one that the library skips.
func parseWithoutKey(der []byte) (*x509.Certificate, error) {
	var certificate struct{ TBS, Algorithm, Signature asn1.RawValue }
	if _, err := asn1.Unmarshal(der, &certificate); err != nil {
		return nil, err
	}
	tbs := certificate.TBS.FullBytes
	var fields []asn1.RawValue
	if _, err := asn1.Unmarshal(tbs, &fields); err != nil {
		return nil, err
	}
	at := 5 // after serial number, algorithm, issuer, validity and subject
	if len(fields) > 0 && fields[0].Class == asn1.ClassContextSpecific {
		at++ // the version
	}
	if len(fields) <= at {
		return nil, ErrDamaged
	}
	key := fields[at].FullBytes
	substitute, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}{Algorithm: pkix.AlgorithmIdentifier{Algorithm: unknownAlgorithm}})
	if err != nil {
		return nil, err
	}
	fields[at] = asn1.RawValue{FullBytes: substitute}
	changed, err := asn1.Marshal(fields)
	if err != nil {
		return nil, err
	}
	certificate.TBS = asn1.RawValue{FullBytes: changed}
	if changed, err = asn1.Marshal(certificate); err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(changed)
	if err != nil {
		return nil, err
	}
	parsed.Raw, parsed.RawTBSCertificate, parsed.RawSubjectPublicKeyInfo = der, tbs, key
	return parsed, nil
}

// Title returns the name by which people know a certificate. Many authorities
// leave the subject empty.
func Title(c *x509.Certificate) string {
	if subject := c.Subject.String(); subject != "" {
		return subject
	}
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "SHA-256 " + Fingerprint(c)
	}
	return strings.Join(names, ", ")
}

// ASCIIName returns a name as certificates and the handshake spell it: a
// Unicode name as punycode.
func ASCIIName(name string) string {
	if ascii, err := idna.Lookup.ToASCII(name); err == nil {
		return ascii
	}
	return name
}

// Verify returns the reason why clients refuse the certificates that a server of
// the given name presents, leaf first; nil if they accept them. Nil roots are
// those of the system.
func Verify(presented []*x509.Certificate, serverName string, roots *x509.CertPool) error {
	intermediates := x509.NewCertPool()
	for _, certificate := range presented[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := presented[0].Verify(x509.VerifyOptions{DNSName: serverName, Roots: roots, Intermediates: intermediates})
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		// The library's text contains the current time, and would differ every
		// time.
		return fmt.Errorf("x509: the certificate of %q has expired or is not yet valid: it is valid from %s to %s",
			Title(invalid.Cert), stamp(invalid.Cert.NotBefore), stamp(invalid.Cert.NotAfter))
	}
	return err
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
