// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package container

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/x509"
	encasn1 "encoding/asn1"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
	"software.sslmate.com/src/go-pkcs12"
)

// unpackPKCS12 reads a PKCS#12 with or without a private key.
func unpackPKCS12(data []byte, password string) ([]*x509.Certificate, crypto.Signer, error) {
	if strings.ContainsFunc(password, func(r rune) bool { return r > '\uFFFF' }) {
		return nil, nil, &PasswordError{Input: namePKCS12, Beyond: true}
	}
	certificates, private, err := decodePKCS12(data, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, nil, &PasswordError{Input: namePKCS12, Missing: password == ""}
	case err != nil:
		if certificates := withoutKey(data, password); certificates != nil {
			return certificates, nil, nil
		}
		return nil, nil, fmt.Errorf("expected a PKCS#12 with certificates and at most one private key: %w. "+
			"If it has several keys, export one: "+exportAlias+". Otherwise, if openssl reads it, convert it with: openssl pkcs12 -in FILE "+
			"-nodes -out NEWFILE (and -legacy for old encryption such as RC4)", err)
	}
	key, ok := private.(crypto.Signer)
	if !ok {
		return nil, nil, errors.New("the private key in the PKCS#12 is of an unsupported type")
	}
	return certificates, key, nil
}

func decodePKCS12(data []byte, password string) ([]*x509.Certificate, any, error) {
	private, leaf, chain, err := pkcs12.DecodeChain(data, password)
	if err != nil && password != "" && !errors.Is(err, pkcs12.ErrIncorrectPassword) {
		// A PKCS#12 without a password opens only with an empty one.
		if private, leaf, chain, again := pkcs12.DecodeChain(data, ""); again == nil {
			return append([]*x509.Certificate{leaf}, chain...), private, nil
		}
	}
	return append([]*x509.Certificate{leaf}, chain...), private, err
}

var (
	oidPBKDF2     = encasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidContent    = encasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidKeyBag     = encasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1}
	oidPBMAC1     = encasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 14}
	oidHMACSHA256 = encasn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}
)

const explicit = asn1.Tag(0xA0)

// withoutKey returns the certificates of a PKCS#12 without a private key; nil if
// it is anything else. Because the library requires a key, withoutKey adds one
// and computes a new MAC (RFC 7292, RFC 9579).
func withoutKey(data []byte, password string) []*x509.Certificate {
	var file, safe, content, octets, items cryptobyte.String
	input := cryptobyte.String(data)
	if !input.ReadASN1(&file, asn1.SEQUENCE) || !file.SkipASN1(asn1.INTEGER) || !file.ReadASN1(&safe, asn1.SEQUENCE) ||
		!safe.SkipASN1(asn1.OBJECT_IDENTIFIER) || !safe.ReadASN1(&content, explicit) || !content.ReadASN1(&octets, asn1.OCTET_STRING) ||
		!octets.ReadASN1(&items, asn1.SEQUENCE) {
		return nil
	}
	key, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		return nil
	}
	keyBag := element(asn1.SEQUENCE, oid(oidKeyBag), element(explicit, key))
	both := element(asn1.SEQUENCE, items, contentOf(element(asn1.SEQUENCE, keyBag)))
	parts := [][]byte{element(asn1.INTEGER, []byte{3}), contentOf(both)}
	if !file.Empty() { // there is a MAC
		mac, err := macOf(both, password)
		if err != nil {
			return nil
		}
		parts = append(parts, mac)
	}
	_, leaf, chain, err := pkcs12.DecodeChain(element(asn1.SEQUENCE, parts...), password)
	if err != nil {
		return nil
	}
	return append([]*x509.Certificate{leaf}, chain...)
}

// macOf returns a MAC of data by the password. Only the library sees it, so one
// iteration is enough.
func macOf(data []byte, password string) ([]byte, error) {
	salt := []byte{0}
	key, err := pbkdf2.Key(sha256.New, password, salt, 1, sha256.Size)
	if err != nil {
		return nil, err
	}
	hash := hmac.New(sha256.New, key)
	hash.Write(data)
	scheme := element(asn1.SEQUENCE, oid(oidHMACSHA256))
	derivation := element(asn1.SEQUENCE, oid(oidPBKDF2), element(asn1.SEQUENCE,
		element(asn1.OCTET_STRING, salt), element(asn1.INTEGER, []byte{1}), element(asn1.INTEGER, []byte{sha256.Size}), scheme))
	algorithm := element(asn1.SEQUENCE, oid(oidPBMAC1), element(asn1.SEQUENCE, derivation, scheme))
	return element(asn1.SEQUENCE, element(asn1.SEQUENCE, algorithm, element(asn1.OCTET_STRING, hash.Sum(nil))), element(asn1.OCTET_STRING, salt)), nil
}

func contentOf(data []byte) []byte {
	return element(asn1.SEQUENCE, oid(oidContent), element(explicit, element(asn1.OCTET_STRING, data)))
}

func oid(id encasn1.ObjectIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(id)
	return b.BytesOrPanic() // the identifiers are constants
}

// element returns the encoding of one element.
func element(tag asn1.Tag, parts ...[]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(bytes.Join(parts, nil)) })
	return b.BytesOrPanic() // fails only beyond 4 GiB
}
