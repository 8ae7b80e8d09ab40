// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
)

// ErrNoTraditionalForm means that a key can only be written as PKCS#8.
var ErrNoTraditionalForm = errors.New("the key has no traditional form; expected an RSA key or an EC key")

// IsTraditional reports whether the key is in the form that the product is
// documented to read (PEM that is not PKCS#8).
func (k *Key) IsTraditional() bool {
	return k.Format == PKCS1 || k.Format == SEC1 || k.Format == LegacyDEK
}

// Traditional returns the key as PEM in traditional form: PKCS#1 for RSA, SEC 1
// for EC. An encrypted key remains encrypted with the same passphrase: a PKCS#8
// key is encrypted again with AES-256-CBC, as openssl -traditional does. The
// same key and passphrase always give the same bytes. Errors are those of
// [Key.Open] and [ErrNoTraditionalForm]. A key in traditional form needs no
// passphrase.
func (k *Key) Traditional(passphrase []byte) ([]byte, error) {
	if k.IsTraditional() {
		return pem.EncodeToMemory(k.secret().block), nil
	}
	signer, err := k.Open(passphrase)
	if err != nil {
		return nil, err
	}
	block, err := traditionalBlock(signer)
	if err == nil && k.Encrypted {
		block, err = encryptTraditional(block, passphrase)
	}
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(block), nil
}

// traditionalBlock writes a key in traditional form.
func traditionalBlock(signer crypto.Signer) (*pem.Block, error) {
	switch key := signer.(type) {
	case *rsa.PrivateKey:
		return &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}, nil
	case *ecdsa.PrivateKey:
		der, err := x509.MarshalECPrivateKey(key)
		return &pem.Block{Type: "EC PRIVATE KEY", Bytes: der}, err
	}
	return nil, ErrNoTraditionalForm
}

// encryptTraditional encrypts as OpenSSL does, but with a deterministic
// initialisation vector, so that the digest of the stored bytes does not change
// between plan and apply. The vector is a digest of the passphrase, keyed with
// the private key: other keys and passphrases give other vectors, as CBC
// requires, and nobody can test a passphrase against it without the key. The
// format takes its salt from the vector, too.
func encryptTraditional(block *pem.Block, passphrase []byte) (*pem.Block, error) {
	vector := hmac.New(sha256.New, block.Bytes)
	vector.Write([]byte("traditional PEM, AES-256-CBC\x00"))
	vector.Write(passphrase)
	//nolint:staticcheck // The format is weak, and the only encrypted one that the product is documented to read.
	return x509.EncryptPEMBlock(bytes.NewReader(vector.Sum(nil)), block.Type, block.Bytes, passphrase, x509.PEMCipherAES256)
}

// Traditional returns the contents with every RSA and EC key in unencrypted
// PKCS#8 converted to traditional form; the same contents if there is none.
func (c *Content) Traditional() *Content {
	r := c.read()
	lines := bytes.SplitAfter(r.stored, []byte("\n"))
	var text []byte
	next := 0 // line that was not copied yet
	for _, key := range r.keys {
		if key.Format != PKCS8 {
			continue
		}
		written, err := key.Traditional(nil)
		if err != nil {
			continue
		}
		source := key.secret().source
		text = append(text, bytes.Join(lines[next:source.line-1], nil)...)
		text = append(text, written...)
		next = source.end
	}
	if next == 0 {
		return c
	}
	return NewContent(append(text, bytes.Join(lines[next:], nil)...))
}

// ConvertKey is the command that converts an encrypted key in a file to
// traditional form.
const ConvertKey = "openssl pkey -in FILE -traditional -aes256 -out NEWFILE"
