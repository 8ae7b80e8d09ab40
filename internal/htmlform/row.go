// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "slices"

// Row is a row of settings, as the product's documents show it: a checkbox, a
// label that ends in a colon, and what follows up to the next such checkbox.
type Row struct {
	Part
	label string
	boxes []*Control
	after int // where its label ends
}

// Label returns the label as the page shows it, with its colon, white space
// collapsed.
func (r *Row) Label() string { return r.label }

// Box returns the checkbox that begins the row.
func (r *Row) Box() *Control { return r.boxes[len(r.boxes)-1] }

// Boxes returns all checkboxes that stand directly before the label. Where
// there are several, nothing tells which one begins the row.
func (r *Row) Boxes() []*Control { return slices.Clone(r.boxes) }

// ControlsAfterLabel returns the controls of the row that follow the label.
func (r *Row) ControlsAfterLabel() []*Control { return between(r.doc.controls, r.after, r.to) }

// findRows finds the rows of the page. A row begins at a checkbox that is
// directly followed by a text that ends in a colon. It ends where the next one
// begins, at a field of the same form with such a text but without a checkbox,
// or where the form has nothing but buttons left.
func (p *Page) findRows() []*Row {
	s := rowScan{page: p, items: p.items()}
	for k, x := range s.items {
		if x.control != nil || x.label == "" {
			continue
		}
		switch boxes := s.boxesBefore(k); {
		case len(boxes) > 0:
			s.begin(k, boxes)
		case s.open != nil && s.isField(k):
			s.end(k)
		}
	}
	s.end(len(s.items))
	return s.rows
}

// rowScan goes once through the items of a page.
type rowScan struct {
	page  *Page
	items []item
	rows  []*Row
	open  *Row
	label int // index of its label
}

// before returns the index of the item before k that is no hidden input, -1 if
// there is none.
func (s *rowScan) before(k int) int {
	k--
	for k >= 0 && s.items[k].isHiddenInput() {
		k--
	}
	return k
}

// boxesBefore returns the indices of the checkboxes that stand directly before
// the text at k, in document order. One that is the value of the row before is
// none of them: it stands nearer to what precedes it, or there is nothing else
// between it and the label of that row.
func (s *rowScan) boxesBefore(k int) []int {
	var boxes []int
	next := k
	for b := s.before(k); b >= 0; b = s.before(b) {
		c := s.items[b].control
		if c == nil || c.kind != Checkbox || s.items[b].hidden != s.items[k].hidden {
			break
		}
		if before := s.before(b); before >= 0 && s.isNearer(b, before, next) || next != k && s.open != nil && before == s.label {
			break
		}
		boxes, next = append(boxes, b), b
	}
	slices.Reverse(boxes)
	return boxes
}

// isNearer reports whether a checkbox belongs to the item before it rather than
// to the one after it: it stands in a smaller element with that, or in the same
// line.
func (s *rowScan) isNearer(box, before, after int) bool {
	x, a, b := s.items[box], s.items[before], s.items[after]
	around, other := s.page.doc.around(a.at, x.at), s.page.doc.around(x.at, b.at)
	if around != other {
		return around > other
	}
	return x.line == a.line && x.line != b.line
}

// around returns the smallest element around two nodes.
func (d *document) around(i, j int) int {
	for !d.inside(j, i) {
		i = d.parent[i]
	}
	return i
}

// isField reports whether the text at k is the label of a field of the open
// row's form, as opposed to a remark or a field of a small form in the row.
func (s *rowScan) isField(k int) bool {
	field := s.after(k)
	c := s.control(field)
	if c == nil || !c.holdsValue() || c.form != s.open.Box().form {
		return false
	}
	next := s.after(field) // the text may be a remark before the box of the next row
	return c.kind != Checkbox || next == len(s.items) || s.items[next].label == ""
}

// control returns the control at k, nil if there is none.
func (s *rowScan) control(k int) *Control {
	if k < 0 || k >= len(s.items) {
		return nil
	}
	return s.items[k].control
}

// after returns the index of the item after k that is no hidden input.
func (s *rowScan) after(k int) int {
	k++
	for k < len(s.items) && s.items[k].isHiddenInput() {
		k++
	}
	return k
}

// begin opens the row of the label at k. A hidden input of the name of its box
// directly before that is the box's twin.
func (s *rowScan) begin(k int, boxes []int) {
	first := boxes[0]
	name := s.items[first].control.Name()
	for first > 0 && s.items[first-1].isHiddenInput() && s.items[first-1].control.Name() == name {
		first--
	}
	s.end(first)
	x := s.items[k]
	s.open = &Row{Part: Part{doc: s.page.doc, from: s.items[first].at}, label: x.label, after: x.end}
	for _, b := range boxes {
		s.open.boxes = append(s.open.boxes, s.items[b].control)
	}
	s.label = k
	if !x.hidden {
		s.rows = append(s.rows, s.open)
	}
}

// end closes the open row before the item at k.
func (s *rowScan) end(k int) {
	if s.open == nil {
		return
	}
	k = s.beforeLastButtons(k)
	s.open.to = s.page.to
	if k < len(s.items) {
		s.open.to = s.items[k].at
	}
	s.open = nil
}

// beforeLastButtons returns the index of the buttons that end the form of the
// open row, if they stand before the item at k and after the label, else k.
func (s *rowScan) beforeLastButtons(k int) int {
	form := s.open.Box().form
	if form == nil {
		return k
	}
	last := form.controls[len(form.controls)-1]
	if k < len(s.items) && last.at >= s.items[k].at {
		return k
	}
	found := k
	for i := k - 1; i > s.label; i-- {
		c := s.items[i].control
		switch {
		case found == k && (c == nil || c.form != form):
		case c != nil && (c.kind.isButton() || c.kind == Hidden):
			found = i
		default:
			return found
		}
	}
	return found
}
