// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Kind is the kind of a control.
type Kind string

// The kinds of controls. Text stands for every one-line input whose value
// shows: text, search, tel, url, email, number, range, color, dates and times.
const (
	Text           Kind = "text"
	Password       Kind = "password"
	Hidden         Kind = "hidden"
	Checkbox       Kind = "checkbox"
	Radio          Kind = "radio"
	File           Kind = "file"
	Select         Kind = "select"
	SelectMultiple Kind = "select multiple"
	Textarea       Kind = "textarea"
	Submit         Kind = "submit"
	Image          Kind = "image"
	Reset          Kind = "reset"
	Button         Kind = "button"
)

// isButton reports whether the control is pressed instead of filled in.
func (k Kind) isButton() bool { return k == Submit || k == Image || k == Reset || k == Button }

func kindOf(n *html.Node) Kind {
	kind := Kind(strings.ToLower(attribute(n, "type")))
	switch {
	case n.Data == "textarea":
		return Textarea
	case n.Data == "select" && hasAttribute(n, "multiple"):
		return SelectMultiple
	case n.Data == "select":
		return Select
	case n.Data == "button" && kind != Reset && kind != Button:
		return Submit
	case kind.isButton(), kind == Password, kind == Hidden, kind == Checkbox, kind == Radio, kind == File:
		return kind
	}
	return Text
}

// Control is an input, select, textarea or button, in the state that the page
// shows.
type Control struct {
	Kind     Kind
	Name     string // under which the control is submitted
	ID       string // of the element
	Form     *Form  // nil if it has none
	Checked  bool   // of a checkbox or radio button
	Disabled bool   // itself, or by a fieldset
	Text     string // the caption of a button; "" for other controls

	position
	value   string
	options []Option
	folded  string // Text in comparable form
}

func newControl(d *document, i int) *Control {
	n := d.nodes[i]
	c := &Control{
		Kind: kindOf(n), Name: attribute(n, "name"), ID: attribute(n, "id"), Disabled: isDisabled(n),
		position: position{d, i}, value: attribute(n, "value"),
	}
	switch c.Kind {
	case Select, SelectMultiple:
		c.value = ""
		c.options = d.findOptions(i, c.Kind == SelectMultiple)
	case Textarea:
		c.value = normalizeToLF(d.rawText(i))
	case Checkbox, Radio:
		if !hasAttribute(n, "value") {
			c.value = "on"
		}
		c.Checked = hasAttribute(n, "checked")
	case Submit:
		if n.Data == "input" && !hasAttribute(n, "value") {
			c.value = "Submit" // the caption that an English browser shows
		}
	case File:
		c.value = ""
	}
	c.Text = c.findText()
	c.folded = foldName(c.Text)
	return c
}

// Value returns the value in the page, with lines of a textarea ended by LF.
// For a select, it is the value of its first selected option; for a checkbox or
// radio button, the value that it submits when checked.
func (c *Control) Value() string {
	if values := c.Values(); len(values) > 0 {
		return values[0]
	}
	return ""
}

// Values returns the values of all selected options of a select, and the one
// value of any other control.
func (c *Control) Values() []string {
	if c.Kind != Select && c.Kind != SelectMultiple {
		return []string{c.value}
	}
	var values []string
	for _, o := range c.options {
		if o.Selected {
			values = append(values, o.Value)
		}
	}
	return values
}

// IsSubmit reports whether the control is a button that sends its form.
func (c *Control) IsSubmit() bool { return c.Kind == Submit || c.Kind == Image }

// ReadOnly reports whether a person can see the control's text but not change
// it. A read-only control is submitted.
func (c *Control) ReadOnly() bool {
	return (c.Kind == Text || c.Kind == Password || c.Kind == Textarea) && hasAttribute(c.node(), "readonly")
}

// Hidden reports whether the control is not shown: a hidden input, or hidden by
// the hidden attribute or an inline style, its own or that of an ancestor.
func (c *Control) Hidden() bool { return c.Kind == Hidden || c.doc.hider[c.at] >= 0 }

// Options returns the choices of a select, nil for other controls.
func (c *Control) Options() []Option { return slices.Clone(c.options) }

func (c *Control) findText() string {
	n := c.node()
	switch {
	case !c.Kind.isButton():
		return ""
	case n.Data == "button":
		return c.doc.accessibleName(c.at)
	case c.Kind == Image:
		return firstText(n, "alt", "value", "aria-label", "title")
	}
	return collapse(c.value)
}

// holdsValue reports whether a person can give the control a value.
func (c *Control) holdsValue() bool { return c.Kind != Hidden && !c.Kind.isButton() }

// isDisabled also checks the fieldsets around the control. Controls in the
// legend of a disabled fieldset remain enabled.
func isDisabled(n *html.Node) bool {
	isOff := hasAttribute(n, "disabled")
	for up := n.Parent; up != nil && !isOff; n, up = up, up.Parent {
		isOff = isElement(up, "fieldset") && hasAttribute(up, "disabled") && !isElement(n, "legend")
	}
	return isOff
}

// Label returns the name of the control: the text of its <label>, otherwise its
// aria-label; "" if there is none.
func (c *Control) Label() string {
	d := c.doc
	if label, ok := d.labelFor[c.ID]; ok && d.ids[c.ID] == c.at {
		return d.visibleText(label)
	}
	for up := d.parent[c.at]; up >= 0; up = d.parent[up] {
		if n := d.nodes[up]; isElement(n, "label") && !hasAttribute(n, "for") {
			return d.visibleText(up)
		}
	}
	return firstText(c.node(), "aria-label")
}

// Prompt returns the text that ends in a colon before the control, as forms
// have it before a field or a group of radio buttons; "" if another field is in
// between.
func (c *Control) Prompt() string {
	d := c.doc
	for i := c.at - 1; i >= 0; i-- {
		if o := d.controlAt[i]; o != nil && o.holdsValue() && (o.Kind != Radio || o.Name != c.Name) {
			break
		}
		if n := d.nodes[i]; n.Type == html.TextNode && d.hider[i] <= d.hider[c.at] {
			if text := collapse(n.Data); strings.HasSuffix(text, ":") {
				return text
			}
		}
	}
	return ""
}

// SuffixText returns the text that directly follows the control, up to the next
// control, line or cell, such as the "Yes" after a checkbox.
func (c *Control) SuffixText() string {
	d := c.doc
	from := d.end[c.at]
	to := from
	for ; to < len(d.nodes) && d.line[to] == d.line[c.at]; to++ {
		if next := d.controlAt[to]; next != nil && next.Kind != Hidden {
			break
		}
	}
	return d.text(c.at, from, to)
}
