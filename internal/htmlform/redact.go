// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Redact returns the page as HTML in UTF-8 with everything blanked that could
// be a value, so that its markup can be shown to others. Structure, element
// and attribute names, types and classes stay. A text stays if keep allows it,
// which is asked with the text, white space collapsed; of others the letters
// and digits are replaced by "x". Values, comments, scripts, data-* and
// event handlers go. Names, ids and parts of addresses stay if they look like
// words; others are replaced, the same one everywhere by the same.
func Redact(page []byte, contentType string, keep func(text string) bool) []byte {
	if keep == nil {
		keep = func(string) bool { return false }
	}
	text, _ := decode(page, contentType)
	r := redactor{keep: keep, names: make(map[string]string)}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return r.out.Bytes()
		case html.TextToken:
			r.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			r.startTag(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			r.within = ""
			fmt.Fprintf(&r.out, "</%s>", r.element(string(name)))
		case html.DoctypeToken:
			r.out.WriteString("<!DOCTYPE html>")
		}
	}
}

type redactor struct {
	out    bytes.Buffer
	keep   func(string) bool
	names  map[string]string // what stands for names that look random
	within string            // the element whose content is raw text
}

func (r *redactor) text(text string) {
	switch r.within {
	case "script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext":
		return
	case "textarea":
		if text != "" {
			r.out.WriteString("x")
		}
		return
	}
	r.out.WriteString(html.EscapeString(r.shown(text)))
}

// shown returns a text that may be shown in place of the given one.
func (r *redactor) shown(text string) string {
	if folded := collapse(text); folded == "" || r.keep(folded) {
		return text
	}
	return mask(text)
}

// mask replaces everything that could carry meaning, and leaves the shape.
func mask(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || c < unicode.MaxASCII && unicode.IsPunct(c) || strings.ContainsRune("<>=+|`^~$", c) {
			return c
		}
		return 'x'
	}, text)
}

func (r *redactor) startTag(t html.Token) {
	fmt.Fprintf(&r.out, "<%s", r.element(t.Data))
	seen := make(map[string]bool, len(t.Attr))
	for _, a := range t.Attr {
		key := strings.ToLower(a.Key)
		if !keptAttribute(key) || seen[key] {
			continue
		}
		seen[key] = true
		fmt.Fprintf(&r.out, ` %s="%s"`, key, html.EscapeString(r.attribute(t, key, a.Val)))
	}
	r.out.WriteByte('>')
	r.within = ""
	if slices.Contains([]string{"script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext", "textarea", "title"}, t.Data) {
		r.within = t.Data
	}
}

// element returns the name of an element, if it is one.
func (r *redactor) element(name string) string {
	if len(name) <= 24 && elementName.MatchString(name) && looksLikeWords(name) {
		return name
	}
	return "x-element"
}

var (
	elementName   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	attributeName = regexp.MustCompile(`^[a-z][a-z-]{0,30}$`)
)

// Attributes by what their values are.
var (
	plainAttributes = strings.Fields(`type method formmethod enctype formenctype accept-charset colspan rowspan span
		size rows cols maxlength minlength min max step checked selected disabled readonly required multiple hidden
		novalidate formnovalidate role rel rev target formtarget http-equiv scope align valign width height border
		cellpadding cellspacing bgcolor color face nowrap wrap dir lang tabindex autocomplete autofocus open start
		noresize scrolling frameborder marginwidth marginheight media shape loading sizes`)
	nameAttributes = strings.Fields(`id name for form list headers class aria-labelledby aria-describedby
		aria-controls aria-owns usemap popovertarget commandfor itemprop itemtype`)
	addressAttributes = strings.Fields(`href src action formaction background cite longdesc poster manifest data codebase`)
	textAttributes    = strings.Fields(`alt title label aria-label placeholder summary abbr`)
)

// keptAttribute reports whether the name of an attribute may be shown: one
// that is not known may be part of a value that was not quoted.
func keptAttribute(key string) bool {
	return slices.Contains(plainAttributes, key) || slices.Contains(nameAttributes, key) ||
		slices.Contains(addressAttributes, key) || slices.Contains(textAttributes, key) ||
		slices.Contains([]string{"value", "style", "charset", "content", "srcdoc", "srcset"}, key) ||
		(strings.HasPrefix(key, "on") || strings.HasPrefix(key, "data-") || strings.HasPrefix(key, "aria-")) &&
			attributeName.MatchString(key) && looksLikeWords(key)
}

