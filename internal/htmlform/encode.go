// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// encoder writes text in the encoding of a form.
type encoder struct {
	encoding encoding.Encoding // nil for UTF-8
	name     string            // in lower case
}

// encoder picks the encoding the form is sent in: the first of accept-charset
// that is known, else that of the page.
func (s *Submission) encoder() encoder {
	return encoderFor(append(acceptedCharsets(s.form.node()), s.form.doc.encoding)...)
}

// acceptedCharsets lists the encodings that a form names. Old pages separate
// them by commas.
func acceptedCharsets(form *html.Node) []string {
	return strings.FieldsFunc(attribute(form, "accept-charset"), func(r rune) bool { return r == ',' || isHTMLSpace(r) })
}

// encoderFor returns the encoder of the first label that is known.
func encoderFor(labels ...string) encoder {
	for _, label := range labels {
		if enc, name, ok := outputEncoding(label); ok {
			return encoder{enc, name}
		}
	}
	return encoder{name: "utf-8"}
}

// charsetName is what a hidden input named _charset_ is sent with: the name of
// the encoding in the Encoding standard's spelling.
func (s *Submission) charsetName() string {
	name := s.encoder().name
	if canonical, ok := encodingNames[name]; ok {
		return canonical
	}
	if enc, err := htmlindex.Get(name); err == nil {
		if canonical, err := htmlindex.Name(enc); err == nil {
			name = canonical
		}
	}
	return name
}

// encodingNames are the names that the Encoding standard does not write as
// labels are written, in lower case.
var encodingNames = map[string]string{
	"utf-8": "UTF-8", "ibm866": "IBM866", "iso-8859-2": "ISO-8859-2", "iso-8859-3": "ISO-8859-3",
	"iso-8859-4": "ISO-8859-4", "iso-8859-5": "ISO-8859-5", "iso-8859-6": "ISO-8859-6", "iso-8859-7": "ISO-8859-7",
	"iso-8859-8": "ISO-8859-8", "iso-8859-8-i": "ISO-8859-8-I", "iso-8859-10": "ISO-8859-10",
	"iso-8859-13": "ISO-8859-13", "iso-8859-14": "ISO-8859-14", "iso-8859-15": "ISO-8859-15",
	"iso-8859-16": "ISO-8859-16", "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "gbk": "GBK", "big5": "Big5",
	"euc-jp": "EUC-JP", "iso-2022-jp": "ISO-2022-JP", "shift_jis": "Shift_JIS", "euc-kr": "EUC-KR",
}

// urlEncoded serialises pairs as application/x-www-form-urlencoded, which is
// the query of a GET form too.
func (e encoder) urlEncoded(pairs []Pair) string {
	var out strings.Builder
	for i, p := range pairs {
		if i > 0 {
			out.WriteByte('&')
		}
		e.writePercent(&out, normalizeToCRLF(p.Name))
		out.WriteByte('=')
		e.writePercent(&out, normalizeToCRLF(p.text()))
	}
	return out.String()
}

// text is the value of a pair where no file can be sent.
func (p Pair) text() string {
	if p.File {
		return p.Filename
	}
	return p.Value
}

func (e encoder) writePercent(out *strings.Builder, text string) {
	for _, c := range e.bytes(text) {
		switch {
		case c == ' ':
			out.WriteByte('+')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '*', c == '-', c == '.', c == '_':
			out.WriteByte(c)
		default:
			writeEscaped(out, c)
		}
	}
}

// plain serialises pairs as text/plain.
func (e encoder) plain(pairs []Pair) []byte {
	var out bytes.Buffer
	for _, p := range pairs {
		out.Write(e.bytes(normalizeToCRLF(p.Name)))
		out.WriteByte('=')
		out.Write(e.bytes(normalizeToCRLF(p.text())))
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

var quoteInHeader = strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")

// multipart serialises pairs as multipart/form-data the way browsers do, which
// is not quite the way mime/multipart does.
func (e encoder) multipart(pairs []Pair, boundary string) []byte {
	var out bytes.Buffer
	for _, p := range pairs {
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary,
			quoteInHeader.Replace(string(e.bytes(normalizeToCRLF(p.Name)))))
		if p.File {
			fmt.Fprintf(&out, "; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
				quoteInHeader.Replace(string(e.bytes(p.Filename))), p.ContentType)
			out.WriteString(p.Value)
		} else {
			out.WriteString("\r\n\r\n")
			out.Write(e.bytes(normalizeToCRLF(p.Value)))
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
