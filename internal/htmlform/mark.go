// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"
)

// mark is a text that looks like the label of a row: it ends with a colon, or
// is a <label>, <dt> or <th>, or stands after a checkbox as such labels do.
type mark struct {
	at    int      // position of its first text node
	last  int      // of its last one
	piece int      // index of the piece of its last text node
	box   *Control // the checkbox that stands directly before it, if any
	style string   // how it is marked up
}

// shape is how a mark stands after its checkbox.
type shape struct {
	style    string
	together bool // checkbox and text have the same parent
	newLine  bool // the checkbox begins a line
}

// fact is what holds for a piece of text, whichever label is looked at.
type fact struct {
	colon    bool // it ends with one
	repeated bool // it stands on the page several times, as what is said of every row does
	whole    int  // the element that is a label as a whole, -1 if none
	style    string
}

func (p *Page) findFacts() []fact {
	times := make(map[string]int)
	folded := make([]string, len(p.pieces))
	for k, x := range p.pieces {
		if x.control == nil {
			folded[k] = foldLabel(p.text[x.from:x.to])
			times[folded[k]]++
		}
	}
	facts := make([]fact, len(p.pieces))
	for k, x := range p.pieces {
		if x.control == nil {
			facts[k] = fact{
				colon:    endsInColon(p.text[x.from:x.to]),
				repeated: times[folded[k]] > 1,
				whole:    p.labelElement(x.at),
				style:    p.doc.style(x.at),
			}
		}
	}
	return facts
}

// marksFor lists the texts of the page that look like labels, in document
// order, seen from one label: it need not end with a colon, and those like it
// are labels as well.
func (p *Page) marksFor(l *Label) (own mark, others []mark) {
	var marks []mark
	shapes := make(map[shape]bool)
	marked := make([]bool, len(p.pieces))
	seen := make(map[int]bool) // elements that are marks as a whole
	facts := p.facts()
	for k, x := range p.pieces {
		if x.control != nil {
			continue
		}
		isOwn := l.from <= x.at && x.at < l.to
		fact := facts[k]
		if !isOwn && !fact.colon && (fact.whole < 0 || seen[fact.whole]) {
			continue
		}
		if fact.whole >= 0 {
			seen[fact.whole] = true
		}
		first := k
		for first > 0 && p.pieces[first-1].control == nil && p.pieces[first-1].run == x.run && !marked[first-1] {
			first--
		}
		m := p.newMark(first, k)
		marked[k] = true
		if m.box != nil {
			shapes[p.shapeOf(m)] = true
		}
		switch {
		case isOwn && own.style == "":
			own = m
		case isOwn:
			own.last, own.piece = m.last, m.piece
		default:
			marks = append(marks, m)
		}
	}
	if len(shapes) > 0 {
		for k, x := range p.pieces {
			if x.control != nil || marked[k] || facts[k].repeated {
				continue
			}
			if m := p.newMark(k, k); m.box != nil && shapes[p.shapeOf(m)] {
				marks = append(marks, m)
			}
		}
		slices.SortFunc(marks, func(a, b mark) int { return a.at - b.at })
	}
	return own, marks
}

func (p *Page) newMark(first, last int) mark {
	x := p.pieces[first]
	return mark{
		at: x.at, last: p.pieces[last].at, piece: last,
		box: p.boxBefore(first), style: p.facts()[first].style,
	}
}

// boxBefore returns the checkbox that stands directly before a piece.
func (p *Page) boxBefore(k int) *Control {
	for k--; k >= 0; k-- {
		c := p.pieces[k].control
		if c != nil && c.kind == Hidden {
			continue
		}
		if c != nil && c.kind == Checkbox {
			return c
		}
		break
	}
	return nil
}

func (p *Page) shapeOf(m mark) shape {
	s := shape{style: m.style, together: p.doc.parent[m.at] == p.doc.parent[m.box.at]}
	k := m.piece
	for k >= 0 && p.pieces[k].control != m.box {
		k--
	}
	before := k - 1
	for before >= 0 && p.pieces[before].control != nil && p.pieces[before].control.kind == Hidden {
		before--
	}
	s.newLine = before < 0 || p.pieces[before].line != p.pieces[k].line
	return s
}

// style tells how the text at node i is marked up: its element and the one
// around it, with their classes.
func (d *document) style(i int) string {
	var parts []string
	for up := d.parent[i]; up >= 0 && len(parts) < 2; up = d.parent[up] {
		n := d.nodes[up]
		parts = append(parts, n.Data+"."+strings.Join(strings.Fields(attribute(n, "class")), "."))
	}
	return strings.Join(parts, "<")
}

// labelElement returns the <label>, <dt> or <th> that the text at node i stands
// in, -1 if none. The caption of a checkbox or radio button is no label.
func (p *Page) labelElement(i int) int {
	d := p.doc
	for up := d.parent[i]; up >= p.root; up = d.parent[up] {
		n := d.nodes[up]
		switch {
		case isElement(n, "dt", "th"):
			return up
		case isElement(n, "label"):
			if c := d.labelledControl(up); c == nil || c.kind != Checkbox && c.kind != Radio {
				return up
			}
			return -1
		case isBlock(n):
			return -1
		}
	}
	return -1
}

// labelledControl returns the control that a <label> names.
func (d *document) labelledControl(label int) *Control {
	if id, ok := lookup(d.nodes[label], "for"); ok {
		if at, found := d.ids[id]; found {
			return d.controlAt[at]
		}
		return nil
	}
	for _, c := range d.controlsIn(label, d.end[label]) {
		if c.kind != Hidden {
			return c
		}
	}
	return nil
}

// hasControlBetween reports whether a control other than a hidden input stands
// between two positions.
func (d *document) hasControlBetween(from, to int) bool {
	return searchControls(d.shown, from) < searchControls(d.shown, max(from, to))
}
