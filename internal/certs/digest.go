// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
)

// PublicKeySHA256 returns the SHA-256 of the key's SubjectPublicKeyInfo in DER
// as 64 lower-case hexadecimal digits. A certificate and its private key have
// the same digest. pub is a public key of a type that
// [x509.MarshalPKIXPublicKey] accepts.
func PublicKeySHA256(pub any) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return "", fmt.Errorf("the digest of a public key of type %T cannot be computed: %w", pub, err)
	}
	return hexSHA256(der), nil
}

// certificateKeySHA256 prefers the key re-encoded, as OpenSSL prints it, so
// that it compares with a private key's digest however the certificate encodes
// it.
func certificateKeySHA256(c *x509.Certificate) string {
	if digest, err := PublicKeySHA256(c.PublicKey); err == nil {
		return digest
	}
	if IsOpaque(c) {
		return ""
	}
	return hexSHA256(c.RawSubjectPublicKeyInfo)
}

// Fingerprint returns the SHA-256 of the certificate in DER as 64 lower-case
// hexadecimal digits.
func Fingerprint(c *x509.Certificate) string { return hexSHA256(c.Raw) }

// ParseFingerprint parses a SHA-256 fingerprint as people paste it, with
// colons, spaces, upper case or the prefix "sha256:", and returns 64 lower-case
// hexadecimal digits.
func ParseFingerprint(s string) (string, error) {
	digits := strings.ToLower(strings.TrimSpace(s))
	for _, prefix := range []string{"sha256 fingerprint=", "sha256:", "sha-256:", "sha256="} {
		digits = strings.TrimPrefix(digits, prefix)
	}
	digits = strings.NewReplacer(":", "", " ", "", "\t", "").Replace(digits)
	const hint = `it can be read from "openssl x509 -noout -fingerprint -sha256 -in <file>"`
	if strings.ContainsFunc(digits, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) {
		return "", fmt.Errorf("the fingerprint holds a character that is not hexadecimal; "+
			"expected the SHA-256 of a certificate as 64 hexadecimal digits, colons allowed; %s", hint)
	}
	switch len(digits) {
	case hex.EncodedLen(sha256.Size):
		return digits, nil
	case 40:
		return "", fmt.Errorf("the fingerprint has 40 hexadecimal digits, which is a SHA-1; expected a SHA-256 with 64; %s", hint)
	}
	return "", fmt.Errorf("the fingerprint has %d hexadecimal digits; expected the SHA-256 of a certificate with 64; %s", len(digits), hint)
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
