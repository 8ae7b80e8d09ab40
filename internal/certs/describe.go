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

// Description is a certificate as people compare it.
type Description struct {
	PEM                string
	Subject, Issuer    string // RFC 2253, as openssl x509 -nameopt RFC2253 prints it
	SerialNumber       string // lower-case hex, two digits a byte
	NotBefore          time.Time
	NotAfter           time.Time // both in UTC
	DNSNames           []string
	IPAddresses        []string
	IsCA               bool
	SignatureAlgorithm string // in openssl's spelling, such as "sha256WithRSAEncryption"
	PublicKeyAlgorithm string // "RSA", "ECDSA", "Ed25519"
	SHA256Fingerprint  string // of the DER form; lower-case hex without colons, as the next two
	SHA1Fingerprint    string
	PublicKeySHA256    string // of the SubjectPublicKeyInfo
}

// Describe returns the description of a certificate.
func Describe(c *x509.Certificate) Description {
	sha1Sum := sha1.Sum(c.Raw) //nolint:gosec // See the import.
	d := Description{
		PEM:                string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})),
		Subject:            name(c.RawSubject),
		Issuer:             name(c.RawIssuer),
		SerialNumber:       serial(c),
		NotBefore:          c.NotBefore.UTC(),
		NotAfter:           c.NotAfter.UTC(),
		DNSNames:           c.DNSNames,
		IsCA:               c.IsCA,
		SignatureAlgorithm: signatureAlgorithm(c),
		PublicKeyAlgorithm: c.PublicKeyAlgorithm.String(),
		SHA256Fingerprint:  Fingerprint(c),
		SHA1Fingerprint:    hex.EncodeToString(sha1Sum[:]),
		PublicKeySHA256:    certificateKeySHA256(c),
	}
	for _, ip := range c.IPAddresses {
		d.IPAddresses = append(d.IPAddresses, ip.String())
	}
	return d
}

func serial(c *x509.Certificate) string {
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

// signatureAlgorithms are openssl's names.
var signatureAlgorithms = map[x509.SignatureAlgorithm]string{
	x509.MD5WithRSA: "md5WithRSAEncryption", x509.SHA1WithRSA: "sha1WithRSAEncryption",
	x509.SHA256WithRSA: "sha256WithRSAEncryption", x509.SHA384WithRSA: "sha384WithRSAEncryption", x509.SHA512WithRSA: "sha512WithRSAEncryption",
	x509.SHA256WithRSAPSS: "rsassaPss", x509.SHA384WithRSAPSS: "rsassaPss", x509.SHA512WithRSAPSS: "rsassaPss",
	x509.ECDSAWithSHA1: "ecdsa-with-SHA1", x509.ECDSAWithSHA256: "ecdsa-with-SHA256",
	x509.ECDSAWithSHA384: "ecdsa-with-SHA384", x509.ECDSAWithSHA512: "ecdsa-with-SHA512",
	x509.PureEd25519: "ED25519",
}

func signatureAlgorithm(c *x509.Certificate) string {
	if text, ok := signatureAlgorithms[c.SignatureAlgorithm]; ok {
		return text
	}
	return c.SignatureAlgorithm.String()
}
