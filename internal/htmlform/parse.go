// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// ErrTooDeep reports a page whose elements are nested too deeply for the
// parser.
var ErrTooDeep = errors.New("the elements of the page are nested more than 512 levels deep; the server did not send the expected page")

// Parse reads at most limit bytes of a page that was fetched from u and parses
// it. contentType is the value of the Content-Type header, which may be empty
// or wrong. A larger page is an error; one that is nested too deeply is
// [ErrTooDeep].
func Parse(u *url.URL, contentType string, body io.Reader, limit int64) (*Page, error) {
	raw, err := io.ReadAll(io.LimitReader(body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("the page is larger than the %d bytes that are accepted; the server did not send the expected page", limit)
	}
	set := charsetOf(raw, contentType)
	text := set.decode(raw)
	marked, unclosed := markOwners(text)
	root, err := html.Parse(bytes.NewReader(marked))
	if err != nil {
		if strings.Contains(err.Error(), "open stack of elements") {
			return nil, ErrTooDeep
		}
		return nil, fmt.Errorf("parsing the page: %w", err)
	}
	doc := newDocument(u, set, root)
	doc.unclosed, doc.isLossy = unclosed, set.lossy(raw, text)
	return newPage(doc, 0), nil
}

// ownerMark is the attribute that numbers a form and the controls that follow
// its start tag in the source. The parsed tree does not show that: a form that
// is misplaced in a table has no content there.
const ownerMark = "htmlform-owner"

// watched are the elements whose end tags authors do not omit: a missing one
// indicates a truncated page.
var watched = []string{
	"html", "head", "body", "frameset", "form", "table", "select", "textarea", "fieldset", "script", "style", "title",
}

// markOwners returns the source with ownerMark added, and the watched elements
// that are not closed.
func markOwners(text string) (marked []byte, unclosed []string) {
	open := make(map[string]int, len(watched))
	var out bytes.Buffer
	out.Grow(len(text) + len(text)/16)
	forms, inForm := 0, false
	z := html.NewTokenizer(strings.NewReader(text))
	for kind := html.TextToken; kind != html.ErrorToken; {
		kind = z.Next()
		tagName, _ := z.TagName() // it makes the name in the buffer lower-case, which has the same meaning
		name, tag := string(tagName), z.Raw()
		switch kind {
		case html.TextToken, html.CommentToken, html.DoctypeToken, html.ErrorToken:
		case html.EndTagToken:
			open[name] = max(0, open[name]-1)
			inForm = inForm && name != "form"
		default:
			open[name]++
			if name == "form" && !inForm {
				forms, inForm = forms+1, true
			}
			if inForm && (name == "form" || isControlName(name)) {
				at := 1 + len(name)
				out.Write(tag[:at])
				out.WriteString(" " + ownerMark + `="` + strconv.Itoa(forms) + `"`)
				tag = tag[at:]
			}
		}
		out.Write(tag)
	}
	unclosed = slices.DeleteFunc(slices.Clone(watched), func(name string) bool { return open[name] == 0 })
	return out.Bytes(), unclosed
}
