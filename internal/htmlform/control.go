// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Control is an input, select, textarea or button, in the state the page shows
// it in.
type Control struct {
	doc      *document
	at       int
	form     *Form
	kind     Kind
	typ      string
	value    string
	checked  bool
	disabled bool
	options  []Option
}

// Option is a choice of a select.
type Option struct {
	Value    string
	Text     string // white space collapsed
	Selected bool
	Disabled bool
}

func newControl(d *document, i int) *Control {
	n := d.nodes[i]
	c := &Control{doc: d, at: i, typ: controlType(n.Data, attribute(n, "type"), hasAttribute(n, "multiple"))}
	c.kind = kindOf(c.typ)
	c.disabled = d.isDisabled(i)
	switch c.kind {
	case Select, SelectMultiple:
		c.options = d.findOptions(i, c.kind == SelectMultiple)
	case Textarea:
		c.value = normalizeToLF(d.rawText(i))
	case Checkbox, Radio:
		value, stated := lookup(n, "value")
		if !stated {
			value = "on"
		}
		c.value, c.checked = value, hasAttribute(n, "checked")
	case File:
	default:
		c.value = sanitize(c.typ, n, attribute(n, "value"))
		if c.kind.isButton() {
			c.value = attribute(n, "value")
		}
	}
	return c
}

func (c *Control) node() *html.Node { return c.doc.nodes[c.at] }

// Kind tells what a person can do with the control.
func (c *Control) Kind() Kind { return c.kind }

// Type returns the type in the HTML standard's words, such as "email" or
// "select-one".
func (c *Control) Type() string { return c.typ }

// Name returns the name under which the control is submitted.
func (c *Control) Name() string { return attribute(c.node(), "name") }

// ID returns the id of the element.
func (c *Control) ID() string { return attribute(c.node(), "id") }

// Value returns the value as the page shows it, with lines ended by LF. That
// of a select is the value of its first selected option, that of a checkbox or
// radio button what it would submit when checked.
func (c *Control) Value() string {
	for _, value := range c.selected() {
		return value
	}
	return c.value
}

func (c *Control) selected() []string {
	var values []string
	for _, o := range c.options {
		if o.Selected {
			values = append(values, o.Value)
		}
	}
	return values
}

// Values returns the values of all selected options of a select, and the one
// value of any other control.
func (c *Control) Values() []string {
	if c.kind == Select || c.kind == SelectMultiple {
		return c.selected()
	}
	return []string{c.value}
}

// Checked reports whether a checkbox or radio button is checked.
func (c *Control) Checked() bool { return c.checked }

// Disabled reports whether the control is disabled, itself or by a fieldset.
func (c *Control) Disabled() bool { return c.disabled }

// ReadOnly reports whether the value is shown only.
func (c *Control) ReadOnly() bool { return hasAttribute(c.node(), "readonly") }

// Required reports whether a browser insists on a value.
func (c *Control) Required() bool { return hasAttribute(c.node(), "required") }

// MaxLength returns how many UTF-16 code units can be typed, -1 if any number.
func (c *Control) MaxLength() int {
	switch c.typ {
	case "text", "search", "tel", "url", "email", "password", "textarea":
		if n, ok := parseCount(attribute(c.node(), "maxlength")); ok {
			return n
		}
	}
	return -1
}

// Hidden reports whether the control is not shown: a hidden input, or hidden
// by the hidden attribute or an inline style, its own or that of an element
// around it.
func (c *Control) Hidden() bool { return c.kind == Hidden || c.doc.hidden[c.at] }

// Options returns the choices of a select, nil for other controls.
func (c *Control) Options() []Option { return slices.Clone(c.options) }

// Form returns the form the control belongs to, nil when it belongs to none.
func (c *Control) Form() *Form { return c.form }

// defaultCaption is what a browser in English shows on a button without one.
const defaultCaption = "Submit"

// Text returns what a button shows, "" for other controls.
func (c *Control) Text() string {
	if !c.kind.isButton() {
		return ""
	}
	n := c.node()
	if n.Data == "button" {
		return c.doc.accessibleName(c.at)
	}
	names := []string{"value", "aria-label", "title"}
	if c.kind == Image {
		names = []string{"alt", "value", "aria-label", "title"}
	}
	for _, name := range names {
		if text := collapse(attribute(n, name)); text != "" {
			return text
		}
	}
	switch c.kind {
	case Submit:
		return defaultCaption
	case Reset:
		return "Reset"
	}
	return ""
}

// Before reports whether the control stands before the other in the document.
func (c *Control) Before(o *Control) bool { return c.at < o.at }

// Same reports whether both are the same control of one page.
func (c *Control) Same(o *Control) bool { return o != nil && c.doc == o.doc && c.at == o.at }

func (d *document) isDisabled(i int) bool {
	if hasAttribute(d.nodes[i], "disabled") {
		return true
	}
	child := i
	for up := d.parent[i]; up >= 0; up = d.parent[up] {
		if isElement(d.nodes[up], "fieldset") && hasAttribute(d.nodes[up], "disabled") && !d.isFirstLegend(child) {
			return true
		}
		child = up
	}
	return false
}

// isFirstLegend reports whether node i is the first legend among its siblings:
// what is in that of a disabled fieldset stays enabled.
func (d *document) isFirstLegend(i int) bool {
	n := d.nodes[i]
	if !isElement(n, "legend") {
		return false
	}
	for n = n.PrevSibling; n != nil; n = n.PrevSibling {
		if isElement(n, "legend") {
			return false
		}
	}
	return true
}

func (d *document) findOptions(i int, multiple bool) []Option {
	var options []Option
	for k := i + 1; k < d.end[i]; k++ {
		n := d.nodes[k]
		if !isElement(n, "option") {
			continue
		}
		raw := d.rawText(k)
		value, stated := lookup(n, "value")
		if !stated {
			value = strings.Join(strings.FieldsFunc(raw, isHTMLSpace), " ")
		}
		o := Option{Value: value, Text: collapse(raw), Selected: hasAttribute(n, "selected"), Disabled: hasAttribute(n, "disabled")}
		if label := attribute(n, "label"); o.Text == "" && label != "" {
			o.Text = collapse(label)
		}
		for up := d.parent[k]; up > i; up = d.parent[up] {
			o.Disabled = o.Disabled || isElement(d.nodes[up], "optgroup") && hasAttribute(d.nodes[up], "disabled")
		}
		options = append(options, o)
	}
	if !multiple {
		settleOptions(options, d.nodes[i])
	}
	return options
}

func isHTMLSpace(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) }

// settleOptions leaves one option of a select selected: the last that the page
// marks, else the first that can be chosen.
func settleOptions(options []Option, n *html.Node) {
	chosen := -1
	for k := range options {
		if options[k].Selected {
			chosen = k
		}
	}
	if size, stated := parseCount(attribute(n, "size")); chosen < 0 && (!stated || size <= 1) {
		chosen = slices.IndexFunc(options, func(o Option) bool { return !o.Disabled })
	}
	for k := range options {
		options[k].Selected = k == chosen
	}
}

// settleRadios leaves at most one radio button of each group checked, the last.
func settleRadios(controls []*Control) {
	type group struct {
		form *Form
		name string
	}
	checked := make(map[group]*Control)
	for _, c := range controls {
		if c.kind != Radio || !c.checked || c.Name() == "" {
			continue
		}
		key := group{c.form, c.Name()}
		if previous := checked[key]; previous != nil {
			previous.checked = false
		}
		checked[key] = c
	}
}
