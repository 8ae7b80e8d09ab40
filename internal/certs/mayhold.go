// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

// keyWords occur beside a private key, even a damaged one: in PEM, in the forms
// of PuTTY and OpenSSH, in dumps, in XML of .NET, and in a JSON Web Key.
var keyWords = lazyregexp.New(`(?is)(PRIVATE|SECRET).?(KEY|Exponent)|Private-Lines|openssh-key-v1|\bpriv\s*[:=]|\bprime.?1\b` +
	`|RSA(KeyValue|Parameters)\b.*<(\w+:)?(D|P|Q|DP|DQ|InverseQ)\b|DSAKeyValue\b.*<(\w+:)?X\b` +
	`|\bkty["'\\\s]{0,4}:.*\b[dk]["'\\\s]{0,4}:|\b[dk]["'\\\s]{0,4}:.*\bkty["'\\\s]{0,4}:`)

const letters = `[A-Za-z0-9+/_-]`

var (
	// run is base64, base32 or hex, across lines and string literals.
	run = lazyregexp.New(letters + `{16,}(?:` + newLine + letters + `{16,})*(?:` + newLine + letters + `{1,15})?={0,6}`)
	// dump is a list of numbers: bytes in decimal, octal or hex, or words.
	dump = lazyregexp.New(`(?i)\b(?:(?:0?x)?[0-9a-f]{1,8}[hu]?(?:[^A-Za-z0-9.\x{80}-\x{10FFFF}]|byte)+)+` +
		`|(?:[0-9a-f]{1,3}\.){16,}`)
	number = lazyregexp.New(`[0-9A-Fa-f]+`)
	xxd    = lazyregexp.New(`(?i)\b(?:[0-9a-f]{4} +){8}`)

	boundaries = lazyregexp.New(`-----(?:BEGIN|END) ` + label + `-----`)
	uuid       = lazyregexp.New(`(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	unbroken   = lazyregexp.New(`[A-Za-z0-9]{40}`)
	// word is a part without a change of the kind of its letters. Encoded bytes
	// have a change at every second letter.
	word   = lazyregexp.New(`[A-Z]*[a-z]+|[A-Z]+|[0-9]+`)
	escape = lazyregexp.New(`%[0-9A-Fa-f]{2}|\\+u[0-9A-Fa-f]{4}|\\+[nrt/]`)
	// publicName ends with the name of a value that is public.
	publicName = lazyregexp.New(`(?i)(?:sha-?[0-9]{1,3}|fingerprint|thumbprint|digest|signature|modulus|identifier|serial)` +
		`[a-z0-9 _-]{0,20}["']?\s*[:=>]\s*["']?$`)
)

const newLine = `["', \t\\]*[\r\n]["', \t\\\r\n]*`

// MayHoldKey reports whether the contents hold a private key, or may hold one.
// Only what is known to be public does not: text without long encoded parts,
// and certificates, requests, revocation lists, public keys, digests and
// signatures.
func (c *Content) MayHoldKey() bool {
	text, ok := decodeText(c.Bytes())
	if !ok {
		return !isPublic(c.Bytes())
	}
	if text, ok = unescaped(text); !ok || len(c.Keys()) > 0 || keyWords().MatchString(text) || xxd().MatchString(text) {
		return true
	}
	text = uuid().ReplaceAllLiteralString(boundaries().ReplaceAllLiteralString(text, "|"), "|")
	return holdsUnknown(text, run(), mayEncodeKey) || holdsUnknown(text, dump(), func(list string) bool {
		return len(number().FindAllString(list, 16)) == 16
	})
}

// holdsUnknown reports whether a part of the text may be a key, and no name
// says that it is public.
func holdsUnknown(text string, parts *regexp.Regexp, mayBeKey func(part string) bool) bool {
	for _, at := range parts.FindAllStringIndex(text, -1) {
		if mayBeKey(text[at[0]:at[1]]) && !publicName().MatchString(text[max(0, at[0]-80):at[0]]) {
			return true
		}
	}
	return false
}

// mayEncodeKey reports whether a part of a text is neither words, such as a
// path, nor encodes something public.
func mayEncodeKey(part string) bool {
	part = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\"', \t\\\r\n=", r) {
			return -1
		}
		return r
	}, part)
	changes := len(word().FindAllString(part, -1)) - len(strings.FieldsFunc(part, func(r rune) bool { return strings.ContainsRune("+/_-", r) }))
	if len(part) < 40 || 4*changes < len(part) && !unbroken().MatchString(part) {
		return false
	}
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.RawStdEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if decoded, err := decode(part); err == nil && !NewContent(decoded).MayHoldKey() {
			return false
		}
	}
	return true
}

// isPublic reports whether b is DER without a private key. Diffie-Hellman
// parameters look like a public key.
func isPublic(b []byte) bool {
	_, err := x509.ParseCertificates(b)
	_, err2 := x509.ParseCertificateRequest(b)
	_, err3 := x509.ParseRevocationList(b)
	_, err4 := x509.ParsePKIXPublicKey(b)
	_, err5 := x509.ParsePKCS1PublicKey(b)
	return err == nil || err2 == nil || err3 == nil || err4 == nil || err5 == nil
}

// unescaped replaces the escapes of addresses, JSON and HTML, which may be
// nested; ok is false if the result is not text, or nested too deep.
func unescaped(text string) (plain string, ok bool) {
	for range 8 {
		plain = escape().ReplaceAllStringFunc(html.UnescapeString(text), func(e string) string {
			digits := strings.TrimLeft(e, `%\u`)
			switch code, err := strconv.ParseUint(digits, 16, 16); {
			case err != nil:
				return strings.NewReplacer("n", "\n", "r", "\r", "t", "\t").Replace(digits)
			case e[0] == '%':
				return string([]byte{byte(code)}) //nolint:gosec // It has two digits.
			default:
				return string(rune(code))
			}
		})
		if plain == text {
			return plain, IsText([]byte(plain))
		}
		text = plain
	}
	return "", false
}
