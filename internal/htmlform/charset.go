// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	xcharset "golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// charset converts between bytes and text by the tables of the Encoding
// standard. The zero value is UTF-8.
type charset struct {
	encoding encoding.Encoding // nil for UTF-8
	table    *charmap.Charmap  // of an encoding of single bytes, else nil
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
		table, _ := enc.(*charmap.Charmap)
		return charset{enc, table}, true
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
	switch {
	case s.table != nil:
		var out strings.Builder
		for _, b := range body {
			out.WriteRune(s.decodeByte(b))
		}
		return out.String()
	case s.encoding != nil:
		if decoded, err := s.encoding.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(body), string(utf8.RuneError)), "\uFEFF")
}

// decodeByte differs from golang.org/x/text where that leaves a byte without a
// meaning: in the standard, it is the control character of the same number. A
// page in UTF-8 that calls itself Latin-1 is full of them.
func (s charset) decodeByte(b byte) rune {
	r := s.table.DecodeByte(b)
	if r == utf8.RuneError && 0x80 <= b && b < 0xA0 {
		return rune(b)
	}
	return r
}

// encode returns the bytes of a text. Characters that the encoding lacks become
// numeric character references, and whole tells that there are none.
func (s charset) encode(text string) (encoded []byte, whole bool) {
	text = strings.ToValidUTF8(text, string(utf8.RuneError))
	switch {
	case s.encoding == nil:
		return []byte(text), true
	case s.table != nil:
		return s.encodeBytes(text)
	}
	encoded, err := s.encoding.NewEncoder().Bytes([]byte(text))
	if whole = err == nil; !whole {
		encoded, _ = encoding.HTMLEscapeUnsupported(s.encoding.NewEncoder()).Bytes([]byte(text))
	}
	return encoded, whole
}

func (s charset) encodeBytes(text string) (encoded []byte, whole bool) {
	whole = true
	for _, r := range text {
		b, known := s.table.EncodeRune(r)
		switch {
		case known:
			encoded = append(encoded, b)
		case 0x80 <= r && r < 0xA0 && s.decodeByte(byte(r)) == r:
			encoded = append(encoded, byte(r))
		default:
			encoded, whole = fmt.Appendf(encoded, "&#%d;", r), false
		}
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
	return func(r rune) bool {
		return !comesBack && (r == utf8.RuneError || s.encoding != nil && s.table == nil && r > unicode.MaxASCII)
	}
}
