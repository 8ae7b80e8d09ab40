// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package capture

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

type blanker struct {
	keep func(text string) bool
	hint func() *regexp.Regexp
	key  []byte
}

// placeholder returns the replacement of a text. It is derived with a random
// key, so that nobody can find the text by guessing.
func (b *blanker) placeholder(text string) string {
	return fmt.Sprintf("x%x", b.sum(text)[:5])
}

func (b *blanker) sum(text string) []byte {
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

var (
	ports = lazyregexp.New(`^[0-9]{2,5}(\s*,\s*[0-9]{2,5})*$`)
	port  = lazyregexp.New(`[0-9]+`)
)

// entered returns the replacement of a text that a person enters. It replaces
// what may be ports by ports, because a row of ports holds nothing else.
func (b *blanker) entered(text string) string {
	if !ports().MatchString(text) {
		return b.placeholder(text)
	}
	return port().ReplaceAllStringFunc(text, func(n string) string {
		return strconv.Itoa(1 + int(binary.BigEndian.Uint16(b.sum(n)))%65535)
	})
}

func collapse(text string) string { return strings.Join(strings.Fields(text), " ") }

// shown returns a text that may be shown instead of the given one.
func (b *blanker) shown(text string) string {
	text = collapse(text)
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
	p := page{blanker: b}
	z := html.NewTokenizer(in)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.out.Bytes()
		case html.TextToken:
			text := string(z.Text())
			p.out.WriteString(p.text(text))
			p.afterBox = p.afterBox && strings.TrimSpace(text) == ""
		case html.StartTagToken, html.SelfClosingTagToken:
			p.startTag(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			p.within = ""
			fmt.Fprintf(&p.out, "</%s>", b.element(string(name)))
		case html.DoctypeToken:
			p.out.WriteString("<!DOCTYPE html>")
		}
	}
}

// isCount matches the count that a menu shows after an entry.
var isCount = lazyregexp.New(`^\([0-9]{1,4}\)$`)

// page is the state of a page while it is blanked.
type page struct {
	*blanker
	out      bytes.Buffer
	within   string // the element whose content is raw text
	afterBox bool   // nothing was shown since a checkbox
	inGet    bool   // the form sends its values in the address
}

// text blanks a text, except for the colon that marks a settings row and the
// words that mark a checkbox.
func (p *page) text(text string) string {
	switch p.within {
	case "script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext":
		return ""
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return text
	}
	shown, blanked := p.shown(trimmed), p.placeholder(collapse(trimmed))
	if p.within == "textarea" && shown == blanked {
		shown = p.entered(collapse(trimmed))
	}
	if isCount().MatchString(trimmed) {
		shown = "(0)"
	}
	if label, isLabel := strings.CutSuffix(trimmed, ":"); p.afterBox && isLabel && !strings.HasSuffix(shown, ":") {
		shown = p.placeholder(label) + ":"
	} else if p.afterBox && p.hint != nil && shown == blanked {
		shown = strings.Join(append([]string{shown}, p.hint().FindAllString(trimmed, -1)...), " ")
	}
	start := strings.Index(text, trimmed)
	return html.EscapeString(text[:start] + shown + text[start+len(trimmed):])
}

func isType(t html.Token, typ string) bool { return has(t, "type", typ) }

func has(t html.Token, key, value string) bool {
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == key && strings.EqualFold(a.Val, value) })
}

// element returns the name of an HTML element. Other names may be part of a
// value that was not escaped, and are refused.
func (b *blanker) element(name string) string {
	if atom.Lookup([]byte(name)) != 0 {
		return name
	}
	return "x-" + b.placeholder(name)
}

func (p *page) startTag(t html.Token) {
	p.within = t.Data
	switch {
	case isType(t, "checkbox"):
		p.afterBox = true
	case t.Data == "input" && !isType(t, "hidden"):
		p.afterBox = false
	case t.Data == "form":
		p.inGet = !has(t, "method", "post")
	case t.Data == "meta" && has(t, "http-equiv", "refresh"):
		p.refresh(t)
		return
	}
	p.out.WriteString("<" + p.element(t.Data))
	for _, a := range t.Attr {
		if value, ok := p.attribute(t, a); ok {
			fmt.Fprintf(&p.out, ` %s="%s"`, a.Key, html.EscapeString(value))
		}
	}
	p.out.WriteString(">")
}

