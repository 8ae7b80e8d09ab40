// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
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
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: Must(tb, der, err)})
}

// PEMOf returns the certificates of several, one after another.
func PEMOf(parties ...Party) []byte {
	var all []byte
	for _, p := range parties {
		all = append(all, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Raw})...)
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

// keyOf creates a key with default parameters.
func keyOf(tb testing.TB) crypto.Signer {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return Must(tb, key, err)
}

// Sign creates a certificate for the host, valid from two days ago for 90
// days, signed by the issuer; without an issuer, it is self-signed.
func Sign(tb testing.TB, issuer *Party, key crypto.Signer, options ...Option) Party {
	tb.Helper()
	if key == nil {
		key = keyOf(tb)
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	template := &x509.Certificate{
		SerialNumber: Must(tb, number, err), Subject: pkix.Name{CommonName: Host}, DNSNames: []string{Host},
		NotBefore: Now.AddDate(0, 0, -2), NotAfter: Now.AddDate(0, 0, 88), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, option := range options {
		option(template)
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.Certificate, issuer.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	certificate, err2 := x509.ParseCertificate(Must(tb, der, err))
	return Party{Must(tb, certificate, err2), key}
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
	"RSA":     func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
	"ECDSA":   func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
	"Ed25519": func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err },
}
