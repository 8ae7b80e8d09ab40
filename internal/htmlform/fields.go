// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "slices"

// Field is the part of a control in a submission: the value that it sends, or
// that it no longer sends one.
type Field struct {
	Control *Control
	Label   string // the name that a person would give the control; "" for one that is not shown
	Name    string
	Value   string // for a file, its name
	Size    int    // of a file, in bytes
	Sent    bool
	Changed bool // the sent value differs from the page
}

// Fields returns the values that would be sent, in document order, and the
// controls that are no longer sent because they were touched.
func (s *Submission) Fields() []Field {
	captions := newCaptions(s.form.doc)
	var fields []Field
	for _, c := range s.form.controls {
		field := Field{Control: c, Label: captions.of(c), Name: c.Name, Changed: s.isChanged(c)}
		pairs := s.appendPairs(nil, c)
		if len(pairs) == 0 && field.Changed && !c.Kind.isButton() {
			fields = append(fields, field)
		}
		for _, p := range pairs {
			field.Name, field.Value, field.Sent = p.name, p.value, true
			if p.isFile {
				field.Value, field.Size = p.filename, len(p.value)
			}
			fields = append(fields, field)
		}
	}
	return fields
}

// isChanged reports whether a control is the pressed button, or its state
// differs from the page.
func (s *Submission) isChanged(c *Control) bool {
	now, shown := s.now(c), (&Submission{}).now(c)
	return c == s.pressed || now.value != shown.value || now.checked != shown.checked || now.enabled != shown.enabled ||
		now.filename != shown.filename || !slices.Equal(now.chosen, shown.chosen)
}

// Heading returns the nearest heading before the form, which is the page's; ""
// if there is none.
func (s *Submission) Heading() string {
	d := s.form.doc
	for i := s.form.at - 1; i >= 0; i-- {
		if isHeading(d.nodes[i]) && d.visibleText(i) != "" {
			return d.visibleText(i)
		}
	}
	return ""
}

// Pressed returns the text of the pressed button; "" for none.
func (s *Submission) Pressed() string {
	if s.pressed == nil {
		return ""
	}
	return s.pressed.Text
}

// Encoding returns the content type of the request body; "" for a query.
func (s *Submission) Encoding() string {
	if s.Method() == "GET" {
		return ""
	}
	return s.enctype()
}

// captions finds the names that a person would give the controls of a page.
type captions struct {
	rows   []*Row
	tables []*Table
}

func newCaptions(d *document) captions {
	page := newPage(d, 0)
	return captions{page.Rows(), page.Tables()}
}

// of returns the text of a button, the label of the settings row, the control's
// own label, the first text of its line in a table, or the text beside it.
func (t captions) of(c *Control) string {
	if c.Kind.isButton() || c.Kind == Hidden {
		return c.Text
	}
	for _, row := range t.rows {
		if row.Contains(c) {
			return row.Label
		}
	}
	if text := c.Label(); text != "" {
		return text
	}
	for _, table := range t.tables {
		for _, row := range table.Rows {
			if text := row.firstText(); text != "" && row.Contains(c) {
				return text
			}
		}
	}
	if text := c.Prompt(); text != "" {
		return text
	}
	return c.SuffixText()
}

func (r *TableRow) firstText() string {
	for _, cell := range r.Cells {
		if text := cell.Text(); text != "" {
			return text
		}
	}
	return ""
}
