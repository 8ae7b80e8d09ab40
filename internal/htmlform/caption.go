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
	if refs := strings.Fields(attribute(c.node(), "aria-labelledby")); len(refs) > 0 {
		var texts []string
		for _, ref := range refs {
			if at, ok := d.ids[ref]; ok {
				texts = append(texts, d.visibleText(at))
			}
		}
		if text := collapse(strings.Join(texts, " ")); text != "" {
			return text
		}
	}
	if text := c.labelElement(); text != "" {
		return text
	}
	return collapse(attribute(c.node(), "aria-label"))
}

func (c *Control) labelElement() string {
	d := c.doc
	if id := c.ID(); id != "" && d.ids[id] == c.at {
		for _, label := range d.labelsFor[id] {
			if text := d.visibleText(label); text != "" {
				return text
			}
		}
	}
	for up := d.parent[c.at]; up >= 0; up = d.parent[up] {
		if isElement(d.nodes[up], "label") {
			if d.labelledControl(up) == c {
				return d.visibleText(up)
			}
			return ""
		}
	}
	return ""
}

// SuffixText returns the text that directly follows the control, up to the next
// control, line or cell: the "Yes" of a checkbox that is followed by it.
func (c *Control) SuffixText() string {
	d := c.doc
	var out collapser
	last := c.at
	limit := len(d.nodes)
	for up := d.parent[c.at]; up >= 0; up = d.parent[up] {
		if isBlock(d.nodes[up]) {
			limit = d.end[up]
			break
		}
	}
	for i := d.end[last]; i < limit; {
		n := d.nodes[i]
		switch {
		case n.Type == html.TextNode:
			out.add(n.Data)
		case n.Type != html.ElementNode:
		case d.controlAt[i] != nil && d.controlAt[i].kind != Hidden, isBlock(n):
			return out.String()
		case isTextless(n) || isHiddenByMarkup(n):
			i = d.end[i]
			continue
		}
		i++
	}
	return out.String()
}
