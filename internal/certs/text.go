// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	utf "golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

// byteOrderMark is U+FEFF. Concatenated files may begin with several.
const byteOrderMark = "\uFEFF"

const white = " \t\r\n\f"

// carriageReturns is one line ending, with any number of CRs that text modes
// have added to it.
var carriageReturns = lazyregexp.New(`\r+\n`)

// strayMark is a byte order mark before a block other than the first, a result
// of concatenating files. It would hide the block from the server.
var strayMark = lazyregexp.New(`([\r\n])\x{FEFF}+(` + beginPrefix + `)`)

// IsText reports whether b is text that a string attribute can hold: UTF-8
// without control characters other than tab, line feed, carriage return and form
// feed.
func IsText(b []byte) bool {
	return utf8.Valid(b) && !strings.ContainsFunc(string(b), isForbidden)
}

// normalize returns the text that is searched for PEM, and the bytes to store
// (see [Content.Normalized]): that text if it contains PEM. It is idempotent.
func normalize(b []byte) (text string, stored []byte) {
	text, ok := decodeText(b)
	if !ok {
		return string(b), b
	}
	text = carriageReturns().ReplaceAllLiteralString(text, "\n")
	text = strayMark().ReplaceAllString(text, "$1$2")
	if !holdsPEM(text) {
		return text, b
	}
	text = strings.ReplaceAll(text, "\r", "\n")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text, []byte(text)
}

// deviations names what normalize changes and servers do not accept.
func deviations(b []byte) []string {
	var found []string
	if _, isUTF16 := byteOrder(b); isUTF16 {
		return []string{"UTF-16"}
	}
	if bytes.Contains(b, []byte(byteOrderMark)) {
		found = append(found, "a byte order mark")
	}
	if bytes.IndexByte(b, '\r') >= 0 {
		found = append(found, "CR LF line endings")
	}
	if bytes.IndexByte(b, 0) >= 0 {
		found = append(found, "NUL bytes at the end")
	}
	return found
}

// decodeText returns b as UTF-8 without byte order mark, if it is text.
// Programs that treat a buffer as a string leave NUL bytes at the end.
func decodeText(b []byte) (string, bool) {
	text := string(b)
	if order, isUTF16 := byteOrder(b); isUTF16 {
		decoded, ok := decodeUTF16(b, order)
		if !ok {
			return "", false
		}
		text = decoded
	} else if !utf8.Valid(b) {
		return "", false
	}
	for strings.HasPrefix(text, byteOrderMark) {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	if strings.HasSuffix(strings.TrimRight(text, white), "\x00") {
		text = strings.TrimRight(text, white+"\x00") + "\n"
	}
	if strings.ContainsFunc(text, isForbidden) {
		return "", false
	}
	return text, true
}

// byteOrder reports whether b begins like UTF-16: with a byte order mark, or
// with two characters of ASCII.
func byteOrder(b []byte) (order utf.Endianness, isUTF16 bool) {
	isASCII := func(b []byte, high int) bool {
		return len(b) >= 4 && b[high] == 0 && b[2+high] == 0 && b[1-high] != 0 && b[3-high] != 0
	}
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), isASCII(b, 1):
		return utf.LittleEndian, true
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), isASCII(b, 0):
		return utf.BigEndian, true
	}
	return utf.LittleEndian, false
}

// decodeUTF16 decodes b, and reports whether it is lossless: the decoder
// replaces invalid input, so the result must encode to b again.
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

// holdsPEM reports whether a line of the text begins a PEM block. It treats CR
// as a line ending, which is not yet normalised.
func holdsPEM(text string) bool {
	return strings.HasPrefix(text, beginPrefix) ||
		strings.Contains(text, "\n"+beginPrefix) || strings.Contains(text, "\r"+beginPrefix)
}
