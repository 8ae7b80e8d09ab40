// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/width"
)

// bytes encodes a text. Characters that the encoding lacks become numeric
// character references.
func (e encoder) bytes(text string) []byte {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if e.encoding == nil {
		return []byte(text)
	}
	encoded, err := encoding.HTMLEscapeUnsupported(e.encoding.NewEncoder()).Bytes([]byte(e.substitute(text)))
	if err != nil {
		return []byte(text)
	}
	if e.name == "shift_jis" {
		preferIBM(encoded)
	}
	return encoded
}

// CanCarry reports whether a text arrives as it is: whether the encoding in
// which the form is sent has all its characters. A browser replaces others by
// character references or similar signs, which the server cannot tell from
// that text.
func (s *Submission) CanCarry(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	e := s.encoder()
	if e.encoding == nil {
		return true
	}
	_, err := e.encoding.NewEncoder().String(text)
	return err == nil && e.substitute(text) == text
}

// substitute replaces the characters that the Encoding standard writes in
// another way than golang.org/x/text.
func (e encoder) substitute(text string) string {
	var replace func(r rune) string
	switch e.name {
	case "shift_jis":
		replace = japaneseSign
	case "euc-jp":
		replace = func(r rune) string {
			if e.firstByte(r) == 0x8f { // of JIS X 0212, which is only read
				return reference(r)
			}
			return japaneseSign(r)
		}
	case "iso-2022-jp":
		replace = func(r rune) string {
			if '\uff61' <= r && r <= '\uff9f' {
				return width.Widen.String(string(r))
			}
			return japaneseSign(r)
		}
	case "big5":
		replace = func(r rune) string {
			if e.firstByte(r) < 0xa1 { // of Hong Kong, which is only read
				return reference(r)
			}
			return string(r)
		}
	default:
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
		} else {
			out.WriteString(replace(r))
		}
	}
	return out.String()
}

func (e encoder) firstByte(r rune) byte {
	encoded, err := e.encoding.NewEncoder().Bytes([]byte(string(r)))
	if err != nil || len(encoded) == 0 {
		return 0
	}
	return encoded[0]
}

func reference(r rune) string { return fmt.Sprintf("&#%d;", r) }

// japaneseSign replaces the signs whose places the Japanese encodings give to
// others that look like them.
func japaneseSign(r rune) string {
	switch r {
	case '¥':
		return `\`
	case '‾':
		return "~"
	case '−':
		return "－"
	}
	return string(r)
}

// preferIBM rewrites characters that Shift_JIS has twice: they are written
// where IBM put them, not where NEC did.
func preferIBM(encoded []byte) {
	for i := 0; i < len(encoded); i++ {
		lead := encoded[i]
		if lead < 0x81 || 0xa0 <= lead && lead < 0xe0 {
			continue
		}
		i++
		if lead != 0xed && lead != 0xee || i >= len(encoded) {
			continue
		}
		if other, ok := ibmPlaces()[[2]byte{lead, encoded[i]}]; ok {
			encoded[i-1], encoded[i] = other[0], other[1]
		}
	}
}

var ibmPlaces = sync.OnceValue(func() map[[2]byte][2]byte {
	places := make(map[[2]byte][2]byte)
	for lead := byte(0xfa); lead <= 0xfc; lead++ {
		for trail := 0x40; trail <= 0xfc; trail++ {
			ibm := [2]byte{lead, byte(trail)}
			text, err := japanese.ShiftJIS.NewDecoder().Bytes(ibm[:])
			if err != nil {
				continue
			}
			nec, err := japanese.ShiftJIS.NewEncoder().Bytes(text)
			if err == nil && len(nec) == 2 {
				places[[2]byte(nec)] = ibm
			}
		}
	}
	return places
})
