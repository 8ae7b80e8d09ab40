// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "slices"

// Row is a row of settings, as the product's documents show it: a checkbox, a
// label that ends in a colon, and everything up to the next such checkbox.
type Row struct {
	Part
	Label string // as the page shows it, with its colon, white space collapsed
	boxes []*Control
	after int // where its label ends
}

// Boxes returns all checkboxes directly before the label. If there are several,
// it is unknown which one begins the row.
func (r *Row) Boxes() []*Control { return slices.Clone(r.boxes) }

// ControlsAfterLabel returns the controls of the row that follow the label,
// without hidden inputs: the last one may be the twin of the next row's box.
func (r *Row) ControlsAfterLabel() []*Control {
	return slices.DeleteFunc(between(r.doc.controls, r.after, r.to), func(c *Control) bool { return c.Kind == Hidden })
}

// findRows finds the rows of the page. A row begins at a checkbox that is
// directly followed by a text that ends in a colon. It ends where the next one
// begins, at a field of the same form with such a text but without a checkbox,
// or where only buttons of the form remain.
func (p *Page) findRows() []*Row {
	s := rowScan{page: p, items: layout(p.doc, p.from)}
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

// rowScan is a single pass through the items of a page.
type rowScan struct {
	page  *Page
	items []item
	rows  []*Row
	open  *Row
	label int // index of its label
}

// boxesBefore returns the checkboxes directly before the text at k, in document
// order. It omits a checkbox that is the value of the previous row: it is
// nearer to the preceding item, or there is nothing else between it and the
// label of that row.
func (s *rowScan) boxesBefore(k int) []*Control {
	var boxes []*Control
	for b := k - 1; b >= 0; b-- {
		c := s.items[b].control
		if c == nil || c.Kind != Checkbox || s.items[b].hidden != s.items[k].hidden {
			break
		}
		if b > 0 && s.isNearer(b) || len(boxes) > 0 && s.open != nil && b-1 == s.label {
			break
		}
		boxes = append(boxes, c)
	}
	slices.Reverse(boxes)
	return boxes
}

// isNearer reports whether the checkbox at b belongs to the item before it
// rather than to the one after it: it is in a smaller element with that, or in
// the same line.
func (s *rowScan) isNearer(b int) bool {
	before, box, after := s.items[b-1], s.items[b], s.items[b+1]
	d := s.page.doc
	around, other := d.around(before.at, box.at), d.around(box.at, after.at)
	if around != other {
		return around > other
	}
	return d.line[box.at] == d.line[before.at] && d.line[box.at] != d.line[after.at]
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
	if k+1 == len(s.items) {
		return false
	}
	c := s.items[k+1].control
	if c == nil || !c.holdsValue() || c.Form != s.open.boxes[0].Form {
		return false
	}
	// The text may be a remark before the box of the next row.
	return c.Kind != Checkbox || k+2 == len(s.items) || s.items[k+2].label == ""
}

// begin opens the row of the label at k.
func (s *rowScan) begin(k int, boxes []*Control) {
	s.end(k - len(boxes))
	x := s.items[k]
	s.open, s.label = &Row{Part: Part{s.page.doc, boxes[0].at, 0}, Label: x.label, boxes: boxes, after: x.end}, k
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
// open row, if they are before the item at k and after the label; otherwise k.
func (s *rowScan) beforeLastButtons(k int) int {
	form := s.open.boxes[0].Form
	if form == nil || k < len(s.items) && form.controls[len(form.controls)-1].at >= s.items[k].at {
		return k
	}
	found := k
	for i := k - 1; i > s.label; i-- {
		c := s.items[i].control
		switch isOfForm := c != nil && c.Form == form; {
		case isOfForm && c.Kind.isButton():
			found = i
		case isOfForm || found != k:
			return found
		}
	}
	return found
}
