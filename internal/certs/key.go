// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"

	"github.com/youmark/pkcs8"
)

// Errors of [Key.Open].
var (
	ErrPassphraseMissing = errors.New("the key is encrypted and no passphrase was given")
	ErrPassphraseWrong   = errors.New("the passphrase does not open the key")
	ErrUnsupported       = errors.New("the key's encryption is not supported")
)

// KeyFormat is how a private key is written down.
type KeyFormat string

// The formats of private keys.
const (
	PKCS1          KeyFormat = "PKCS#1"
	PKCS8          KeyFormat = "PKCS#8"
	SEC1           KeyFormat = "SEC 1"
	EncryptedPKCS8 KeyFormat = "encrypted PKCS#8"
	LegacyDEK      KeyFormat = "DEK-Info"
)

// Key is a private key in a file. It prints without its contents.
type Key struct {
	Format    KeyFormat
	Algorithm string // "RSA", "ECDSA", "Ed25519"; "" while it is encrypted
	Encrypted bool
	Cipher    string // of an encrypted key, such as "AES-256-CBC"; may be ""

	block  *pem.Block
	signer crypto.Signer // of a key that is not encrypted
}

// String describes the key without its contents.
func (k *Key) String() string {
	text := "private key (" + string(k.Format)
	for _, detail := range []string{k.Algorithm, k.Cipher} {
		if detail != "" {
			text += ", " + detail
		}
	}
	return text + ")"
}

// GoString keeps %#v from printing the contents.
func (k *Key) GoString() string { return k.String() }

// LogValue keeps structured logs from printing the contents.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText keeps encoders from writing the contents.
func (k *Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// newKey reads the key of a block, whose bytes are der.
func newKey(b *block, der []byte) (*Key, error) {
	encoded := &pem.Block{Type: b.label, Bytes: der}
	if info := b.header("DEK-Info"); info != "" {
		encoded.Headers = map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": info}
	}
	key, err := parseKey(encoded)
	if err != nil {
		return nil, b.fail(b.line, err.Error())
	}
	return key, nil
}

// parseKey reads a key. Its errors quote nothing of it.
func parseKey(b *pem.Block) (*Key, error) {
	key := &Key{block: b}
	if b.Headers["DEK-Info"] != "" {
		key.Format, key.Encrypted, key.Cipher = LegacyDEK, true, cipherOfDEK(b.Headers["DEK-Info"])
		return key, nil
	}
	var parsed any
	var err error
	switch b.Type {
	case "RSA PRIVATE KEY":
		key.Format = PKCS1
		parsed, err = x509.ParsePKCS1PrivateKey(b.Bytes)
	case "EC PRIVATE KEY":
		key.Format = SEC1
		parsed, err = x509.ParseECPrivateKey(b.Bytes)
	case "PRIVATE KEY":
		key.Format = PKCS8
		parsed, err = x509.ParsePKCS8PrivateKey(b.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		key.Format, key.Encrypted = EncryptedPKCS8, true
		key.Cipher, err = cipherOfPKCS8(b.Bytes)
		return key, err
	default:
		return nil, fmt.Errorf("keys of the type %q are not supported; convert it with: openssl pkey -in <file>", b.Type)
	}
	if err != nil {
		return nil, errors.New("the key's structure is damaged, or its algorithm is not supported")
	}
	if err := key.take(parsed); err != nil {
		return nil, err
	}
	return key, nil
}

// take keeps a key that was read.
func (k *Key) take(parsed any) error {
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return errors.New("it is no key that can sign")
	}
	k.signer = signer
	k.Algorithm = algorithmOf(signer.Public())
	return nil
}

func algorithmOf(public crypto.PublicKey) string {
	switch public.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		return "ECDSA"
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}

// PublicKeySHA256 returns the digest of the SubjectPublicKeyInfo as lower-case
// hex; "" when it cannot be told without the passphrase.
func (k *Key) PublicKeySHA256() string {
	if k.signer == nil {
		return ""
	}
	d, err := PublicKeySHA256(k.signer.Public())
	if err != nil {
		return ""
	}
	return d
}

// Open returns the key itself. A key that is not encrypted ignores the
// passphrase. Errors are, or wrap, [ErrPassphraseMissing], [ErrPassphraseWrong]
// or [ErrUnsupported].
func (k *Key) Open(passphrase []byte) (crypto.Signer, error) {
	switch {
	case !k.Encrypted:
		return k.signer, nil
	case len(passphrase) == 0:
		return nil, ErrPassphraseMissing
	case k.Format == LegacyDEK:
		return k.openLegacy(passphrase)
	}
	if k.Cipher == "" {
		return nil, fmt.Errorf("%w: use AES with PBKDF2 or scrypt, for example openssl pkcs8 -topk8 -v2 aes-256-cbc", ErrUnsupported)
	}
	parsed, err := pkcs8.ParsePKCS8PrivateKey(k.block.Bytes, passphrase)
	if err != nil {
		return nil, ErrPassphraseWrong // the library's error says no more, or too much
	}
	opened := &Key{}
	if err := opened.take(parsed); err != nil {
		return nil, err
	}
	return opened.signer, nil
}

// openLegacy opens OpenSSL's traditional encryption. It is insecure by design,
// and yet what many authorities' tools still write.
func (k *Key) openLegacy(passphrase []byte) (crypto.Signer, error) {
	if k.Cipher == "" {
		return nil, fmt.Errorf("%w: convert the key with openssl pkcs8 -topk8 -v2 aes-256-cbc", ErrUnsupported)
	}
	der, err := x509.DecryptPEMBlock(k.block, passphrase) //nolint:staticcheck // Reads what is there.
	if err != nil {
		return nil, ErrPassphraseWrong
	}
	opened, err := parseKey(&pem.Block{Type: k.block.Type, Bytes: der})
	if err != nil {
		return nil, ErrPassphraseWrong // a wrong passphrase may decrypt to nonsense
	}
	return opened.signer, nil
}
