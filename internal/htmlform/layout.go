// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// layout is the visible text of a page with the places of nodes and controls
// in it: the sequence in which a person reads the page.
type layout struct {
	text   string
	first  int   // position of the node that starts[0] belongs to
	starts []int // where the text of a node begins in text
	ends   []int // where it ends
	pieces []piece
}

// piece is a visible text node or a control, in reading order.
type piece struct {
	at      int // position of its node
	control *Control
	// from and to delimit the text of a text node, without white space at the ends.
	from, to int
	run      int // texts with the same number stand in one line with nothing but inline markup between
	line     int // raised by every line break and every beginning and end of a block
}

func newLayout(d *document, root int) layout {
	l := layoutBuilder{doc: d}
	size := d.end[root] - root
	l.first, l.starts, l.ends = root, make([]int, size), make([]int, size)
	l.visit(root)
	l.text = l.c.String()
	return l.layout
}

type layoutBuilder struct {
	layout
	doc       *document
	c         collapser
	run, line int
	inButton  bool
}

func (l *layoutBuilder) here() int { return l.c.out.Len() }

// visit recurses no deeper than the document, whose depth is limited.
func (l *layoutBuilder) visit(i int) {
	n := l.doc.nodes[i]
	start := l.here()
	l.starts[i-l.first] = start
	switch n.Type {
	case html.TextNode:
		l.c.add(n.Data)
		if end := l.here(); end > start && !l.inButton {
			if l.c.out.String()[start] == ' ' {
				start++
			}
			l.pieces = append(l.pieces, piece{at: i, from: start, to: end, run: l.run, line: l.line})
		}
	case html.ElementNode:
		l.visitElement(i, n)
	default:
		l.visitChildren(i)
	}
	l.ends[i-l.first] = l.here()
}

func (l *layoutBuilder) visitElement(i int, n *html.Node) {
	control := l.doc.controlAt[i]
	switch {
	case control != nil:
		if control.kind == Hidden {
			l.pieces = append(l.pieces, piece{at: i, control: control, run: l.run, line: l.line})
			l.skip(i)
			return
		}
		l.c.gap()
		l.run++
		l.pieces = append(l.pieces, piece{at: i, control: control, run: l.run, line: l.line})
		if isElement(n, "button") && !isHiddenByMarkup(n) {
			within := l.inButton
			l.inButton = true
			l.visitChildren(i)
			l.inButton = within
		} else {
			l.skip(i)
		}
		l.c.gap()
		l.run++
	case i != l.first && (isTextless(n) || isHiddenByMarkup(n)):
		// Unseen, but the controls inside are submitted all the same.
		for _, c := range l.doc.controlsIn(i, l.doc.end[i]) {
			l.run++
			l.pieces = append(l.pieces, piece{at: c.at, control: c, run: l.run, line: l.line})
			l.run++
		}
		l.c.gap()
		l.skip(i)
	case isBlock(n):
		l.breakLine()
		l.visitChildren(i)
		l.breakLine()
	default:
		l.visitChildren(i)
	}
}

func (l *layoutBuilder) breakLine() {
	l.c.gap()
	l.run++
	l.line++
}

func (l *layoutBuilder) visitChildren(i int) {
	for child := i + 1; child < l.doc.end[i]; child = l.doc.end[child] {
		l.visit(child)
	}
}

func (l *layoutBuilder) skip(i int) {
	for k := i; k < l.doc.end[i]; k++ {
		l.starts[k-l.first], l.ends[k-l.first] = l.here(), l.here()
	}
}

// textOf returns the visible text of node i, white space collapsed.
func (l *layout) textOf(i int) string {
	return strings.TrimSpace(l.text[l.starts[i-l.first]:l.ends[i-l.first]])
}

// textBetween returns the visible text of the nodes at positions from..to-1.
func (l *layout) textBetween(from, to int) string {
	if from >= to {
		return ""
	}
	start, end := l.starts[from-l.first], len(l.text)
	if to-l.first < len(l.starts) {
		end = l.starts[to-l.first]
	}
	return strings.TrimSpace(l.text[start:max(start, end)])
}

// pieceAt returns the index of the first piece at or after a position.
func (l *layout) pieceAt(at int) int {
	k, _ := slices.BinarySearchFunc(l.pieces, at, func(x piece, at int) int { return x.at - at })
	return k
}

// lineAt returns the line in which the piece at a position stands.
func (l *layout) lineAt(at int) int {
	if k := l.pieceAt(at); k < len(l.pieces) {
		return l.pieces[k].line
	}
	return -1
}
