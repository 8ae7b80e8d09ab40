// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"slices"
)

// Row is what belongs to a label: the controls, links and texts that a person
// sees as one line.
type Row struct {
	page     *Page
	label    *Label
	from, to int // positions of its nodes
}

// Controls returns the controls of the row in document order, hidden inputs
// included.
func (r *Row) Controls() []*Control {
	return slices.Clone(r.page.doc.controlsIn(r.from, r.to))
}

// ControlsAfterLabel returns the controls of the row that follow the label.
func (r *Row) ControlsAfterLabel() []*Control {
	return slices.Clone(r.page.doc.controlsIn(r.label.to, r.to))
}

// Links returns the links of the row in document order.
func (r *Row) Links() []*Link { return r.page.doc.linksIn(r.from, r.to) }

// Frames returns the addresses of the frames of the row, of any origin, in
// document order and without duplicates.
func (r *Row) Frames() []*url.URL { return r.page.doc.framesIn(r.from, r.to) }

// Text returns the visible text of the row, white space collapsed.
func (r *Row) Text() string { return r.page.textBetween(r.from, r.to) }

// Contains reports whether the control belongs to the row.
func (r *Row) Contains(c *Control) bool {
	return c != nil && c.doc == r.page.doc && r.from <= c.at && c.at < r.to
}

// Row returns the row the label stands in: the table row, list item, paragraph
// or definition around it if that has a control; else the largest element
// around it with a control and no other label; else, where all rows stand in
// one element, what is between the checkbox before the label, or the label
// itself, and the beginning of the next row.
func (l *Label) Row() *Row {
	from, to := newRowFinder(l).find()
	return &Row{page: l.page, label: l, from: from, to: to}
}

type rowFinder struct {
	page  *Page
	doc   *document
	label *Label
	own   mark
	marks []mark // of other labels, in document order
	all   []mark // of all labels

	boxed  []int // where the labels after a checkbox stand, without the own
	starts []int // where their rows begin
}

func newRowFinder(l *Label) *rowFinder {
	f := &rowFinder{page: l.page, doc: l.page.doc, label: l}
	f.own, f.marks = l.page.marksFor(l)
	before := firstMark(f.marks, f.own.at)
	f.all = slices.Insert(slices.Clone(f.marks), before, f.own)
	for _, m := range f.marks {
		if m.box != nil {
			f.boxed = append(f.boxed, m.at)
			f.starts = append(f.starts, m.start())
		}
	}
	return f
}

// firstMark returns the index of the first mark at or after a position.
func firstMark(marks []mark, at int) int {
	k, _ := slices.BinarySearchFunc(marks, at, func(m mark, at int) int { return m.at - at })
	return k
}

// count returns how many of the positions lie in from..to-1.
func count(positions []int, from, to int) int {
	first, _ := slices.BinarySearch(positions, from)
	last, _ := slices.BinarySearch(positions, max(from, to))
	return last - first
}

func (f *rowFinder) find() (from, to int) {
	if from, to, ok := f.structural(); ok {
		return from, to
	}
	d := f.doc
	inner := f.smallestWithControl()
	if inner < 0 {
		return f.label.from, f.label.to
	}
	if f.hasRival(inner, d.end[inner], true) && !f.isRowLikeItsSiblings(inner) {
		return f.run(inner)
	}
	inner = f.climb(inner)
	return f.withFollowingCells(inner)
}

// start is where a row begins: at the checkbox before the label, or at the
// label.
func (m mark) start() int {
	if m.box != nil {
		return min(m.box.at, m.at)
	}
	return m.at
}

// structural finds the closest element that is a row by its meaning.
func (f *rowFinder) structural() (from, to int, ok bool) {
	d := f.doc
	found := false
	for up := f.label.from; up >= f.page.root; up = d.parent[up] {
		begin, end, isRow := f.rowElement(up)
		if !isRow || end < f.label.to || !d.hasControlBetween(begin, end) || f.hasRival(begin, end, false) && !f.isDefinition(up) {
			continue
		}
		if !found {
			from, to, found = begin, end, true
			continue
		}
		// A table nested in the cell of a row: the row is the outer one when
		// that holds the checkbox or the value.
		box := f.own.box
		holdsBox := box != nil && begin <= box.at && (box.at < from || box.at >= to)
		holdsValue := !f.holdsValue(f.label.to, to) && f.holdsValue(f.label.to, end)
		if holdsBox || holdsValue {
			from, to = begin, end
		}
	}
	if !found {
		return 0, 0, false
	}
	if box := f.own.box; box != nil && !d.hasControlBetween(f.label.to, to) {
		for up := f.label.from; up >= f.page.root; up = d.parent[up] {
			if up == from && d.end[up] == to {
				from, to = f.withFollowingCells(up)
				break
			}
		}
	}
	return from, to, true
}

