// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "golang.org/x/net/html"

// Label returns the text that names the control: that of its <label>, else
// what aria-label says; "" when there is none.
func (c *Control) Label() string {
	d := c.doc
	if id := c.ID(); id != "" && d.ids[id] == c.at {
		for _, label := range d.labelsFor[id] {
			if text := d.visibleText(label); text != "" {
				return text
			}
		}
	}
	for up := d.parent[c.at]; up >= 0; up = d.parent[up] {
		if n := d.nodes[up]; isElement(n, "label") && !hasAttribute(n, "for") && d.isFirstShown(c, up) {
			return d.visibleText(up)
		}
	}
	return firstText(c.node(), "aria-label")
}

// isFirstShown reports whether a <label> around controls names this one.
func (d *document) isFirstShown(c *Control, label int) bool {
	for _, first := range d.part(label).Controls() {
		if first.kind != Hidden {
			return first == c
		}
	}
	return false
}

// Prompt returns the text that ends in a colon before the control, as a form
// has it before each of its fields, or before a group of radio buttons; "" when
// another field stands between.
func (c *Control) Prompt() string {
	d := c.doc
	for i := c.at - 1; i >= 0; i-- {
		if o := d.controlAt[i]; o != nil && o.holdsValue() && (o.kind != Radio || o.Name() != c.Name()) {
			break
		}
		if n := d.nodes[i]; n.Type == html.TextNode && d.hider[i] <= d.hider[c.at] {
			if text := collapse(n.Data); endsInColon(text) {
				return text
			}
		}
	}
	return ""
}

// SuffixText returns the text that directly follows the control, up to the next
// control, line or cell: the "Yes" of a checkbox that is followed by it.
func (c *Control) SuffixText() string {
	d := c.doc
	from := d.end[c.at]
	to := from
	for ; to < len(d.nodes) && d.line[to] == d.line[c.at]; to++ {
		if next := d.controlAt[to]; next != nil && next.kind != Hidden {
			break
		}
	}
	return d.text(c.at, from, to, nil)
}
