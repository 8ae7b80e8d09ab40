// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "golang.org/x/net/html"

// item is a control, or a text with nothing but inline markup inside.
type item struct {
	at, end int // positions of its nodes
	control *Control
	text    string // of a <button>, or of no control
	label   string // the part of a text that ends in a colon, "" if none
	line    int    // raised by every line break and every edge of a block or cell
	hidden  bool
}

func (x item) isHiddenInput() bool { return x.control != nil && x.control.kind == Hidden }

// layout lists what the page shows in the order in which a person reads it,
// and what it hides, marked as such.
func layout(d *document, root int) []item {
	l := layouter{doc: d, root: root}
	l.visit(root, false)
	l.flush()
	return l.items
}

type layouter struct {
	doc   *document
	root  int
	items []item
	line  int
	run   item // the text that is being gathered
	c     collapser
}

// flush ends a run of text.
func (l *layouter) flush() {
	if l.run.text = l.c.String(); l.run.text != "" {
		if l.run.label == "" {
			l.run.label = throughColon(l.run.text)
		}
		l.items = append(l.items, l.run)
	}
	l.run, l.c = item{}, collapser{}
}

// visit recurses no deeper than the document, whose depth is limited.
func (l *layouter) visit(i int, hidden bool) {
	n := l.doc.nodes[i]
	control := l.doc.controlAt[i]
	hides := i != l.root && isHiddenByMarkup(n) && !hidden
	switch {
	case n.Type == html.TextNode:
		l.addText(i, hidden)
	case control != nil:
		l.flush()
		x := item{at: i, end: l.doc.end[i], control: control, line: l.line, hidden: hidden || hides}
		if isElement(n, "button") {
			x.text = l.doc.visibleText(i)
		}
		l.items = append(l.items, x)
	case i != l.root && isTextless(n):
		l.c.gap()
		for _, c := range l.doc.controlsIn(i, l.doc.end[i]) { // submitted all the same
			l.flush()
			l.items = append(l.items, item{at: c.at, end: c.at + 1, control: c, line: l.line, hidden: true})
		}
	case isBlock(n):
		l.flush()
		l.line++
		l.visitChildren(i, hidden || hides)
		l.flush()
		l.line++
	case hides:
		l.flush()
		l.visitChildren(i, true)
		l.flush()
	default:
		l.visitChildren(i, hidden)
	}
}

func (l *layouter) visitChildren(i int, hidden bool) {
	for child := i + 1; child < l.doc.end[i]; child = l.doc.end[child] {
		l.visit(child, hidden)
	}
}

// addText adds a text node to the run. A label ends where the first node ends
// in a colon: what follows in other markup is a value or a remark.
func (l *layouter) addText(i int, hidden bool) {
	before := l.c.out.Len()
	l.c.add(l.doc.nodes[i].Data)
	if l.c.out.Len() == before {
		return
	}
	if before == 0 {
		l.run = item{at: i, line: l.line, hidden: hidden}
	}
	l.run.end = i + 1
	if text := l.c.String(); l.run.label == "" && endsInColon(text) {
		l.run.label = text
	}
}
