// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"

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
	text     string // of a button
	folded   string // the text made comparable
}

func (c *Control) place() (*document, int) { return c.doc, c.at }

func newControl(d *document, i int) *Control {
	n := d.nodes[i]
	c := &Control{doc: d, at: i, kind: kindOf(n), value: attribute(n, "value"), disabled: isDisabled(n)}
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
	c.text = c.findText()
	c.folded = foldName(c.text)
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

// Hidden reports whether the control is not shown: a hidden input, or hidden
// by the hidden attribute or an inline style, its own or that of an element
// around it.
func (c *Control) Hidden() bool { return c.kind == Hidden || c.doc.hider[c.at] >= 0 }

// Options returns the choices of a select, nil for other controls.
func (c *Control) Options() []Option { return slices.Clone(c.options) }

// Form returns the form the control belongs to, nil when it belongs to none.
func (c *Control) Form() *Form { return c.form }

// defaultCaption is what a browser in English shows on a button without one.
const defaultCaption = "Submit"

// Text returns what a button shows, "" for other controls.
func (c *Control) Text() string { return c.text }

func (c *Control) findText() string {
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

// isDisabled looks at the fieldsets around, too. What is in the legend of a
// disabled one stays enabled.
func isDisabled(n *html.Node) bool {
	if hasAttribute(n, "disabled") {
		return true
	}
	for up := n.Parent; up != nil; n, up = up, up.Parent {
		if isElement(up, "fieldset") && hasAttribute(up, "disabled") && !isElement(n, "legend") {
			return true
		}
	}
	return false
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
