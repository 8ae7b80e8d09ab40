// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// resolve resolves a reference as the page's own links are.
func (d *document) resolve(ref string) (*url.URL, error) { return d.parseReference(d.base, ref) }

var withoutBreaks = strings.NewReplacer("\n", "", "\r", "", "\t", "")

// parseReference is as lenient as browsers are: white space around a reference
// and line breaks inside are ignored, backslashes are slashes, characters that
// do not belong into a URL are escaped, those of the query in the encoding of
// the page.
func (d *document) parseReference(base *url.URL, ref string) (*url.URL, error) {
	ref = strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' })
	ref = withoutBreaks.Replace(ref)
	rest, fragment, hasFragment := strings.Cut(ref, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	if scheme, _, found := strings.Cut(path, ":"); !found || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	rest = path
	if hasQuery {
		rest += "?" + d.escapeQuery(query)
	}
	if hasFragment {
		rest += "#" + fragment
	}
	parsed, err := url.Parse(rest)
	if err != nil {
		if parsed, err = url.Parse(escapeReference(rest)); err != nil {
			return nil, err
		}
	}
	return base.ResolveReference(parsed), nil
}

// escapeQuery escapes what a URL's query cannot contain.
func (d *document) escapeQuery(query string) string {
	enc := encoderFor(d.encoding)
	var out strings.Builder
	for _, r := range query {
		special := "\"<>'"
		if r >= utf8.RuneSelf {
			special += "&#;" // of the number of a character that the encoding lacks
		}
		for _, c := range enc.bytes(string(r)) {
			if c <= ' ' || c >= 0x7f || strings.IndexByte(special, c) >= 0 {
				writeEscaped(&out, c)
			} else {
				out.WriteByte(c)
			}
		}
	}
	return out.String()
}

// escapeReference escapes stray percent signs and control characters.
func escapeReference(ref string) string {
	var out strings.Builder
	for i := range len(ref) {
		switch c := ref[i]; {
		case c == '%' && (i+2 >= len(ref) || !isHex(ref[i+1]) || !isHex(ref[i+2])), c <= ' ', c == 0x7f:
			writeEscaped(&out, c)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func writeEscaped(out *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	out.WriteByte('%')
	out.WriteByte(digits[c>>4])
	out.WriteByte(digits[c&15])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }
