// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
)

// Form is a form of a page.
type Form struct {
	position
	controls []*Control
}

// Controls returns the controls of the form in document order, including those
// outside that name it by their form attribute.
func (f *Form) Controls() []*Control { return slices.Clone(f.controls) }

// Text returns the visible text of the form, white space collapsed.
func (f *Form) Text() string { return f.doc.visibleText(f.at) }

func (d *document) findForms() {
	marked := make(map[string]*Form) // by ownerMark
	formAt := make(map[int]*Form)
	for i, n := range d.nodes {
		if isElement(n, "form") {
			f := &Form{position: position{d, i}}
			d.forms = append(d.forms, f)
			formAt[i] = f
			if mark, ok := lookup(n, ownerMark); ok && marked[mark] == nil {
				marked[mark] = f
			}
		}
	}
	for i, n := range d.nodes {
		if !isControlElement(n) {
			continue
		}
		c := newControl(d, i)
		c.Form = d.owner(i, formAt, marked)
		d.controls = append(d.controls, c)
		d.controlAt[i] = c
		if c.Form != nil {
			c.Form.controls = append(c.Form.controls, c)
		}
	}
}

// owner finds the form of a control: the one that its form attribute names,
// otherwise the one whose start tag precedes it in the source, otherwise the
// one around it.
func (d *document) owner(i int, formAt map[int]*Form, marked map[string]*Form) *Form {
	if id, ok := lookup(d.nodes[i], "form"); ok {
		if at, found := d.ids[id]; found {
			return formAt[at]
		}
		return nil
	}
	if mark, ok := lookup(d.nodes[i], ownerMark); ok && marked[mark] != nil {
		return marked[mark]
	}
	for up := d.parent[i]; up >= 0; up = d.parent[up] {
		if form := formAt[up]; form != nil {
			return form
		}
	}
	return nil
}
