// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
)

// Address returns the target of the submission, by default the page's own
// address; for the method GET, with the query of its values.
func (s *Submission) Address() *url.URL {
	target := clone(s.form.doc.url)
	if ref := s.says("action"); strings.TrimSpace(ref) != "" {
		var err error
		if target, err = s.form.doc.resolve(ref); err != nil {
			target = &url.URL{Scheme: "invalid", Opaque: ref}
		}
	}
	target.Fragment, target.RawFragment = "", ""
	if s.Method() == http.MethodGet {
		pairs := s.pairs()
		target.RawQuery, target.ForceQuery = s.charset().urlEncoded(pairs), len(pairs) == 0
	}
	return target
}

// Request returns the request that a browser would send for the submission.
// GetBody returns the body again. Each call chooses a new boundary.
func (s *Submission) Request(ctx context.Context) (*http.Request, error) {
	target := s.Address()
	if !isWeb(target) {
		return nil, fmt.Errorf("cannot send the form: its action %q is no http or https address", target.Redacted())
	}
	var body io.Reader
	contentType := ""
	if s.Method() == http.MethodPost {
		set, pairs := s.charset(), s.pairs()
		if contentType = s.enctype(); contentType == typeMultipart {
			body, contentType = set.multipart(pairs)
		} else {
			body = strings.NewReader(set.urlEncoded(pairs))
		}
	}
	req, err := http.NewRequestWithContext(ctx, s.Method(), target.String(), body)
	if err != nil {
		return nil, fmt.Errorf("cannot send the form: %w", err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	s.setOrigin(req)
	return req, nil
}

// setOrigin sets the origin of the request, as browsers do: a server may refuse
// a form that does not come from its own page.
func (s *Submission) setOrigin(req *http.Request) {
	referer := clone(s.form.doc.url)
	referer.Fragment, referer.RawFragment, referer.User = "", "", nil
	req.Header.Set("Referer", referer.String())
	if req.Method == http.MethodPost {
		req.Header.Set("Origin", referer.Scheme+"://"+referer.Host)
	}
}

// pair is an entry of the form data set.
type pair struct {
	name, value string // the entered lines; of a file its content
	isFile      bool
	filename    string
}

// pairs returns the form data set that would be sent, in document order, by the
// HTML standard's rules: without disabled controls, unticked boxes, controls
// without a name, and buttons other than the pressed one.
func (s *Submission) pairs() []pair {
	var pairs []pair
	for _, c := range s.form.controls {
		pairs = s.appendPairs(pairs, c)
	}
	return pairs
}

func (s *Submission) appendPairs(pairs []pair, c *Control) []pair {
	name := c.Name
	st := s.now(c)
	switch {
	case !st.enabled || c.Kind.isButton() && c != s.pressed:
	case c.Kind == Image:
		if name != "" {
			name += "."
		}
		// A click without coordinates, as from the keyboard.
		pairs = append(pairs, pair{name: name + "x", value: "0"}, pair{name: name + "y", value: "0"})
	case name == "":
	case c.Kind == Select || c.Kind == SelectMultiple:
		for k, o := range c.options {
			if st.chosen[k] && !o.Disabled {
				pairs = append(pairs, pair{name: name, value: o.Value})
			}
		}
	case (c.Kind == Checkbox || c.Kind == Radio) && !st.checked:
	default:
		pairs = append(pairs, pair{name: name, value: st.value, isFile: c.Kind == File, filename: st.filename})
	}
	return pairs
}

func normalizeToLF(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// encodeLines encodes a text with every line ended by CR LF, as submitted
// values are.
func (s charset) encodeLines(text string) string {
	encoded, _ := s.encode(strings.ReplaceAll(normalizeToLF(text), "\n", "\r\n"))
	return string(encoded)
}

// asBrowsers converts the result of QueryEscape to the form that a browser
// sends.
var asBrowsers = strings.NewReplacer("%2A", "*", "~", "%7E")

// urlEncoded serialises pairs as application/x-www-form-urlencoded, which is
// also the query of a GET form.
func (s charset) urlEncoded(pairs []pair) string {
	escape := func(text string) string { return asBrowsers.Replace(url.QueryEscape(s.encodeLines(text))) }
	var fields []string
	for _, p := range pairs {
		if p.isFile {
			p.value = p.filename
		}
		fields = append(fields, escape(p.name)+"="+escape(p.value))
	}
	return strings.Join(fields, "&")
}

var quoteInHeader = strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")

// multipart serialises pairs as multipart/form-data, with names as browsers
// quote them.
func (s charset) multipart(pairs []pair) (body io.Reader, contentType string) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, p := range pairs {
		header := textproto.MIMEHeader{}
		disposition := `form-data; name="` + quoteInHeader.Replace(s.encodeLines(p.name)) + `"`
		value := p.value
		if p.isFile {
			filename, _ := s.encode(p.filename)
			disposition += `; filename="` + quoteInHeader.Replace(string(filename)) + `"`
			header.Set("Content-Type", "application/octet-stream")
		} else {
			value = s.encodeLines(value)
		}
		header.Set("Content-Disposition", disposition)
		part, _ := w.CreatePart(header) // writing to a buffer cannot fail
		_, _ = io.WriteString(part, value)
	}
	_ = w.Close()
	return bytes.NewReader(out.Bytes()), w.FormDataContentType()
}

// says returns an attribute of the form, or the pressed button's override.
func (s *Submission) says(name string) string {
	if s.pressed != nil {
		if value, ok := lookup(s.pressed.node(), "form"+name); ok {
			return value
		}
	}
	return attribute(s.form.node(), name)
}

// Method returns "GET" or "POST".
func (s *Submission) Method() string {
	if strings.EqualFold(s.says("method"), http.MethodPost) {
		return http.MethodPost
	}
	return http.MethodGet
}

const (
	typeURLEncoded = "application/x-www-form-urlencoded"
	typeMultipart  = "multipart/form-data"
)

func (s *Submission) enctype() string {
	if strings.EqualFold(s.says("enctype"), typeMultipart) {
		return typeMultipart
	}
	return typeURLEncoded
}

// charset returns the first known encoding of accept-charset, otherwise the
// page's.
func (s *Submission) charset() charset {
	if set, ok := charsetNamed(strings.Fields(attribute(s.form.node(), "accept-charset"))...); ok {
		return set
	}
	return s.form.doc.charset
}
