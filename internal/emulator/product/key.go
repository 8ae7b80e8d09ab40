// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
)

// privateKey reads PKCS#1 and SEC 1 keys, and PKCS#8 keys unless only traditional ones are accepted; encrypted ones
// with the passphrase.
func privateKey(body []byte, passphrase string, traditional bool) (crypto.Signer, error) {
	for {
		var block *pem.Block
		if block, body = pem.Decode(body); block == nil {
			return nil, errors.New("no private key found")
		}
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		if traditional && strings.TrimPrefix(block.Type, "ENCRYPTED ") == "PRIVATE KEY" {
			return nil, errors.New("the key is in PKCS#8; the traditional format is needed")
		}
		key, err := decodeKey(block, passphrase)
		if err != nil {
			return nil, err
		}
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
		return nil, fmt.Errorf("a key of type %T cannot sign", key)
	}
}

func decodeKey(block *pem.Block, passphrase string) (any, error) {
	der := block.Bytes
	if block.Type == "ENCRYPTED PRIVATE KEY" {
		return pkcs8.ParsePKCS8PrivateKey(der, []byte(passphrase))
	}
	if block.Headers["DEK-Info"] != "" {
		var err error
		if der, err = x509.DecryptPEMBlock(block, []byte(passphrase)); err != nil { //nolint:staticcheck // old keys are still around
			return nil, err
		}
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(der)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(der)
	default:
		return x509.ParsePKCS8PrivateKey(der)
	}
}

// selfSigned creates the initial certificate (documented: self-signed, issued by ISL).
func selfSigned(host string) (*tls.Certificate, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	name := pkix.Name{CommonName: "ISL Conference Proxy", Organization: []string{"ISL Online Ltd."}}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: name, Issuer: name, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: leaf}, err
}
