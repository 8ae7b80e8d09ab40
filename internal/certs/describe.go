// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/sha1" //nolint:gosec // A fingerprint that people still compare, no signature.
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"time"
)

// Description is a certificate with the fields that people compare. Fields that
// cannot be read, because [Problem] returns an error for the certificate, are
// zero.
type Description struct {
	PEM                string
	Subject, Issuer    string // RFC 2253
	SerialNumber       string // lower-case hex, two digits a byte
	NotBefore          time.Time
	NotAfter           time.Time // both in UTC
	DNSNames           []string
	IPAddresses        []string
	IsCA               bool
	SignatureAlgorithm string // such as "SHA256-RSA"
	PublicKeyAlgorithm string // "RSA", "ECDSA", "Ed25519", "DSA"
	SHA256Fingerprint  string // of the DER form; lower-case hex without colons, as the next two
	SHA1Fingerprint    string
	PublicKeySHA256    string // of the SubjectPublicKeyInfo
}

// Describe returns the description of a certificate.
func Describe(c *x509.Certificate) Description {
	sha1Sum := sha1.Sum(c.Raw) //nolint:gosec // See the import.
	d := Description{
		PEM:               string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})),
		Subject:           c.Subject.String(),
		Issuer:            c.Issuer.String(),
		SerialNumber:      serial(c),
		NotBefore:         c.NotBefore.UTC(),
		NotAfter:          c.NotAfter.UTC(),
		DNSNames:          c.DNSNames,
		IsCA:              c.IsCA,
		SHA256Fingerprint: Fingerprint(c),
		SHA1Fingerprint:   hex.EncodeToString(sha1Sum[:]),
		PublicKeySHA256:   certificateKeySHA256(c),
	}
	if c.SignatureAlgorithm != x509.UnknownSignatureAlgorithm {
		d.SignatureAlgorithm = c.SignatureAlgorithm.String()
	}
	if c.PublicKeyAlgorithm != x509.UnknownPublicKeyAlgorithm {
		d.PublicKeyAlgorithm = c.PublicKeyAlgorithm.String()
	}
	for _, ip := range c.IPAddresses {
		d.IPAddresses = append(d.IPAddresses, ip.String())
	}
	return d
}

func serial(c *x509.Certificate) string {
	if c.SerialNumber == nil {
		return ""
	}
	text := c.SerialNumber.Text(16)
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	if len(text)%2 != 0 {
		text = "0" + text
	}
	return sign + text
}
