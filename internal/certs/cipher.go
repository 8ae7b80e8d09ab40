// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"strings"
)

// legacyCiphers are those of DEK-Info that the standard library opens.
var legacyCiphers = map[string]bool{
	"DES-CBC": true, "DES-EDE3-CBC": true, "AES-128-CBC": true, "AES-192-CBC": true, "AES-256-CBC": true,
}

func cipherOfDEK(header string) string {
	name, _, _ := strings.Cut(header, ",")
	if legacyCiphers[name] {
		return name
	}
	return ""
}

var (
	oidPBES2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}

	pbes2Ciphers = map[string]string{
		"2.16.840.1.101.3.4.1.2":  "AES-128-CBC",
		"2.16.840.1.101.3.4.1.22": "AES-192-CBC",
		"2.16.840.1.101.3.4.1.42": "AES-256-CBC",
		"1.2.840.113549.3.7":      "3DES-CBC",
	}
	pbes2KDFs = map[string]bool{
		"1.2.840.113549.1.5.12":  true, // PBKDF2
		"1.3.6.1.4.1.11591.4.11": true, // scrypt
	}
)

// cipherOfPKCS8 names the cipher of an encrypted PKCS#8 key; "" for a scheme
// that cannot be opened here.
func cipherOfPKCS8(der []byte) (string, error) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return "", errors.New("the structure of the encrypted key is damaged")
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		return "", nil
	}
	var parameters struct{ KDF, Cipher pkix.AlgorithmIdentifier }
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &parameters); err != nil {
		return "", errors.New("its encryption parameters are broken")
	}
	if !pbes2KDFs[parameters.KDF.Algorithm.String()] {
		return "", nil
	}
	return pbes2Ciphers[parameters.Cipher.Algorithm.String()], nil
}
