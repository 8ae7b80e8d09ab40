// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/smallstep/pkcs7"
	"software.sslmate.com/src/go-pkcs12"
)

// Bundle is a server's certificate with its issuers and key, in PEM, as an
// authority or a Windows administrator delivers it.
type Bundle struct {
	Leaf  string // the certificate of the server
	Chain string // its issuers in order, without the root; "" for none
	Key   string // unencrypted, in traditional form where it has one; "" for none
}

// OpenBundle reads PEM, DER, PKCS#7 or PKCS#12, or one of these in base64. The
// password opens a PKCS#12 or an encrypted key. The same input gives the same
// bundle. Errors name the format of the input.
func OpenBundle(data []byte, password string) (*Bundle, error) {
	certificates, key, err := unpack(data, password)
	if err != nil {
		return nil, err
	}
	leaf, err := leafFor(certificates, key)
	if err != nil {
		return nil, err
	}
	bundle := &Bundle{Leaf: toPEM("CERTIFICATE", leaf.Raw)}
	for _, issuer := range issuersOf(leaf, certificates) {
		bundle.Chain += toPEM("CERTIFICATE", issuer.Raw)
	}
	if key != nil {
		bundle.Key, err = traditionalPEM(key)
	}
	return bundle, err
}

// unpack returns the certificates and the key of an input, in its order.
func unpack(data []byte, password string) ([]*x509.Certificate, crypto.Signer, error) {
	if decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(data)), "")); err == nil && len(decoded) > 0 {
		data = decoded
	}
	content := NewContent(data)
	if len(content.Certificates()) > 0 || len(content.Keys()) > 0 {
		return unpackPEM(content, password)
	}
	if block, _ := pem.Decode(data); block != nil && (block.Type == "PKCS7" || block.Type == "CMS") {
		data = block.Bytes
	}
	form := formOfDER(data)
	if form == nil {
		return nil, nil, errors.New("expected certificates as PEM, DER, PKCS#7 or PKCS#12, got none of these")
	}
	if form.Name == "PKCS#12" {
		return unpackPKCS12(data, password)
	}
	if form.Name == "PKCS#7" {
		message, err := pkcs7.Parse(data)
		if err != nil {
			return nil, nil, fmt.Errorf("expected certificates in the PKCS#7: %w", err)
		}
		return message.Certificates, nil, nil
	}
	certificates, err := x509.ParseCertificates(data)
	if err != nil {
		return nil, nil, fmt.Errorf("expected a certificate, got %s", form.Name)
	}
	return certificates, nil, nil
}

func unpackPEM(content *Content, password string) ([]*x509.Certificate, crypto.Signer, error) {
	if err := content.Err(); err != nil {
		return nil, nil, err
	}
	switch keys := content.Keys(); len(keys) {
	case 0:
		return content.Certificates(), nil, nil
	case 1:
		key, err := keys[0].Open([]byte(password))
		return content.Certificates(), key, err
	default:
		return nil, nil, fmt.Errorf("expected at most one private key, got %d", len(keys))
	}
}

func unpackPKCS12(data []byte, password string) ([]*x509.Certificate, crypto.Signer, error) {
	private, leaf, chain, err := pkcs12.DecodeChain(data, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, nil, errors.New("the password does not open the PKCS#12")
	case err != nil:
		return nil, nil, fmt.Errorf("expected a PKCS#12 with one private key and its certificate: %w. "+
			"Convert it with: openssl pkcs12 -in FILE -nodes -out NEWFILE", err)
	}
	key, ok := private.(crypto.Signer)
	if !ok {
		return nil, nil, errors.New("the private key in the PKCS#12 is of an unsupported type")
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}

// leafFor returns the certificate of the key. Without a key, it returns the
// only certificate that did not issue another one.
func leafFor(certificates []*x509.Certificate, key crypto.Signer) (*x509.Certificate, error) {
	var leaves []*x509.Certificate
	for i, c := range certificates {
		if err := Problem(c); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(certificates[:i], c.Equal) {
			continue
		}
		isLeaf := !slices.ContainsFunc(certificates, func(other *x509.Certificate) bool {
			return !other.Equal(c) && bytes.Equal(other.RawIssuer, c.RawSubject)
		})
		if key != nil {
			public, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
			isLeaf = ok && public.Equal(key.Public())
		}
		if isLeaf {
			leaves = append(leaves, c)
		}
	}
	switch {
	case len(leaves) == 1:
		return leaves[0], nil
	case len(certificates) == 0:
		return nil, errors.New("expected a certificate, got only a private key")
	case key != nil:
		return nil, fmt.Errorf("expected one of the %d certificates to match the private key, got %d", len(certificates), len(leaves))
	}
	return nil, fmt.Errorf("expected one of the %d certificates to be the server's (the issuer of no other), got %d", len(certificates), len(leaves))
}

// issuersOf returns the path from a leaf towards its root, without the root.
func issuersOf(leaf *x509.Certificate, certificates []*x509.Certificate) []*x509.Certificate {
	var path []*x509.Certificate
	for at := leaf; len(path) < len(certificates); {
		next := slices.IndexFunc(certificates, func(c *x509.Certificate) bool {
			return !c.Equal(at) && bytes.Equal(c.RawSubject, at.RawIssuer) && at.CheckSignatureFrom(c) == nil &&
				!slices.ContainsFunc(path, c.Equal) && !bytes.Equal(c.RawSubject, c.RawIssuer)
		})
		if next < 0 {
			break
		}
		at = certificates[next]
		path = append(path, at)
	}
	return path
}

// traditionalPEM returns a key in PKCS#1 or SEC 1, which the product is
// documented to read, or in PKCS#8 if it has no such form.
func traditionalPEM(key crypto.Signer) (string, error) {
	block, err := traditionalBlock(key)
	if err == nil {
		return toPEM(block.Type, block.Bytes), nil
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return toPEM("PRIVATE KEY", der), err
}

func toPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
