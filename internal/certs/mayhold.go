// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"strings"
)

// keyWords occur beside a private key, even a damaged one: in PEM, in the forms
// of PuTTY and OpenSSH, in XML of .NET, and in a JSON Web Key.
var keyWords = regexp.MustCompile(`(?is)(PRIVATE|SECRET).?KEY|Private-Lines|openssh-key-v1` +
	`|RSA(KeyValue|Parameters)\b.*<(\w+:)?(D|P|Q|DP|DQ|InverseQ)\b|DSAKeyValue\b.*<(\w+:)?X\b` +
	`|\bkty["'\\\s]{0,4}:.*\b[dk]["'\\\s]{0,4}:|\b[dk]["'\\\s]{0,4}:.*\bkty["'\\\s]{0,4}:`)

// keyBytes are, in hex, how private keys and the archives of them begin. They
// are found anywhere, and cut off. Requests and revocation lists, which hold
// similar sequences, do not match.
var keyBytes = func() *regexp.Regexp {
	const (
		sequence    = `30(?:[0-7].|80|81..|82.{4}|83.{6}|84.{8})`
		pkcs1       = `02010[01]02(?:[1-7].|8[12])`
		sec1        = `02010104[1-7].`
		pkcs8       = `020100` + sequence + `06`
		pkcs8v2     = `020101` + sequence + `06..(?:2a864886f70d010101|2a8648ce3d0201|2b65..04)`
		encrypted   = sequence + `06..2a864886f70d01(?:05|0c01)`
		pkcs12      = `020103` + sequence + `06..2a864886f70d0107`
		javaStore   = `(?:feedfeed|cececece)0000000[12]`
		zip         = `504b0304`
		alternative = `|`
	)
	return regexp.MustCompile(sequence + `(?:` + strings.Join([]string{pkcs1, sec1, pkcs8, pkcs8v2, encrypted, pkcs12}, alternative) + `)` +
		alternative + javaStore + alternative + zip)
}()

// MayHoldKey reports whether the contents hold a private key, or may hold one
// that cannot be read: as text or DER, and as base64 or hex of these within any
// text. It may be wrong about contents without a key, and then says that they
// may hold one.
func (c *Content) MayHoldKey() bool {
	if len(c.Keys()) > 0 {
		return true
	}
	text, ok := decodeText(c.Bytes())
	if !ok {
		text = string(c.Bytes())
	}
	return showsKey(text) || keyBytes.MatchString(only(hexDigits, notPrefixes.Replace(strings.ToLower(text)))) || holdsKeyInBase64(text)
}

func showsKey(text string) bool {
	return keyWords.MatchString(html.UnescapeString(text)) || keyBytes.MatchString(hex.EncodeToString([]byte(text)))
}

// holdsKeyInBase64 decodes all letters of a text. A key begins at one of four
// offsets, whatever is between the letters before it.
func holdsKeyInBase64(text string) bool {
	letters := only(base64Letters, urlSafe.Replace(text))
	for offset := range min(4, len(letters)) {
		encoded := letters[offset:]
		decoded, err := base64.RawStdEncoding.DecodeString(encoded[:len(encoded)-len(encoded)%4])
		if err == nil && (showsKey(string(decoded)) || IsText(decoded) && holdsKeyInBase64(string(decoded))) {
			return true
		}
	}
	return false
}

var (
	urlSafe     = strings.NewReplacer("-", "+", "_", "/")
	notPrefixes = strings.NewReplacer("0x", "", `\x`, "")
)

const (
	hexDigits     = "0123456789abcdef"
	base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// only returns the characters of a text that are in a set.
func only(set, text string) string {
	var isWanted [256]bool
	for _, wanted := range []byte(set) {
		isWanted[wanted] = true
	}
	found := make([]byte, 0, len(text))
	for _, b := range []byte(text) {
		if isWanted[b] {
			found = append(found, b)
		}
	}
	return string(found)
}
