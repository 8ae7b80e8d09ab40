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

// charsetNamed returns the encoding of the first label that is known.
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

// charsetOf looks for the encoding of a page where browsers look: byte order
// mark, Content-Type, <meta>. A page that says nothing is UTF-8 if it can be.
func charsetOf(body []byte, contentType string) charset {
	head := body[:min(len(body), 1000)]
	if utf8.Valid(body) { // makes UTF-8 of what is neither declared nor anything but ASCII
		head = append(bytes.ToValidUTF8(head, nil), "é"...)
	}
	_, name, _ := xcharset.DetermineEncoding(head, contentType)
	set, _ := charsetNamed(name)
	return set
}

// decode returns the text of a page. Bytes that stand for nothing become U+FFFD.
func (s charset) decode(body []byte) string {
	if s.encoding != nil {
		if decoded, err := s.encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(body), string(utf8.RuneError)), "\uFEFF")
}

// encode returns the bytes of a text. Characters that the encoding lacks become
// numeric character references, and whole tells that there are none.
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

// lossy tells which characters of a page may have come as other bytes than they
// would be sent as: none if the whole page comes back, else what stood for
// nothing, and in an encoding of several bytes, where a character can have two
// spellings, all but ASCII.
func (s charset) lossy(body []byte, text string) func(rune) bool {
	encoded, whole := s.encode(text)
	comesBack := whole && bytes.Equal(encoded, bytes.TrimPrefix(body, []byte("\uFEFF"))) && bytes.IndexByte(body, 0) < 0 // the parser replaces that
	_, isSingle := s.encoding.(*charmap.Charmap)
	return func(r rune) bool {
		return !comesBack && (r == utf8.RuneError || s.encoding != nil && !isSingle && r > unicode.MaxASCII)
	}
}
