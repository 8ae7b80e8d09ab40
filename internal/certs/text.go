// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	utf "golang.org/x/text/encoding/unicode"
)

// byteOrderMark is U+FEFF. Joined files may begin with several.
const byteOrderMark = "\uFEFF"

// carriageReturns is one line ending, however often a text mode has added
// another CR to it.
var carriageReturns = regexp.MustCompile(`\r+\n`)

// strayMark is a byte order mark before a block that is not the first, as
// joining files leaves it. It would hide the block from the server.
var strayMark = regexp.MustCompile(`([\r\n])\x{FEFF}+(` + beginPrefix + `)`)

// IsText reports whether [Normalize] treats b as text: valid UTF-8, or UTF-16
// with a byte order mark that decodes cleanly, without NUL and other control
// characters than tab, line feed, carriage return and form feed.
func IsText(b []byte) bool {
	_, ok := decodeText(b)
	return ok
}

// Normalize returns the bytes that are stored for a given input. Text becomes
// UTF-8 without byte order marks (at the start, and before PEM blocks) and with LF line endings, as the product
// wants it (documented); when it holds PEM, a lone CR ends a line too, and the
// last line is ended if it is not. Everything else is returned as it is.
// Nothing is re-wrapped and no text before, between or after PEM blocks is
// dropped. Normalize is idempotent.
func Normalize(b []byte) []byte {
	text, ok := decodeText(b)
	if !ok {
		return b
	}
	text = carriageReturns.ReplaceAllLiteralString(text, "\n")
	text = strayMark.ReplaceAllString(text, "$1$2")
	if holdsPEM(text) {
		text = strings.ReplaceAll(text, "\r", "\n")
		if !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
	}
	return []byte(text)
}

// decodeText returns b as UTF-8 without byte order mark, if it is text.
func decodeText(b []byte) (string, bool) {
	var text string
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		decoded, ok := decodeUTF16(b[2:], utf.LittleEndian)
		if !ok {
			return "", false
		}
		text = decoded
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		decoded, ok := decodeUTF16(b[2:], utf.BigEndian)
		if !ok {
			return "", false
		}
		text = decoded
	default:
		if !utf8.Valid(b) {
			return "", false
		}
		text = string(b)
	}
	for strings.HasPrefix(text, byteOrderMark) {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	if strings.ContainsFunc(text, isForbidden) {
		return "", false
	}
	return text, true
}

// decodeUTF16 decodes b, and reports whether that lost nothing: the decoder
// replaces what it cannot decode, so the way back must lead to b again.
func decodeUTF16(b []byte, order utf.Endianness) (string, bool) {
	codec := utf.UTF16(order, utf.IgnoreBOM)
	decoded, err := codec.NewDecoder().Bytes(b)
	if err != nil {
		return "", false
	}
	back, err := codec.NewEncoder().Bytes(decoded)
	if err != nil || !bytes.Equal(back, b) {
		return "", false
	}
	return string(decoded), true
}

func isForbidden(r rune) bool {
	switch r {
	case '\t', '\n', '\r', '\f':
		return false
	}
	return unicode.IsControl(r)
}

// holdsPEM reports whether a line of the text begins a PEM block. It takes CR
// for a line ending, as that is what decides about it.
func holdsPEM(text string) bool {
	return strings.HasPrefix(text, beginPrefix) ||
		strings.Contains(text, "\n"+beginPrefix) || strings.Contains(text, "\r"+beginPrefix)
}
