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
