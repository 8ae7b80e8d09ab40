// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

const byteOrderMark = "\uFEFF"

// decode turns the bytes of a page into text. The encoding is looked for where
// browsers look: byte order mark, Content-Type, <meta>. It returns the name of
// the encoding too, because forms are submitted in it.
func decode(body []byte, contentType string) (text, encodingName string) {
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	if !certain {
		// DetermineEncoding looks at the first 1024 bytes only, browsers
		// decode anew when they meet a later declaration.
		if late, lateName, ok := declaredEncoding(body); ok {
			enc, name = late, lateName
		} else if utf8.Valid(body) {
			enc, name = encoding.Nop, "utf-8"
		}
	}
	if name == "utf-8" || enc == nil {
		return cleanUTF8(body), "utf-8"
	}
	decoded, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return cleanUTF8(body), "utf-8"
	}
	return cleanUTF8(decoded), name
}

func cleanUTF8(text []byte) string {
	return strings.TrimPrefix(strings.ToValidUTF8(string(text), string(utf8.RuneError)), byteOrderMark)
}

// declaredEncoding finds the first <meta> that declares an encoding, wherever
// it stands.
func declaredEncoding(body []byte) (encoding.Encoding, string, bool) {
	if !bytes.Contains(bytes.ToLower(body), []byte("<meta")) {
		return nil, "", false
	}
	for z := html.NewTokenizer(bytes.NewReader(body)); z.Next() != html.ErrorToken; {
		raw := z.Raw()
		if len(raw) < 5 || len(raw) > 1024 || !strings.EqualFold(string(raw[:5]), "<meta") {
			continue
		}
		// A bare tag has no other encoding to fall back to than windows-1252,
		// so that one counts only when the tag names it.
		enc, name, certain := charset.DetermineEncoding(raw, "")
		if certain || name != "windows-1252" && name != "utf-8" || bytes.Contains(bytes.ToLower(raw), []byte(name)) {
			return enc, name, true
		}
	}
	return nil, "", false
}

// outputEncoding returns the encoding in which a form of a page is submitted:
// UTF-8 in place of the encodings that cannot be written to.
func outputEncoding(label string) (encoding.Encoding, string, bool) {
	enc, err := htmlindex.Get(strings.TrimSpace(label))
	if err != nil {
		return nil, "", false
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return nil, "", false
	}
	switch name {
	case "utf-8", "utf-16be", "utf-16le", "replacement":
		return nil, "utf-8", true
	}
	return enc, name, true
}