var refreshContent = lazyregexp.New(`(?is)^\s*(\d{1,4})\s*[;,]\s*(?:url\s*=\s*)?["']?(.*?)["']?\s*$`)

// refresh writes the target of a page that redirects by itself.
func (p *page) refresh(t html.Token) {
	for _, a := range t.Attr {
		if parts := refreshContent().FindStringSubmatch(a.Val); a.Key == "content" && parts != nil {
			fmt.Fprintf(&p.out, `<meta http-equiv="refresh" content="%s; url=%s">`, parts[1], html.EscapeString(p.address(parts[2])))
		}
	}
}

// Attributes by their contents, and the words that may be shown. Other
// attributes are dropped: their names may be part of a value that was not
// quoted.
var (
	flags = strings.Fields(`checked selected disabled readonly required multiple hidden novalidate formnovalidate nowrap
		noresize open autofocus`)
	words = strings.Fields(`type method enctype formmethod formenctype rel aria-hidden`)
	known = strings.Fields(`text search tel url email password number range color date month week time datetime-local
		hidden checkbox radio file submit image reset button get post application/x-www-form-urlencoded
		multipart/form-data text/plain next prev stylesheet true false`)
	numbers  = strings.Fields(`colspan rowspan span size rows cols maxlength tabindex`)
	ids      = strings.Fields(`id for form list headers aria-labelledby aria-describedby aria-controls target`)
	texts    = strings.Fields(`alt title label aria-label placeholder summary`)
	links    = strings.Fields(`href src action formaction`)
	isNumber = lazyregexp.New(`^[0-9]{1,4}$`)
	isHiding = lazyregexp.New(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
)

// attribute returns the value of an attribute as it may be shown; ok is false
// if the attribute is dropped.
func (p *page) attribute(t html.Token, a html.Attribute) (value string, ok bool) {
	switch {
	case slices.Contains(flags, a.Key):
		return "", true
	case a.Key == "class":
		return a.Val, true
	case slices.Contains(words, a.Key):
		return a.Val, slices.Contains(known, strings.ToLower(a.Val))
	case slices.Contains(numbers, a.Key):
		return a.Val, isNumber().MatchString(a.Val)
	case a.Key == "name":
		return p.placeholder(a.Val), true
	case slices.Contains(ids, a.Key):
		fields := strings.Fields(a.Val)
		for i := range fields {
			fields[i] = p.placeholder(fields[i])
		}
		return strings.Join(fields, " "), true
	case slices.Contains(texts, a.Key):
		return p.shown(a.Val), true
	case slices.Contains(links, a.Key):
		return p.address(a.Val), true
	case a.Key == "value":
		return p.value(t, a.Val), true
	case a.Key == "style":
		return "display:none", isHiding().MatchString(a.Val)
	}
	return "", false
}

// value shows the texts of buttons, and the vocabulary of addresses. A value
// that a person enters is blanked even if it happens to be vocabulary.
func (p *page) value(t html.Token, value string) string {
	switch {
	case value == "":
		return ""
	case t.Data == "option" || t.Data == "button" || isType(t, "submit") || isType(t, "button") || isType(t, "reset"),
		p.inGet && isType(t, "hidden"):
		return p.shown(value)
	case isType(t, "hidden"), isType(t, "checkbox"), isType(t, "radio"):
		return p.placeholder(value)
	}
	return p.entered(value)
}

// scheme returns the scheme of a WWW-Authenticate header after a space, if it
// is known.
func (b *blanker) scheme(challenge string) string {
	scheme, _, _ := strings.Cut(strings.TrimSpace(challenge), " ")
	for _, known := range []string{"Basic", "Digest", "Negotiate", "NTLM", "Bearer"} {
		if strings.EqualFold(scheme, known) {
			return " " + known
		}
	}
	return ""
}