// holdsValue reports whether the range holds what a value stands in, or a way to
// it.
func (f *rowFinder) holdsValue(from, to int) bool {
	d := f.doc
	return d.hasControlBetween(from, to) || len(d.linksIn(from, to)) > 0 || len(d.framesIn(from, to)) > 0
}

// isDefinition reports whether the element at up is a <dt> with the label and
// its checkbox: what else looks like labels in its <dd>s belongs to the value,
// unless it follows a checkbox, too.
func (f *rowFinder) isDefinition(up int) bool {
	if f.own.box == nil || !isElement(f.doc.nodes[up], "dt") || !f.doc.inside(f.own.box.at, up) {
		return false
	}
	begin, end, _ := f.rowElement(up)
	for _, m := range f.marks {
		if m.box != nil && begin <= m.at && m.at < end {
			return false
		}
	}
	return true
}

// rowElement tells whether the element at up is a row by its meaning, and what
// belongs to it: to a <dt> the <dd>s that follow.
func (f *rowFinder) rowElement(up int) (from, to int, ok bool) {
	d := f.doc
	n := d.nodes[up]
	switch {
	case isElement(n, "tr", "li", "p"), role(n) == "row":
		return up, d.end[up], true
	case isElement(n, "dt"):
		to, bound := d.end[up], min(d.end[d.parent[up]], d.end[f.page.root])
		for sibling := to; sibling < bound; sibling = d.end[sibling] {
			if isElement(d.nodes[sibling], "dd") {
				to = d.end[sibling]
			} else if isElement(d.nodes[sibling], "dt", "div") {
				break
			}
		}
		return up, to, true
	}
	return 0, 0, false
}

// hasRival reports whether the range holds the label of another row. Strictly
// seen every text with a control of its own may be one; inside an element that
// is a row by its meaning, a text without is taken for a remark.
func (f *rowFinder) hasRival(from, to int, strict bool) bool {
	marks := f.marks[firstMark(f.marks, from):firstMark(f.marks, max(from, to))]
	return slices.ContainsFunc(marks, func(m mark) bool { return f.isRival(m, strict) })
}

func (f *rowFinder) isRival(m mark, strict bool) bool {
	if m.box != nil {
		return true
	}
	before, after := m.last, f.own.at
	if m.at > f.own.at {
		before, after = f.own.last, m.at
	}
	separated := f.doc.hasControlBetween(before, after)
	if strict && m.style == f.own.style {
		return true
	}
	return separated && f.hasOwnControl(m)
}

// hasOwnControl reports whether a control follows the mark before another
// label begins.
func (f *rowFinder) hasOwnControl(m mark) bool {
	next := f.doc.end[f.page.root]
	if k := firstMark(f.all, m.last+1); k < len(f.all) {
		next = f.all[k].start()
	}
	return f.doc.hasControlBetween(m.last, next)
}

func (f *rowFinder) smallestWithControl() int {
	d := f.doc
	for up := f.label.from; up >= f.page.root; up = d.parent[up] {
		if d.hasControlBetween(up, d.end[up]) && d.end[up] >= f.label.to {
			return up
		}
	}
	return -1
}

// isRowLikeItsSiblings recognises the wrapper of a row with a remark that looks
// like a label: it holds one label after a checkbox, and so do its siblings.
func (f *rowFinder) isRowLikeItsSiblings(i int) bool {
	d := f.doc
	if f.own.box == nil || d.parent[i] < 0 || f.boxedIn(i) > 0 {
		return false
	}
	for _, sibling := range d.children(d.parent[i]) {
		if sibling != i && d.nodes[sibling].Data == d.nodes[i].Data &&
			attribute(d.nodes[sibling], "class") == attribute(d.nodes[i], "class") && f.boxedIn(sibling) > 0 {
			return true
		}
	}
	return false
}

// boxedIn counts the other labels after a checkbox in element i.
func (f *rowFinder) boxedIn(i int) int { return count(f.boxed, i, f.doc.end[i]) }

// climb goes from the smallest element with a control to the largest without
// another label.
func (f *rowFinder) climb(inner int) int {
	d := f.doc
	for {
		up := d.parent[inner]
		if up < f.page.root || isElement(d.nodes[up], "form", "body", "html", "table", "tbody", "main", "dl", "ul", "ol", "td", "th") ||
			f.hasRival(up, d.end[up], true) && !f.isRowLikeItsSiblings(up) {
			return inner
		}
		if f.valueIn(inner) && f.addsSubmit(inner, up) {
			return inner
		}
		inner = up
	}
}

