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

// item is a control, or a text with nothing but inline markup inside.
type item struct {
	at, end int // positions of its nodes
	control *Control
	text    string // of a <button>, or of no control
	label   string // the part of a text that ends in a colon, "" if none
	line    int    // see document
	run     int    // see document
	hidden  bool
}

func (x item) isHiddenInput() bool { return x.control != nil && x.control.kind == Hidden }

// layout lists what the page shows in the order in which a person reads it,
// and what it hides, marked as such.
func layout(d *document, root int) []item {
	l := layouter{}
	silentTo := root // the end of an element whose text is none of the page
	for i := root; i < d.end[root]; i++ {
		n, control, hidden := d.nodes[i], d.controlAt[i], d.hider[i] > root
		switch {
		case control != nil:
			l.flush()
			x := item{at: i, end: d.end[i], control: control, line: d.line[i], hidden: hidden}
			if isElement(n, "button") {
				x.text = d.visibleText(i)
			}
			l.items = append(l.items, x)
			i = d.end[i] - 1
		case n.Type == html.TextNode && i >= silentTo:
			l.addText(n.Data, item{at: i, end: i + 1, line: d.line[i], run: d.run[i], hidden: hidden})
		case i != root && isTextless(n):
			l.text.gap()
			silentTo = max(silentTo, d.end[i])
		}
	}
	l.flush()
	return l.items
}

type layouter struct {
	items []item
	open  item // the text that is being gathered
	text  collapser
}

// flush ends a run of text.
func (l *layouter) flush() {
	if l.open.text = l.text.String(); l.open.text != "" {
		if l.open.label == "" {
			l.open.label = throughColon(l.open.text)
		}
		l.items = append(l.items, l.open)
	}
	l.open, l.text = item{}, collapser{}
}

// addText adds a text node to the run. A label ends where the first node ends
// in a colon: what follows in other markup is a value or a remark.
func (l *layouter) addText(text string, x item) {
	if x.run != l.open.run || x.hidden != l.open.hidden {
		l.flush()
	}
	before := l.text.out.Len()
	l.text.add(text)
	if l.text.out.Len() == before {
		return
	}
	if before == 0 {
		l.open = x
	}
	l.open.end = x.end
	if text := l.text.String(); l.open.label == "" && endsInColon(text) {
		l.open.label = text
	}
}
