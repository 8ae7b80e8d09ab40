// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form of a page.
type Form struct {
	doc      *document
	at       int
	controls []*Control
}

// Action returns where the form is submitted to unless a button says
// otherwise. It is the page's own address when none is stated.
func (f *Form) Action() *url.URL { return f.action(attribute(f.node(), "action")) }

func (f *Form) action(ref string) *url.URL {
	if strings.Trim(ref, " \t\r\n\f") == "" {
		return clone(f.doc.url)
	}
	u, err := f.doc.resolve(ref)
	if err != nil {
		return &url.URL{Scheme: "invalid", Opaque: ref}
	}
	return u
}

func (f *Form) node() *html.Node { return f.doc.nodes[f.at] }

// Method returns "GET" or "POST", and "" for a form that only closes a dialog.
func (f *Form) Method() string { return method(attribute(f.node(), "method")) }

func method(value string) string {
	switch strings.ToLower(value) {
	case "post":
		return "POST"
	case "dialog":
		return ""
	}
	return "GET"
}

// Enctype returns the media type in which the form is posted.
func (f *Form) Enctype() string { return enctype(attribute(f.node(), "enctype")) }

const (
	typeURLEncoded = "application/x-www-form-urlencoded"
	typeMultipart  = "multipart/form-data"
	typePlain      = "text/plain"
)

func enctype(value string) string {
	switch value = strings.ToLower(value); value {
	case typeMultipart, typePlain:
		return value
	}
	return typeURLEncoded
}

// Controls returns the controls that belong to the form in document order,
// those outside of it that name it by their form attribute included.
func (f *Form) Controls() []*Control { return slices.Clone(f.controls) }

// Heading returns the heading of the form: the first heading or legend inside
// before any control is shown, else the nearest one before the form.
func (f *Form) Heading() string {
	d := f.doc
	first := d.end[f.at]
	for _, c := range f.controls {
		if c.kind != Hidden {
			first = c.at
			break
		}
	}
	for i := f.at; i < first; i++ {
		if isHeading(d.nodes[i]) {
			if text := d.visibleText(i); text != "" {
				return text
			}
		}
	}
	for i := f.at - 1; i >= 0; i-- {
		if isHeading(d.nodes[i]) {
			if text := d.visibleText(i); text != "" {
				return text
			}
		}
	}
	return ""
}

// Text returns the visible text of the form, white space collapsed.
func (f *Form) Text() string {
	d := f.doc
	to := d.end[f.at]
	// A form that stands wrongly inside a table ends up without content:
	// then the text is that of the lines in which its controls stand.
	if attributed := f.parsed(); len(attributed) > 0 {
		last := attributed[len(attributed)-1].at
		for last >= to && !isBlock(d.nodes[last]) && d.parent[last] >= 0 {
			last = d.parent[last]
		}
		to = max(to, d.end[last])
	}
	return d.textWithout(f.at, to, isHiddenByMarkup)
}

// parsed lists the controls that belong to the form by where they stand in the
// source.
func (f *Form) parsed() []*Control {
	return slices.DeleteFunc(slices.Clone(f.controls), func(c *Control) bool {
		return hasAttribute(c.node(), "form") || c.at < f.at
	})
}

func (d *document) findForms(owners map[*html.Node]*html.Node) {
	formOf := make(map[*html.Node]*Form)
	for i, n := range d.nodes {
		if isElement(n, "form") {
			f := &Form{doc: d, at: i}
			formOf[n] = f
			d.forms = append(d.forms, f)
		}
	}
	for i, n := range d.nodes {
		if !isControlElement(n) {
			continue
		}
		c := newControl(d, i)
		c.form = formOf[d.owner(i, owners)]
		d.controls = append(d.controls, c)
		d.controlAt[i] = c
		if c.kind != Hidden {
			d.shown = append(d.shown, c)
		}
		if c.form != nil {
			c.form.controls = append(c.form.controls, c)
		}
	}
	settleRadios(d.controls)
}

// owner finds the form a control belongs to: the one its form attribute names,
// else the one the parser was in, else the one around it.
func (d *document) owner(i int, owners map[*html.Node]*html.Node) *html.Node {
	n := d.nodes[i]
	if id, ok := lookup(n, "form"); ok {
		at, found := d.ids[id]
		if found && isElement(d.nodes[at], "form") {
			return d.nodes[at]
		}
		return nil
	}
	if form := owners[n]; form != nil {
		if _, ok := d.index[form]; ok {
			return form
		}
	}
	for up := d.parent[i]; up >= 0; up = d.parent[up] {
		if isElement(d.nodes[up], "form") {
			return d.nodes[up]
		}
	}
	return nil
}
