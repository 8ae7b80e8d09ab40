// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// invisible are characters that show nothing.
var invisible = strings.NewReplacer("\u00AD", "", "\u200B", "", "\u200C", "", "\u200D", "", "\u200E", "", "\u200F", "", "\u2060", "", "\uFEFF", "")

// collapse returns a text with every run of white space, no-break spaces
// included, made one space, and without what shows nothing.
func collapse(text string) string {
	return strings.Join(strings.Fields(invisible.Replace(text)), " ")
}

// visibleText returns the text that an element shows, white space collapsed.
// What hides the element itself is disregarded: who asks for the text of a
// hidden section wants to read it.
func (d *document) visibleText(i int) string { return d.text(i, i, d.end[i]) }

// text returns the text of the nodes from..to-1, white space collapsed, but not
// what is hidden by an element after root.
func (d *document) text(root, from, to int) string {
	var out strings.Builder
	run := -1
	for i := from; i < to; i++ {
		isHidden := d.hider[i] > root
		if d.run[i] != run || isHidden {
			out.WriteByte(' ')
			run = d.run[i]
		}
		if n := d.nodes[i]; n.Type == html.TextNode && !isHidden {
			out.WriteString(n.Data)
		}
	}
	return collapse(out.String())
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

// decoration are signs beside the words of links, buttons and headers.
const decoration = " .…»›>→⇒▸▶►▼▲▾▴↑↓↗⧉•·‣▪▫■□●○◦*-–—+"

// foldName makes texts of links, buttons and headers comparable: white space,
// case and decorating signs at the ends do not count.
func foldName(text string) string {
	text = strings.ToLower(collapse(text))
	if trimmed := strings.Trim(text, decoration); trimmed != "" {
		return trimmed
	}
	return text // nothing but signs: a pager's arrows
}

// throughColon matches a text up to its first colon that is no part of a word:
// white space follows, or nothing. The wide colon needs none.
var throughColon = regexp.MustCompile(`^.*?(?:：|:(?: |$))`)

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

// layout lists what the page shows in the order in which a person reads it,
// and what it hides, marked as such, but no hidden inputs.
func layout(d *document, root int) []item {
	l := layouter{}
	silentTo := root // the end of an element whose text is none of the page
	for i := root; i < d.end[root]; i++ {
		n, control, hidden := d.nodes[i], d.controlAt[i], d.hider[i] > root
		switch {
		case control != nil && control.kind != Hidden:
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
			l.text.WriteByte(' ')
			silentTo = max(silentTo, d.end[i])
		}
	}
	l.flush()
	return l.items
}

type layouter struct {
	items []item
	open  item // the text that is being gathered
	text  strings.Builder
}

// flush ends a run of text.
func (l *layouter) flush() {
	if l.open.text = collapse(l.text.String()); l.open.text != "" {
		if l.open.label == "" {
			l.open.label = strings.TrimSpace(throughColon.FindString(l.open.text))
		}
		l.items = append(l.items, l.open)
	}
	l.open = item{}
	l.text.Reset()
}

// addText adds a text node to the run. A label ends where the first node ends
// in a colon: what follows in other markup is a value or a remark.
func (l *layouter) addText(text string, x item) {
	if x.run != l.open.run || x.hidden != l.open.hidden {
		l.flush()
	}
	trimmed := strings.TrimSpace(text)
	if l.open.end == 0 {
		if trimmed == "" {
			return
		}
		l.open = x
	}
	l.open.end = x.end
	l.text.WriteString(text)
	if l.open.label == "" && endsInColon(trimmed) {
		l.open.label = collapse(l.text.String())
	}
}
