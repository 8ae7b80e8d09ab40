// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
)

// Content is what a file holds.
type Content struct {
	Certificates []*x509.Certificate // in the order of the file
	Keys         []*Key              // in the order of the file
	// Other names the PEM types that are neither, in the order of the file,
	// such as "DH PARAMETERS", "EC PARAMETERS" or "CERTIFICATE REQUEST".
	Other []string
	PEM   bool // whether the file has at least one PEM block
}

// ParseError is PEM that cannot be read. It never quotes what a block holds.
type ParseError struct {
	Block   int    // which block of the file, from 1
	Type    string // the block's PEM type, "" when it cannot be told
	Line    int    // where in the file, from 1
	Problem string // what is wrong, and what to do about it
	Err     error  // the cause, nil when there is none
}

func (e *ParseError) Error() string {
	what := fmt.Sprintf("PEM block %d", e.Block)
	if e.Type != "" {
		what += " (" + e.Type + ")"
	}
	return fmt.Sprintf("%s, line %d: %s", what, e.Line, e.Problem)
}

// Unwrap gives the cause.
func (e *ParseError) Unwrap() error { return e.Err }

// Parse reads PEM, in any of the writings that [Normalize] understands. Text
// without PEM and DER give an empty Content. PEM that is damaged in any way is
// a [*ParseError]: a block without its BEGIN or END, a boundary that is
// indented or joined with other text, base64 that does not decode, and a
// certificate or key that does not parse. What encoding/pem would skip
// silently is an error here.
func Parse(b []byte) (*Content, error) {
	sections, err := scan(Normalize(b))
	if err != nil {
		return nil, err
	}
	content := &Content{}
	for _, section := range sections {
		if section.block == nil {
			continue
		}
		content.PEM = true
		if err := content.add(section.block); err != nil {
			return nil, err
		}
	}
	return content, nil
}

func (c *Content) add(b *block) error {
	if strings.HasPrefix(b.label, "PGP ") {
		c.Other = append(c.Other, b.label) // armoured otherwise: a checksum ends it
		return nil
	}
	der, err := b.decode()
	if err != nil {
		return err
	}
	switch {
	case isCertificateType(b.label):
		certificate, err := parseCertificate(b.label, der)
		if err != nil {
			failure := b.fail(b.line, fmt.Sprintf("it is not a certificate that can be read: %v", err))
			failure.Err = err
			return failure
		}
		c.Certificates = append(c.Certificates, certificate)
	case strings.HasSuffix(b.label, "PRIVATE KEY"):
		key, err := newKey(b, der)
		if err != nil {
			return err
		}
		c.Keys = append(c.Keys, key)
	default:
		c.Other = append(c.Other, b.label)
	}
	return nil
}

func isCertificateType(label string) bool {
	return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == trustedCertificate
}

// trustedCertificate is OpenSSL's own type: a certificate and, behind it,
// what it is trusted for.
const trustedCertificate = "TRUSTED CERTIFICATE"

func parseCertificate(label string, der []byte) (*x509.Certificate, error) {
	if label == trustedCertificate {
		var certificate asn1.RawValue
		if _, err := asn1.Unmarshal(der, &certificate); err == nil {
			der = certificate.FullBytes
		}
	}
	return x509.ParseCertificate(der)
}

// PublicKeySHA256 returns the digest (see the function of that name) for
// whatever the file holds: of the first certificate, else of the first key for
// which it can be told without a passphrase, else "".
func (c *Content) PublicKeySHA256() string {
	if len(c.Certificates) > 0 {
		return certificateKeySHA256(c.Certificates[0])
	}
	for _, key := range c.Keys {
		if digest := key.PublicKeySHA256(); digest != "" {
			return digest
		}
	}
	return ""
}
