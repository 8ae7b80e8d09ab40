// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// Errors of [Key.Open], besides [ErrDamaged].
var (
	ErrPassphraseMissing = errors.New("the key is encrypted, and there is no passphrase")
	ErrPassphraseWrong   = errors.New("the passphrase does not open the key")
	ErrUnsupported       = errors.New("the key is of an unsupported type")
)

// KeyFormat is the encoding of a private key.
type KeyFormat string

// The formats of private keys. A key of another PEM type has that type as its
// format, such as "OPENSSH PRIVATE KEY".
const (
	PKCS1          KeyFormat = "PKCS#1"
	PKCS8          KeyFormat = "PKCS#8"
	SEC1           KeyFormat = "SEC 1"
	EncryptedPKCS8 KeyFormat = "encrypted PKCS#8"
	LegacyDEK      KeyFormat = "DEK-Info"
	OpenSSH        KeyFormat = "OPENSSH PRIVATE KEY"
)

// Key is a private key in a file. It prints without its contents.
type Key struct {
	Format    KeyFormat
	Algorithm string // "RSA", "ECDSA", "Ed25519"; "" while it is encrypted
	Encrypted bool
	Cipher    string // of an encrypted key, such as "AES-256-CBC"; may be ""
	// Problem is the reason why the key cannot be opened with any passphrase:
	// it wraps ErrDamaged or ErrUnsupported. Other software may open an
	// unsupported key.
	Problem error

	// A function, because fmt follows pointers when a verb does not fit.
	secret func() material
}

// material holds secret key data; never format it.
type material struct {
	block      *pem.Block
	source     *block        // position in the file
	signer     crypto.Signer // of a key that is not encrypted
	encryption *pbes2        // of an encrypted PKCS#8 key
}

// String describes the key without its contents.
func (k Key) String() string {
	details := []string{string(k.Format), k.Algorithm, k.Cipher}
	known := slices.DeleteFunc(details, func(detail string) bool { return detail == "" })
	return "private key (" + strings.Join(known, ", ") + ")"
}

// GoString describes the key as String does.
func (k Key) GoString() string { return k.String() }

// LogValue keeps structured logs from printing the contents.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText keeps encoders from writing the contents.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// newKey reads the key of a block, whose bytes are der.
func newKey(b *block, der []byte) *Key {
	encoded := &pem.Block{Type: b.label, Bytes: der}
	if info := b.header("DEK-Info"); info != "" {
		encoded.Headers = map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": info}
	}
	key, m := &Key{}, material{block: encoded, source: b}
	key.Problem = key.parse(&m)
	key.secret = func() material { return m }
	return key
}

// keyTypes are the PEM types of keys that are not encrypted as a whole.
var keyTypes = map[string]struct {
	format KeyFormat
	parse  func(der []byte) (any, error)
}{
	"RSA PRIVATE KEY": {PKCS1, func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) }},
	"EC PRIVATE KEY":  {SEC1, func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) }},
	"PRIVATE KEY":     {PKCS8, x509.ParsePKCS8PrivateKey},
}

// parse reads the format of the key, and the key itself unless it is encrypted.
// Its errors quote nothing of it.
func (k *Key) parse(m *material) (err error) {
	b := m.block
	kind, known := keyTypes[b.Type]
	switch {
	case b.Type == "ENCRYPTED PRIVATE KEY":
		k.Format, k.Encrypted = EncryptedPKCS8, true
		if m.encryption, err = parsePBES2(b.Bytes); err == nil {
			k.Cipher = m.encryption.name
		}
	case !known:
		k.Format = KeyFormat(b.Type)
		err = fmt.Errorf("%w: %s", ErrUnsupported, b.Type)
	case b.Headers["DEK-Info"] != "":
		k.Format, k.Encrypted = LegacyDEK, true
		k.Cipher, err = cipherOfDEK(b.Headers["DEK-Info"], b.Bytes)
	default:
		k.Format = kind.format
		if m.signer, err = signerOf(b.Bytes, kind.parse); err == nil {
			k.Algorithm = algorithmOf(m.signer.Public())
		}
	}
	return err
}

// signerOf returns the key in der. Its errors do not wrap parse errors, whose
// text may reveal too much.
func signerOf(der []byte, parse func([]byte) (any, error)) (crypto.Signer, error) {
	parsed, err := parse(der)
	if err != nil {
		var structure []asn1.RawValue
		if rest, broken := asn1.Unmarshal(der, &structure); broken != nil || len(rest) > 0 || len(structure) < 2 {
			return nil, ErrDamaged
		}
		return nil, fmt.Errorf("%w: its algorithm, curve or structure is unknown", ErrUnsupported)
	}
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%w: it cannot sign", ErrUnsupported)
	}
	return signer, nil
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
// hex; "" if it cannot be computed without the passphrase.
func (k *Key) PublicKeySHA256() string {
	if k.Encrypted || k.Problem != nil {
		return ""
	}
	digest, err := PublicKeySHA256(k.secret().signer.Public())
	if err != nil {
		return ""
	}
	return digest
}

// Open returns the key itself. It ignores the passphrase if the key is not
// encrypted. Errors are, or wrap, [ErrPassphraseMissing], [ErrPassphraseWrong],
// [ErrUnsupported] or [ErrDamaged].
func (k *Key) Open(passphrase []byte) (crypto.Signer, error) {
	switch {
	case k.Problem != nil:
		return nil, k.Problem
	case !k.Encrypted:
		return k.secret().signer, nil
	case len(passphrase) == 0:
		return nil, ErrPassphraseMissing
	case k.Cipher == "":
		return nil, fmt.Errorf("%w: its encryption is unknown; re-encrypt it with AES, for example: %s", ErrUnsupported, ConvertKey)
	}
	der, kind, err := k.secret().decrypt(passphrase)
	if err != nil {
		return nil, err
	}
	signer, err := signerOf(der, keyTypes[kind].parse)
	if errors.Is(err, ErrDamaged) {
		return nil, ErrPassphraseWrong // about one wrong passphrase in a hundred decrypts to nonsense without an error
	}
	return signer, err
}

// decrypt returns the bytes of the key and their type.
func (m material) decrypt(passphrase []byte) (der []byte, kind string, err error) {
	if m.encryption != nil {
		der, err = m.encryption.open(passphrase)
		return der, "PRIVATE KEY", err
	}
	// OpenSSL's traditional encryption is insecure by design, but many
	// authorities' tools still write it.
	der, err = x509.DecryptPEMBlock(m.block, passphrase) //nolint:staticcheck // Reads what is there.
	if err != nil {
		return nil, "", ErrPassphraseWrong
	}
	return der, m.block.Type, nil
}
