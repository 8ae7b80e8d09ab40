// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package certstest creates certificate authorities for tests and the demo,
// with Go's crypto library or with the openssl command. It has no fixtures.
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
	"fmt"
	"math/big"
	"net"
	"time"

	"github.com/youmark/pkcs8"
)

// Algorithm is the algorithm of a leaf's key.
type Algorithm int

// The algorithms. ECDSA keys are the fastest to create.
const (
	ECDSA Algorithm = iota
	RSA
	Ed25519
)

// Leaf describes the certificate to issue. The zero value is an ECDSA
// certificate that is valid for 90 days from an hour ago.
type Leaf struct {
	CommonName string
	DNSNames   []string
	IPs        []net.IP
	NotBefore  time.Time
	NotAfter   time.Time
	Algorithm  Algorithm
}

// Authority is a root with an intermediate that issues certificates.
type Authority struct {
	root, intermediate       *x509.Certificate
	rootKey, intermediateKey crypto.Signer
}

// Issued is a certificate with its key and its issuers.
type Issued struct {
	Cert     *x509.Certificate
	Signer   crypto.Signer
	CertPEM  []byte
	KeyPEM   []byte // PKCS#8, not encrypted
	ChainPEM []byte // the intermediate
	RootPEM  []byte
}

// New creates an authority.
func New() (*Authority, error) {
	a := &Authority{}
	var err error
	if a.root, a.rootKey, err = authority("Test Root", nil, nil); err != nil {
		return nil, err
	}
	a.intermediate, a.intermediateKey, err = authority("Test Intermediate", a.root, a.rootKey)
	return a, err
}

// Root and Intermediate are the authority's own certificates.
func (a *Authority) Root() *x509.Certificate { return a.root }

// Intermediate is the certificate that signs leaves.
func (a *Authority) Intermediate() *x509.Certificate { return a.intermediate }

func authority(name string, parent *x509.Certificate, parentKey crypto.Signer) (*x509.Certificate, crypto.Signer, error) {
	key, err := newKey(ECDSA)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name, Organization: []string{"Test Authority"}},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	certificate, err := sign(template, key, parent, parentKey)
	return certificate, key, err
}

// Issue issues a leaf, signed by the intermediate.
func (a *Authority) Issue(leaf Leaf) (*Issued, error) {
	key, err := newKey(leaf.Algorithm)
	if err != nil {
		return nil, err
	}
	if leaf.NotBefore.IsZero() {
		leaf.NotBefore = time.Now().Add(-time.Hour)
	}
	if leaf.NotAfter.IsZero() {
		leaf.NotAfter = leaf.NotBefore.AddDate(0, 0, 90)
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: leaf.CommonName},
		NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter, DNSNames: leaf.DNSNames, IPAddresses: leaf.IPs,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := sign(template, key, a.intermediate, a.intermediateKey)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	issued := &Issued{Cert: certificate, Signer: key, CertPEM: certificatePEM(certificate), KeyPEM: encode("PRIVATE KEY", der)}
	if a.root != nil {
		issued.ChainPEM, issued.RootPEM = certificatePEM(a.intermediate), certificatePEM(a.root)
	}
	return issued, nil
}

// SelfSigned creates a leaf that is its own issuer.
func SelfSigned(leaf Leaf) (*Issued, error) { return (&Authority{}).Issue(leaf) }

// EncryptedKeyPEM returns the key as PKCS#8, encrypted by PBES2 with PBKDF2 and
// AES-256-CBC.
func (i *Issued) EncryptedKeyPEM(passphrase string) ([]byte, error) {
	der, err := pkcs8.MarshalPrivateKey(i.Signer, []byte(passphrase), nil)
	if err != nil {
		return nil, err
	}
	return encode("ENCRYPTED PRIVATE KEY", der), nil
}

func newKey(algorithm Algorithm) (crypto.Signer, error) {
	switch algorithm {
	case RSA:
		return rsa.GenerateKey(rand.Reader, 2048)
	case Ed25519:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	case ECDSA:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, fmt.Errorf("there is no algorithm %d", algorithm)
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // there is no randomness on this machine
	}
	return n.Add(n, big.NewInt(1))
}

// sign creates a certificate for the key; without a parent, it is self-signed.
func sign(template *x509.Certificate, key crypto.Signer, parent *x509.Certificate, parentKey crypto.Signer) (*x509.Certificate, error) {
	if parent == nil {
		parent, parentKey = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func certificatePEM(certificate *x509.Certificate) []byte {
	return encode("CERTIFICATE", certificate.Raw)
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
