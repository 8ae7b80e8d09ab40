// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"strings"

	"golang.org/x/net/html"
)

// Label returns the text that names the control: that of its <label>, or what
// aria-labelledby or aria-label say; "" when there is none.
func (c *Control) Label() string {
	d := c.doc
	var texts []string
	for _, ref := range strings.Fields(attribute(c.node(), "aria-labelledby")) {
		if at, ok := d.ids[ref]; ok {
			texts = append(texts, d.visibleText(at))
		}
	}
	if text := collapse(strings.Join(texts, " ")); text != "" {
		return text
	}
	if id := c.ID(); id != "" && d.ids[id] == c.at {
		for _, label := range d.labelsFor[id] {
			if text := d.visibleText(label); text != "" {
				return text
			}
		}
	}
	for up := d.parent[c.at]; up >= 0; up = d.parent[up] {
		if n := d.nodes[up]; isElement(n, "label") && !hasAttribute(n, "for") && d.firstShown(up) == c {
			return d.visibleText(up)
		}
	}
	return firstText(c.node(), "aria-label")
}

// firstShown returns the control that a <label> around controls names.
func (d *document) firstShown(label int) *Control {
	for _, c := range d.controlsIn(label, d.end[label]) {
		if c.kind != Hidden {
			return c
		}
	}
	return nil
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
		if n := d.nodes[i]; n.Type == html.TextNode && (!d.hidden[i] || d.hidden[c.at]) && !isTextless(d.nodes[d.parent[i]]) {
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
	var out collapser
	block := c.at
	for block > 0 && !isBlock(d.nodes[block]) {
		block = d.parent[block]
	}
	for i := d.end[c.at]; i < d.end[block]; i++ {
		n := d.nodes[i]
		next := d.controlAt[i]
		switch {
		case n.Type == html.TextNode:
			out.add(n.Data)
		case next != nil && next.kind != Hidden, isBlock(n):
			return out.String()
		case isTextless(n) || isHiddenByMarkup(n):
			i = d.end[i] - 1
		}
	}
	return out.String()
}
