// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"strings"
)

// Part is a part of a page: the page itself, a section, a row of settings, a
// row or cell of a table.
type Part struct {
	doc      *document
	from, to int // positions of its nodes
}

func (d *document) part(i int) Part { return Part{d, i, d.end[i]} }

// node is what stands on a page: a [*Control] or a [*Link].
type node interface {
	place() (*document, int)
}

// Contains reports whether the control or link stands in the part.
func (p Part) Contains(n node) bool {
	doc, at := n.place()
	return doc == p.doc && p.from <= at && at < p.to
}

// Text returns the visible text, white space collapsed. The values and choices
// of controls are no part of it, the texts of buttons are.
func (p Part) Text() string { return p.doc.text(p.from, p.from, p.to, nil) }

// Controls returns the controls in document order, hidden inputs included, in a
// form or not.
func (p Part) Controls() []*Control { return between(p.doc.controls, p.from, p.to) }

// Links returns the links in document order, hidden ones included.
func (p Part) Links() []*Link { return between(p.doc.links, p.from, p.to) }

// Frames returns the addresses of the frames, of any origin, in document order
// and without duplicates.
func (p Part) Frames() []*url.URL {
	var frames []*url.URL
	seen := make(map[string]bool)
	for _, n := range p.doc.nodes[p.from:max(p.from, p.to)] {
		if !isElement(n, "frame", "iframe") || hasAttribute(n, "srcdoc") || strings.TrimSpace(attribute(n, "src")) == "" {
			continue
		}
		u, err := p.doc.resolve(attribute(n, "src"))
		if err != nil || !isWeb(u) || seen[u.String()] {
			continue
		}
		seen[u.String()] = true
		frames = append(frames, u)
	}
	return frames
}