func (r *redactor) attribute(t html.Token, key, value string) string {
	switch {
	case value == "":
		return ""
	case key == "charset":
		return "utf-8"
	case slices.Contains(plainAttributes, key):
		if len(value) <= 40 && looksLikeWords(value) {
			return value
		}
		return mask(value)
	case slices.Contains(nameAttributes, key):
		words := strings.Fields(value)
		for i := range words {
			words[i] = r.name(words[i])
		}
		return strings.Join(words, " ")
	case slices.Contains(addressAttributes, key):
		return r.address(value)
	case slices.Contains(textAttributes, key):
		return r.shown(value)
	case key == "value":
		return r.value(t, value)
	case key == "style":
		return redactStyle(value)
	}
	return ""
}

// value keeps the texts of buttons and the choices that may be shown. Of
// others it tells only that there is one.
func (r *redactor) value(t html.Token, value string) string {
	shows := t.Data == "option" || t.Data == "button"
	if t.Data == "input" {
		for _, a := range t.Attr {
			if a.Key == "type" {
				shows = kindOf(controlType("input", a.Val, false)).isButton()
				break
			}
		}
	}
	if shows && r.keep(collapse(value)) {
		return value
	}
	if shows {
		return mask(value)
	}
	return "x"
}

// measure is a number with its unit, or a color, too short for a token.
var measure = regexp.MustCompile(`^(?:[-+]?[0-9.]{1,8}(?:[a-z]{1,4}|%)?|#[0-9a-fA-F]{3,8})$`)

// redactStyle keeps the declarations that consist of words and measures.
func redactStyle(style string) string {
	var kept []string
	for declaration := range strings.SplitSeq(style, ";") {
		property, value, _ := strings.Cut(declaration, ":")
		words := strings.FieldsFunc(value, func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == '!' })
		plain := !slices.ContainsFunc(words, func(word string) bool { return !styleWord(word) && !measure.MatchString(word) })
		if plain && len(words) <= 8 && styleWord(strings.TrimSpace(property)) {
			kept = append(kept, declaration)
		}
	}
	return strings.Join(kept, ";")
}

func styleWord(word string) bool {
	return elementName.MatchString(strings.ToLower(word)) && looksLikeWords(word)
}

// name returns a name that looks like words, or what stands for one that looks
// random.
func (r *redactor) name(name string) string {
	if looksLikeWords(name) {
		return name
	}
	stand, ok := r.names[name]
	if !ok {
		stand = fmt.Sprintf("random%d", len(r.names)+1)
		r.names[name] = stand
	}
	return stand
}

// address keeps the shape of a URL: the words of its path and the names in its
// query.
func (r *redactor) address(ref string) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil || u.Opaque != "" {
		scheme, _, found := strings.Cut(ref, ":")
		if found && elementName.MatchString(strings.ToLower(scheme)) && looksLikeWords(scheme) {
			return scheme + ":x"
		}
		return "x"
	}
	var out strings.Builder
	if u.Scheme != "" {
		out.WriteString(mask(u.Scheme))
		if u.Scheme == "http" || u.Scheme == "https" {
			out.Reset()
			out.WriteString(u.Scheme)
		}
		out.WriteByte(':')
	}
	if u.Host != "" || u.User != nil {
		out.WriteString("//host.invalid")
	}
	for i, segment := range strings.Split(u.Path, "/") {
		if i > 0 {
			out.WriteByte('/')
		}
		if segment != "" {
			out.WriteString(r.segment(segment))
		}
	}
	if u.RawQuery != "" {
		out.WriteByte('?')
		for i, pair := range strings.Split(u.RawQuery, "&") {
			if i > 0 {
				out.WriteByte('&')
			}
			key, value, found := strings.Cut(pair, "=")
			if unescaped, err := url.QueryUnescape(key); err == nil {
				key = unescaped
			}
			if !found {
				out.WriteByte('x') // perhaps a value without a name
				continue
			}
			out.WriteString(url.QueryEscape(r.name(key)) + "=")
			if value != "" {
				out.WriteByte('x')
			}
		}
	}
	if u.Fragment != "" {
		out.WriteString("#" + url.PathEscape(r.name(u.Fragment)))
	}
	return out.String()
}

func (r *redactor) segment(segment string) string {
	if segment == "." || segment == ".." {
		return segment
	}
	return url.PathEscape(r.name(segment))
}
