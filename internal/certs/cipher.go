// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // What older keys are encrypted with.
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // The default of PBKDF2, and what older keys are encrypted with.
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// Limits of the work that a key may demand to be opened. A hostile file could
// otherwise keep the process busy for years, or exhaust its memory.
const (
	maxIterations  = 5_000_000 // of PBKDF2; tools write 2048 to about a million
	maxScryptBytes = 256 << 20 // 128·N·r·p; openssl writes 16 MiB
)

// legacyCiphers are the ciphers of DEK-Info that the standard library opens,
// with their block sizes.
var legacyCiphers = map[string]int{
	"DES-CBC": des.BlockSize, "DES-EDE3-CBC": des.BlockSize,
	"AES-128-CBC": aes.BlockSize, "AES-192-CBC": aes.BlockSize, "AES-256-CBC": aes.BlockSize,
}

// cipherOfDEK returns the name of the cipher in a DEK-Info header; "" for a
// cipher that cannot be opened.
func cipherOfDEK(header string, data []byte) (string, error) {
	name, vector, _ := strings.Cut(header, ",")
	size, known := legacyCiphers[name]
	if !known {
		return "", nil
	}
	iv, err := hex.DecodeString(strings.TrimSpace(vector))
	if err != nil || len(iv) != size {
		return "", fmt.Errorf("%w: DEK-Info header", ErrDamaged)
	}
	return name, checkBlocks(data, size)
}

func checkBlocks(data []byte, size int) error {
	if len(data) == 0 || len(data)%size != 0 {
		return fmt.Errorf("%w: a length of %d bytes is impossible; the key was probably cut off", ErrDamaged, len(data))
	}
	return nil
}

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}

	pbes2Ciphers = map[string]blockCipher{
		"2.16.840.1.101.3.4.1.2":  {"AES-128-CBC", 16, aes.BlockSize, aes.NewCipher},
		"2.16.840.1.101.3.4.1.22": {"AES-192-CBC", 24, aes.BlockSize, aes.NewCipher},
		"2.16.840.1.101.3.4.1.42": {"AES-256-CBC", 32, aes.BlockSize, aes.NewCipher},
		"1.2.840.113549.3.7":      {"DES-EDE3-CBC", 24, des.BlockSize, des.NewTripleDESCipher},
	}
	pbkdf2Hashes = map[string]func() hash.Hash{
		"":                    sha1.New, // left out
		"1.2.840.113549.2.7":  sha1.New,
		"1.2.840.113549.2.8":  sha256.New224,
		"1.2.840.113549.2.9":  sha256.New,
		"1.2.840.113549.2.10": sha512.New384,
		"1.2.840.113549.2.11": sha512.New,
		"1.2.840.113549.2.12": sha512.New512_224,
		"1.2.840.113549.2.13": sha512.New512_256,
	}

	errParameters = fmt.Errorf("%w: encryption parameters", ErrDamaged)
)

type blockCipher struct {
	name               string
	keySize, blockSize int
	make               func(key []byte) (cipher.Block, error)
}

// derivation derives a key of size bytes from a passphrase.
type derivation func(passphrase []byte, size int) ([]byte, error)

// pbes2 is a key encrypted by PKCS #5 version 2 (RFC 8018). The cipher has no
// name if the scheme is a different one or cannot be opened.
type pbes2 struct {
	blockCipher
	derive   derivation
	iv, data []byte
}

// parsePBES2 reads the encryption parameters of an encrypted PKCS#8 key.
func parsePBES2(der []byte) (*pbes2, error) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return nil, ErrDamaged
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return &pbes2{}, nil
	}
	var parameters struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &parameters); err != nil {
		return nil, errParameters
	}
	derive, err := parseDerivation(parameters.KDF)
	scheme, known := pbes2Ciphers[parameters.Cipher.Algorithm.String()]
	if err != nil || derive == nil || !known {
		return &pbes2{}, err
	}
	var iv []byte
	if _, err := asn1.Unmarshal(parameters.Cipher.Parameters.FullBytes, &iv); err != nil || len(iv) != scheme.blockSize {
		return nil, errParameters
	}
	return &pbes2{scheme, derive, iv, info.Data}, checkBlocks(info.Data, scheme.blockSize)
}

// parseDerivation returns nil for an unknown function.
func parseDerivation(kdf pkix.AlgorithmIdentifier) (derivation, error) {
	switch {
	case kdf.Algorithm.Equal(oidPBKDF2):
		return parsePBKDF2(kdf.Parameters.FullBytes)
	case kdf.Algorithm.Equal(oidScrypt):
		return parseScrypt(kdf.Parameters.FullBytes)
	}
	return nil, nil
}

func parsePBKDF2(der []byte) (derivation, error) {
	var p struct {
		Salt       []byte
		Iterations int
		KeyLength  int                      `asn1:"optional"`
		PRF        pkix.AlgorithmIdentifier `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &p); err != nil || p.Iterations < 1 {
		return nil, errParameters
	}
	function, known := pbkdf2Hashes[p.PRF.Algorithm.String()]
	if !known {
		return nil, nil
	}
	return func(passphrase []byte, size int) ([]byte, error) {
		if p.Iterations > maxIterations {
			return nil, fmt.Errorf("it demands %d iterations of PBKDF2; expected at most %d", p.Iterations, maxIterations)
		}
		return pbkdf2.Key(function, string(passphrase), p.Salt, p.Iterations, size)
	}, nil
}

// parseScrypt reads the parameters of RFC 7914.
func parseScrypt(der []byte) (derivation, error) {
	var p struct {
		Salt      []byte
		N, R, P   int
		KeyLength int `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &p); err != nil || p.N < 2 || p.N&(p.N-1) != 0 || p.R < 1 || p.P < 1 {
		return nil, errParameters
	}
	return func(passphrase []byte, size int) ([]byte, error) {
		if p.N > maxScryptBytes/128/p.R/p.P {
			return nil, fmt.Errorf("it demands scrypt with N=%d, r=%d, p=%d; expected at most %d MiB", p.N, p.R, p.P, maxScryptBytes>>20)
		}
		return scrypt.Key(passphrase, p.Salt, p.N, p.R, p.P, size)
	}, nil
}

// open returns the PKCS#8 structure.
func (e *pbes2) open(passphrase []byte) ([]byte, error) {
	key, err := e.derive(passphrase, e.keySize)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	block, err := e.make(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(e.data))
	cipher.NewCBCDecrypter(block, e.iv).CryptBlocks(plain, e.data)
	last := plain[len(plain)-1:]
	padding := int(last[0])
	if padding < 1 || padding > e.blockSize || !bytes.HasSuffix(plain, bytes.Repeat(last, padding)) {
		return nil, ErrPassphraseWrong
	}
	return plain[:len(plain)-padding], nil
}
