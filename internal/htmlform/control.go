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
	value    string
	checked  bool
	disabled bool
	options  []Option
}

func newControl(d *document, i int) *Control {
	n := d.nodes[i]
	c := &Control{doc: d, at: i, kind: kindOf(n), value: attribute(n, "value"), disabled: d.isDisabled(i)}
	switch c.kind {
	case Select, SelectMultiple:
		c.value = ""
		c.options = d.findOptions(i, c.kind == SelectMultiple)
	case Textarea:
		c.value = normalizeToLF(d.rawText(i))
	case Checkbox, Radio:
		if !hasAttribute(n, "value") {
			c.value = "on"
		}
		c.checked = hasAttribute(n, "checked")
	case Submit:
		if n.Data == "input" && !hasAttribute(n, "value") {
			c.value = defaultCaption
		}
	case File:
		c.value = ""
	}
	return c
}

func (c *Control) node() *html.Node { return c.doc.nodes[c.at] }

// Kind tells what a person can do with the control.
func (c *Control) Kind() Kind { return c.kind }

// Name returns the name under which the control is submitted.
func (c *Control) Name() string { return attribute(c.node(), "name") }

// ID returns the id of the element.
func (c *Control) ID() string { return attribute(c.node(), "id") }

// Value returns the value as the page states it, with lines of a textarea ended
// by LF. That of a select is the value of its first selected option, that of a
// checkbox or radio button what it would submit when checked.
func (c *Control) Value() string {
	for _, o := range c.options {
		if o.Selected {
			return o.Value
		}
	}
	return c.value
}

// Values returns the values of all selected options of a select, and the one
// value of any other control.
func (c *Control) Values() []string {
	if c.kind != Select && c.kind != SelectMultiple {
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

// Checked reports whether a checkbox or radio button is checked.
func (c *Control) Checked() bool { return c.checked }

// Disabled reports whether the control is disabled, itself or by a fieldset.
func (c *Control) Disabled() bool { return c.disabled }

// ReadOnly reports whether a person can see the control's text and not change
// it. What is read-only is submitted.
func (c *Control) ReadOnly() bool {
	return (c.kind == Text || c.kind == Password || c.kind == Textarea) && hasAttribute(c.doc.nodes[c.at], "readonly")
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
	switch n := c.node(); {
	case !c.kind.isButton():
		return ""
	case n.Data == "button":
		return c.doc.accessibleName(c.at)
	case c.kind == Image:
		return firstText(n, "alt", "value", "aria-label", "title")
	case c.kind == Submit && firstText(n, "value", "aria-label", "title") == "":
		return defaultCaption
	default:
		return firstText(n, "value", "aria-label", "title")
	}
}

// Before reports whether the control stands before the other in the document.
func (c *Control) Before(o *Control) bool { return c.at < o.at }

// Same reports whether both are the same control of one page.
func (c *Control) Same(o *Control) bool { return o != nil && c.doc == o.doc && c.at == o.at }

// holdsValue reports whether a person can give the control a value.
func (c *Control) holdsValue() bool { return c.kind != Hidden && !c.kind.isButton() }

// isDisabled looks at the fieldsets around, too. What is in the first legend
// of a disabled one stays enabled.
func (d *document) isDisabled(i int) bool {
	if hasAttribute(d.nodes[i], "disabled") {
		return true
	}
	child := i
	for up := d.parent[i]; up >= 0; up = d.parent[up] {
		if isElement(d.nodes[up], "fieldset") && hasAttribute(d.nodes[up], "disabled") && !isFirstLegend(d.nodes[child]) {
			return true
		}
		child = up
	}
	return false
}

func isFirstLegend(n *html.Node) bool {
	if !isElement(n, "legend") {
		return false
	}
	for before := n.PrevSibling; before != nil; before = before.PrevSibling {
		if isElement(before, "legend") {
			return false
		}
	}
	return true
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

// Option is a choice of a select.
type Option struct {
	Value    string
	Text     string // white space collapsed
	Selected bool
	Disabled bool
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
		if o.Text == "" {
			o.Text = firstText(n, "label")
		}
		if up := d.nodes[d.parent[k]]; isElement(up, "optgroup") && hasAttribute(up, "disabled") {
			o.Disabled = true
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
// marks, else the first that can be chosen, but for a list box.
func settleOptions(options []Option, n *html.Node) {
	chosen := -1
	for k, o := range options {
		if o.Selected {
			chosen = k
		}
	}
	if size, _ := number(attribute(n, "size")); chosen < 0 && size <= 1 {
		chosen = slices.IndexFunc(options, func(o Option) bool { return !o.Disabled })
	}
	for k := range options {
		options[k].Selected = k == chosen
	}
}
