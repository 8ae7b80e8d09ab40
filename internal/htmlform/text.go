// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// collapser gathers text with every run of white space, no-break spaces
// included, made one space, and without characters that show nothing.
type collapser struct {
	out     strings.Builder
	pending bool
}

func (c *collapser) add(text string) {
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			c.pending = true
		case r > unicode.MaxASCII && strings.ContainsRune("\u00AD\u200B\u200C\u200D\u2060\uFEFF\u200E\u200F", r):
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
func (d *document) visibleText(i int) string { return d.text(i, i, d.end[i], nil) }

// text returns the text of the nodes from..to-1, white space collapsed, but not
// what is hidden by an element after root, and not the elements left out.
func (d *document) text(root, from, to int, isLeftOut func(*html.Node) bool) string {
	var c collapser
	run := -1
	for i := from; i < to; i++ {
		n := d.nodes[i]
		switch {
		case d.run[i] != run:
			c.gap()
			run = d.run[i]
		case d.hider[i] > root:
			c.gap()
		}
		switch {
		case isLeftOut != nil && isLeftOut(n):
			c.gap()
			i = d.end[i] - 1
		case n.Type == html.TextNode && d.hider[i] <= root:
			c.add(n.Data)
		}
	}
	return c.String()
}

// rawText joins the text nodes below node i as they are, without scripts.
func (d *document) rawText(i int) string {
	var out strings.Builder
	for k := i; k < d.end[i]; k++ {
		switch n := d.nodes[k]; {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case isElement(n, "script"):
			k = d.end[k] - 1
		}
	}
	return out.String()
}

// foldName makes texts of links, buttons and headers comparable: white space,
// case and decorating signs at the ends do not count.
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

// throughColon returns a text up to its first colon that is no part of a word:
// white space follows, or nothing. The wide colon needs none.
func throughColon(text string) string {
	for i, r := range text {
		if r != ':' && r != '：' {
			continue
		}
		end := i + utf8.RuneLen(r)
		if end == len(text) || r == '：' || text[end] == ' ' {
			return text[:end]
		}
	}
	return ""
}

func endsInColon(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")
}
