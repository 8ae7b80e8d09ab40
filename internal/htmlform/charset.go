// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	xcharset "golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// charset converts between bytes and text. The zero value is UTF-8.
type charset struct {
	encoding encoding.Encoding // nil for UTF-8
}

// charsetNamed returns the encoding of the first known label.
func charsetNamed(labels ...string) (charset, bool) {
	for _, label := range labels {
		enc, err := htmlindex.Get(label)
		if err != nil {
			continue
		}
		if name, err := htmlindex.Name(enc); err != nil || name == "utf-8" || name == "replacement" || strings.HasPrefix(name, "utf-16") {
			return charset{}, true
		}
		return charset{enc}, true
	}
	return charset{}, false
}

// charsetOf determines the encoding of a page as browsers do: byte order mark,
// Content-Type, <meta>. Without these, a page is UTF-8 if it is valid UTF-8.
func charsetOf(body []byte, contentType string) charset {
	head := body[:min(len(body), 1000)]
	if utf8.Valid(body) { // turns undeclared text that is not ASCII into UTF-8
		head = append(bytes.ToValidUTF8(head, nil), "é"...)
	}
	_, name, _ := xcharset.DetermineEncoding(head, contentType)
	set, _ := charsetNamed(name)
	return set
}

// decode returns the text of a page. Invalid bytes become U+FFFD.
func (s charset) decode(body []byte) string {
	if s.encoding != nil {
		if decoded, err := s.encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(body), string(utf8.RuneError)), "\uFEFF")
}

// encode returns the bytes of a text. Characters that the encoding lacks become
// numeric character references; whole reports that there are none.
func (s charset) encode(text string) (encoded []byte, whole bool) {
	valid := []byte(strings.ToValidUTF8(text, string(utf8.RuneError)))
	if s.encoding == nil {
		return valid, true
	}
	encoded, err := s.encoding.NewEncoder().Bytes(valid)
	if whole = err == nil; !whole {
		encoded, _ = encoding.HTMLEscapeUnsupported(s.encoding.NewEncoder()).Bytes(valid)
	}
	return encoded, whole
}

// lossy returns a function that reports the characters of a page that may be
// sent back as different bytes: none if the whole page survives, otherwise
// replacement characters, and, in a multi-byte encoding, where a character can
// have two spellings, all but ASCII.
func (s charset) lossy(body []byte, text string) func(rune) bool {
	encoded, whole := s.encode(text)
	comesBack := whole && bytes.Equal(encoded, bytes.TrimPrefix(body, []byte("\uFEFF"))) && bytes.IndexByte(body, 0) < 0 // the parser replaces that
	_, isSingle := s.encoding.(*charmap.Charmap)
	return func(r rune) bool {
		return !comesBack && (r == utf8.RuneError || s.encoding != nil && !isSingle && r > unicode.MaxASCII)
	}
}