// valueIn reports whether a control follows the label inside of element i.
func (f *rowFinder) valueIn(i int) bool { return f.doc.hasControlBetween(f.label.to, f.doc.end[i]) }

func (f *rowFinder) addsSubmit(inner, outer int) bool {
	d := f.doc
	for _, c := range d.controlsIn(outer, d.end[outer]) {
		if (c.kind == Submit || c.kind == Image || c.kind == Reset) && !d.inside(c.at, inner) {
			return true
		}
	}
	return false
}

// withFollowingCells adds to a cell with checkbox and label the cells that
// follow it up to the next row, if the value, or a link to it, stands in one of
// them. A button ends the page rather than belonging to the row, unless other
// rows are as long.
func (f *rowFinder) withFollowingCells(cell int) (from, to int) {
	d := f.doc
	from, to = cell, d.end[cell]
	if f.own.box == nil || f.valueIn(cell) || d.parent[cell] < f.page.root {
		return from, to
	}
	siblings := d.children(d.parent[cell])
	at := slices.Index(siblings, cell)
	if at < 0 {
		return from, to
	}
	limit := f.usualLength(siblings, at, d.end[d.parent[cell]])
	end := to
	for k, next := range siblings[at+1:] {
		isUsual := k+1 < limit
		if limit > 0 && !isUsual || f.beginsRow(next) || !isUsual && f.hasSubmit(next) {
			break
		}
		end = d.end[next]
	}
	if end <= to || !f.holdsValue(to, end) {
		return from, to
	}
	return from, end
}

// beginsRow reports whether element i is or begins another row: it holds a
// label, or a checkbox with a text directly after it that is not said of every
// row.
func (f *rowFinder) beginsRow(i int) bool {
	end := f.doc.end[i]
	if firstMark(f.marks, i) < firstMark(f.marks, end) {
		return true
	}
	pieces := f.page.pieces
	for k := f.page.pieceAt(i); k < len(pieces) && pieces[k].at < end; k++ {
		if c := pieces[k].control; c == nil || c.kind == Hidden {
			continue
		}
		next := k + 1
		return pieces[k].control.kind == Checkbox && next < len(pieces) && pieces[next].control == nil &&
			pieces[next].at < end && !f.page.facts()[next].repeated
	}
	return false
}

func (f *rowFinder) hasSubmit(i int) bool {
	return slices.ContainsFunc(f.doc.controlsIn(i, f.doc.end[i]), func(c *Control) bool {
		return c.kind == Submit || c.kind == Image || c.kind == Reset
	})
}

// units lists where the parts of a container begin that rows are made of: its
// lines, or else its elements.
func (f *rowFinder) units(container int) []int {
	d := f.doc
	children := d.children(container)
	lines := []int{container + 1}
	for _, child := range children {
		if isElement(d.nodes[child], "br") && d.end[child] < d.end[container] {
			lines = append(lines, d.end[child])
		}
	}
	if len(lines) > 1 {
		return lines
	}
	return children
}

// usualLength returns how many of the units, which reach to end, make up a row
// at most, judging by the other rows; 0 when there are none.
func (f *rowFinder) usualLength(units []int, own, end int) int {
	longest, previous := 0, -1
	for k, u := range units {
		next := end
		if k+1 < len(units) {
			next = units[k+1]
		}
		if k != own && count(f.starts, u, next) == 0 {
			continue
		}
		if previous >= 0 {
			longest = max(longest, k-previous)
		}
		previous = k
	}
	return longest
}

// run delimits the row in a container that holds several without an element
// around each.
func (f *rowFinder) run(container int) (from, to int) {
	d := f.doc
	from, to = min(f.own.start(), f.label.from), d.end[container]
	bounded := false
	for _, m := range f.marks[firstMark(f.marks, f.own.last+1):] {
		if m.start() >= to {
			break
		}
		if f.isRival(m, true) {
			to, bounded = m.start(), true
			break
		}
	}
	to = max(to, f.label.to)
	if bounded {
		return from, to
	}
	units := f.units(container)
	at, _ := slices.BinarySearch(units, from+1)
	at--
	if at >= 0 {
		if limit := f.usualLength(units, at, d.end[container]); limit > 0 && at+limit < len(units) {
			to = max(f.label.to, min(to, units[at+limit]))
		}
	}
	seen := false
	for _, c := range d.controlsIn(f.label.to, to) {
		switch c.kind {
		case Hidden:
		case Submit, Image, Reset:
			if seen || f.page.lineAt(c.at) != f.page.pieces[f.own.piece].line {
				return from, c.at
			}
		default:
			seen = true
		}
	}
	return from, to
}
