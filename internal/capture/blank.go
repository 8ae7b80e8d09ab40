// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package capture

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

type blanker struct {
	keep func(text string) bool
	key  []byte
}

// placeholder returns what stands for a text: made with a random key, so that
// nobody can find the text by trying.
func (b *blanker) placeholder(text string) string {
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(text))
	return fmt.Sprintf("x%x", mac.Sum(nil)[:5])
}

// shown returns a text that may be shown in place of the given one.
func (b *blanker) shown(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || b.keep != nil && b.keep(text) {
		return text
	}
	return b.placeholder(text)
}

// page returns a page as HTML in UTF-8 with its values blanked.
func (b *blanker) page(contentType string, body []byte) []byte {
	var in io.Reader = bytes.NewReader(body)
	if decoded, err := charset.NewReader(in, contentType); err == nil {
		in = decoded
	}
	var out bytes.Buffer
	within := ""      // the element whose content is raw text
	afterBox := false // nothing was shown since a checkbox
	z := html.NewTokenizer(in)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.Bytes()
		case html.TextToken:
			text := string(z.Text())
			out.WriteString(b.text(text, within, afterBox))
			afterBox = afterBox && strings.TrimSpace(text) == ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			within = t.Data
			if isType(t, "checkbox") || t.Data == "input" && !isType(t, "hidden") {
				afterBox = isType(t, "checkbox")
			}
			b.startTag(&out, t)
		case html.EndTagToken:
			name, _ := z.TagName()
			within = ""
			fmt.Fprintf(&out, "</%s>", b.element(string(name)))
		case html.DoctypeToken:
			out.WriteString("<!DOCTYPE html>")
		}
	}
}

// text blanks a text, but for the colon by which a row of settings is known.
func (b *blanker) text(text, within string, afterBox bool) string {
	switch within {
	case "script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext":
		return ""
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return text
	}
	shown := b.shown(trimmed)
	if label, isLabel := strings.CutSuffix(trimmed, ":"); afterBox && isLabel && !strings.HasSuffix(shown, ":") {
		shown = b.placeholder(label) + ":"
	}
	start := strings.Index(text, trimmed)
	return html.EscapeString(text[:start] + shown + text[start+len(trimmed):])
}

func isType(t html.Token, typ string) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "type" && strings.EqualFold(a.Val, typ) })
}

// element returns the name of an element, if it is one of HTML: others may be
// part of a value that was not escaped.
func (b *blanker) element(name string) string {
	if atom.Lookup([]byte(name)) != 0 {
		return name
	}
	return "x-" + b.placeholder(name)
}

func (b *blanker) startTag(out *bytes.Buffer, t html.Token) {
	out.WriteString("<" + b.element(t.Data))
	for _, a := range t.Attr {
		if value, ok := b.attribute(t, a); ok {
			fmt.Fprintf(out, ` %s="%s"`, a.Key, html.EscapeString(value))
		}
	}
	out.WriteString(">")
}

// Attributes by what they hold, and the words that may be shown. Other attributes
// are left out: their names may be part of a value that was not quoted.
var (
	flags = strings.Fields(`checked selected disabled readonly required multiple hidden novalidate formnovalidate nowrap
		noresize open autofocus`)
	words = strings.Fields(`type method enctype formmethod formenctype rel aria-hidden`)
	known = strings.Fields(`text search tel url email password number range color date month week time datetime-local
		hidden checkbox radio file submit image reset button get post application/x-www-form-urlencoded
		multipart/form-data text/plain next prev stylesheet true false`)
	numbers  = strings.Fields(`colspan rowspan span size rows cols maxlength tabindex`)
	names    = strings.Fields(`id name for form list headers aria-labelledby aria-describedby aria-controls target`)
	texts    = strings.Fields(`alt title label aria-label placeholder summary`)
	links    = strings.Fields(`href src action formaction`)
	isNumber = regexp.MustCompile(`^[0-9]{1,4}$`)
	isHiding = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
)

// attribute returns the value of an attribute as it may be shown; ok is false
// for one that is left out.
func (b *blanker) attribute(t html.Token, a html.Attribute) (value string, ok bool) {
	switch {
	case slices.Contains(flags, a.Key):
		return "", true
	case a.Key == "class":
		return a.Val, true
	case slices.Contains(words, a.Key):
		return a.Val, slices.Contains(known, strings.ToLower(a.Val))
	case slices.Contains(numbers, a.Key):
		return a.Val, isNumber.MatchString(a.Val)
	case slices.Contains(names, a.Key):
		fields := strings.Fields(a.Val)
		for i := range fields {
			fields[i] = b.placeholder(fields[i])
		}
		return strings.Join(fields, " "), true
	case slices.Contains(texts, a.Key):
		return b.shown(a.Val), true
	case slices.Contains(links, a.Key):
		return b.address(a.Val), true
	case a.Key == "value":
		return b.value(t, a.Val), true
	case a.Key == "style":
		return "display:none", isHiding.MatchString(a.Val)
	}
	return "", false
}

// value shows the texts of buttons. A value that a person enters is blanked even
// where it happens to be vocabulary.
func (b *blanker) value(t html.Token, value string) string {
	switch {
	case value == "":
		return ""
	case t.Data == "option" || t.Data == "button" || isType(t, "submit") || isType(t, "button") || isType(t, "reset"):
		return b.shown(value)
	}
	return b.placeholder(value)
}

var inAddress = regexp.MustCompile(`[^/?&=#]+`)

// address blanks the parts of an address and leaves what parts them.
func (b *blanker) address(ref string) string {
	ref = strings.TrimSpace(ref)
	if scheme, _, found := strings.Cut(ref, ":"); found && !strings.ContainsAny(scheme, "/?#") && !strings.HasPrefix(scheme, "http") {
		return b.placeholder(ref) // javascript:, data:, mailto:
	}
	scheme, rest, found := strings.Cut(ref, "//")
	if !found || scheme != "" && scheme != "http:" && scheme != "https:" {
		scheme, rest = "", ref
	} else {
		scheme += "//"
	}
	return scheme + inAddress.ReplaceAllStringFunc(rest, func(part string) string {
		if part == "." || part == ".." {
			return part
		}
		return b.placeholder(part)
	})
}
