// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"testing"
	"time"
)

// Host is the name in the certificates of [Sign].
const Host = "proxy.example.com"

// Party is a certificate with its key.
type Party struct {
	*x509.Certificate
	Key crypto.Signer
}

// PEM returns the certificate.
func (p Party) PEM() []byte { return PEMOf(p) }

// KeyPEM returns the key as PKCS#8, not encrypted.
func (p Party) KeyPEM(tb testing.TB) []byte {
	tb.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(p.Key)
	return encode("PRIVATE KEY", Must(tb, der, err))
}

// PEMOf returns the certificates of several, one after another.
func PEMOf(parties ...Party) []byte {
	var all []byte
	for _, p := range parties {
		all = append(all, certificatePEM(p.Certificate)...)
	}
	return all
}

// Option changes a certificate before it is signed.
type Option func(*x509.Certificate)

// Named sets the common name.
func Named(cn string) Option {
	return func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: cn} }
}

// CA makes the certificate an authority's.
func CA(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	c.DNSNames, c.ExtKeyUsage = nil, nil
}

// ValidFor sets the days from [Now] for which the certificate is valid.
func ValidFor(days int) Option {
	return func(c *x509.Certificate) { c.NotAfter = Now.AddDate(0, 0, days) }
}

// Now is the time of the checks, within the validity of certificates from
// [Sign]. It is the real time, because handshakes use it.
var Now = time.Now().Truncate(time.Second)

// Sign creates a certificate for the host, valid from two days ago for 90
// days, signed by the issuer; without an issuer, it is self-signed.
func Sign(tb testing.TB, issuer *Party, key crypto.Signer, options ...Option) Party {
	tb.Helper()
	if key == nil {
		created, err := newKey(ECDSA)
		key = Must(tb, created, err)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: Host}, DNSNames: []string{Host},
		NotBefore: Now.AddDate(0, 0, -2), NotAfter: Now.AddDate(0, 0, 88), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, option := range options {
		option(template)
	}
	if issuer == nil {
		issuer = &Party{}
	}
	certificate, err := sign(template, key, issuer.Certificate, issuer.Key)
	return Party{Must(tb, certificate, err), key}
}

// Family is a chain of three.
type Family struct{ Root, Middle, Leaf Party }

// NewFamily creates a family whose leaf has the options.
func NewFamily(tb testing.TB, options ...Option) Family {
	tb.Helper()
	root := Sign(tb, nil, nil, Named("Root"), CA)
	middle := Sign(tb, &root, nil, Named("Middle"), CA)
	return Family{root, middle, Sign(tb, &middle, nil, options...)}
}

// Algorithms create a key of each algorithm.
var Algorithms = map[string]func() (crypto.Signer, error){
	"RSA":     func() (crypto.Signer, error) { return newKey(RSA) },
	"ECDSA":   func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
	"Ed25519": func() (crypto.Signer, error) { return newKey(Ed25519) },
}
