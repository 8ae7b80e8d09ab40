// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// isIgnorable reports whether a character shows nothing at all.
func isIgnorable(r rune) bool {
	switch r {
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u200E', '\u200F':
		return true
	}
	return false
}

// collapser gathers text with every run of white space, no-break spaces
// included, made one space.
type collapser struct {
	out     strings.Builder
	pending bool
}

func (c *collapser) add(text string) {
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			c.pending = true
		case isIgnorable(r):
		default:
			if c.pending && c.out.Len() > 0 {
				c.out.WriteByte(' ')
			}
			c.pending = false
			c.out.WriteRune(r)
		}
	}
}

func (c *collapser) gap() { c.pending = true }

func (c *collapser) String() string { return c.out.String() }

func collapse(text string) string {
	var c collapser
	c.add(text)
	return c.String()
}

// visibleText returns the text that an element shows, white space collapsed.
// What hides the element itself is disregarded: who asks for the text of a
// hidden section wants to read it.
func (d *document) visibleText(i int) string {
	return d.textWithout(i, d.end[i], isHiddenByMarkup)
}

// textWithout returns the text of the nodes from..to-1, but not of elements
// inside that are left out.
func (d *document) textWithout(from, to int, isLeftOut func(*html.Node) bool) string {
	var c collapser
	d.gather(&c, from, to, isLeftOut)
	return c.String()
}

func (d *document) gather(c *collapser, from, to int, isLeftOut func(*html.Node) bool) {
	for i := from; i < to; {
		n := d.nodes[i]
		switch n.Type {
		case html.TextNode:
			c.add(n.Data)
		case html.ElementNode:
			if i != from && (isTextless(n) || isLeftOut(n)) {
				c.gap()
				i = d.end[i]
				continue
			}
			if isBlock(n) || isControlElement(n) {
				c.gap()
				// The end of a block separates as its beginning does.
				if end := d.end[i]; end < to && i != from {
					d.gather(c, i+1, end, isLeftOut)
					c.gap()
					i = end
					continue
				}
			}
		}
		i++
	}
}

// foldName makes texts of links, buttons and headers comparable.
func foldName(text string) string {
	text = collapse(text)
	trimmed := strings.TrimRight(text, " »›>…→⇒▸▶►▼▲▾▴↑↓↗⧉")
	trimmed = strings.TrimSuffix(trimmed, "...")
	trimmed = strings.TrimLeft(trimmed, " •·‣▪▫■□●○◦*-–—»›>▸▶►→⇒+")
	if trimmed = strings.TrimSpace(trimmed); trimmed == "" {
		trimmed = text // nothing but signs: a pager's arrows
	}
	return strings.ToLower(trimmed)
}

// foldLabel makes texts of labels comparable.
func foldLabel(text string) string {
	return strings.ToLower(trimColon(collapse(text)))
}

func trimColon(text string) string {
	return strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), ":：\u00a0 "))
}

// throughColon returns a text up to its first colon, if it goes on after that.
// A colon without white space behind it is part of a word, but for the wide one.
func throughColon(text string) (label string, found bool) {
	for i, r := range text {
		if r != ':' && r != '：' {
			continue
		}
		end := i + utf8.RuneLen(r)
		next, _ := utf8.DecodeRuneInString(text[end:])
		if end < len(text) && (r == '：' || unicode.IsSpace(next)) {
			return text[:end], true
		}
	}
	return "", false
}

func endsInColon(text string) bool {
	text = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isIgnorable(r) })
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")
}
