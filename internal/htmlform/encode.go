// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
)

func normalizeToLF(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// normalizeToCRLF ends every line with CR LF, as submitted values do.
func normalizeToCRLF(text string) string {
	return strings.ReplaceAll(normalizeToLF(text), "\n", "\r\n")
}

// urlEncoded serialises pairs as application/x-www-form-urlencoded, which is
// the query of a GET form too.
func (s charset) urlEncoded(pairs []Pair) string {
	var out strings.Builder
	for i, p := range pairs {
		value := p.Value
		if p.File {
			value = p.Filename
		}
		if i > 0 {
			out.WriteByte('&')
		}
		s.writePercent(&out, normalizeToCRLF(p.Name))
		out.WriteByte('=')
		s.writePercent(&out, normalizeToCRLF(value))
	}
	return out.String()
}

func (s charset) writePercent(out *strings.Builder, text string) {
	encoded, _ := s.encode(text)
	for _, c := range encoded {
		switch {
		case c == ' ':
			out.WriteByte('+')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '*', c == '-', c == '.', c == '_':
			out.WriteByte(c)
		default:
			fmt.Fprintf(out, "%%%02X", c)
		}
	}
}

var quoteInHeader = strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")

// multipart serialises pairs as multipart/form-data the way browsers do, which
// is not quite the way mime/multipart does.
func (s charset) multipart(pairs []Pair, boundary string) []byte {
	var out bytes.Buffer
	header := func(text string) string {
		encoded, _ := s.encode(text)
		return quoteInHeader.Replace(string(encoded))
	}
	for _, p := range pairs {
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, header(normalizeToCRLF(p.Name)))
		if p.File {
			fmt.Fprintf(&out, "; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n", header(p.Filename), p.ContentType)
			out.WriteString(p.Value)
		} else {
			value, _ := s.encode(normalizeToCRLF(p.Value))
			out.WriteString("\r\n\r\n")
			out.Write(value)
		}
		out.WriteString("\r\n")
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	return out.Bytes()
}

// newBoundary returns a boundary that occurs in none of the pairs.
func newBoundary(pairs []Pair) string {
	for {
		boundary := "----FormBoundary" + rand.Text()
		used := false
		for _, p := range pairs {
			used = used || strings.Contains(p.Value, boundary)
		}
		if !used {
			return boundary
		}
	}
}
