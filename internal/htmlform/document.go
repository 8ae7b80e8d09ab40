// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"

	"golang.org/x/net/html"
)

// document is the parsed tree with everything that does not depend on which
// section of it is looked at. Positions are indices into nodes, which is in
// tree order: the subtree of node i is nodes[i:end[i]].
type document struct {
	url      *url.URL
	base     *url.URL
	encoding string

	nodes  []*html.Node
	end    []int
	parent []int // -1 at the root
	index  map[*html.Node]int
	ids    map[string]int // the first element of each id

	labelsFor map[string][]int // the <label>s by what they are for
	hidden    []bool           // by the hidden attribute or an inline style, own or inherited

	controls  []*Control
	shown     []*Control // those that are no hidden inputs
	controlAt map[int]*Control
	forms     []*Form
	links     []*Link
	unclosed  []string
}

func newDocument(u *url.URL, encodingName string, root *html.Node, src *source) (*document, error) {
	d := &document{
		url: u, base: u, encoding: encodingName, unclosed: src.unclosed,
		index: make(map[*html.Node]int), ids: make(map[string]int), labelsFor: make(map[string][]int), controlAt: make(map[int]*Control),
	}
	if err := d.flatten(root); err != nil {
		return nil, err
	}
	numbered := src.unmark(d.nodes)
	d.findBase()
	d.findForms(src.owners(numbered))
	d.findLinks()
	return d, nil
}

// flatten lists the nodes in tree order without recursion. What is inside a
// <template> is no part of the document.
func (d *document) flatten(root *html.Node) error {
	depth := 0
	parent := -1
	for n := root; n != nil; {
		i := len(d.nodes)
		d.nodes = append(d.nodes, n)
		d.end = append(d.end, i+1)
		d.parent = append(d.parent, parent)
		d.hidden = append(d.hidden, parent >= 0 && d.hidden[parent] || isHiddenByMarkup(n))
		d.index[n] = i
		if id := attribute(n, "id"); id != "" {
			if _, taken := d.ids[id]; !taken {
				d.ids[id] = i
			}
		}
		if id, ok := lookup(n, "for"); ok && isElement(n, "label") {
			d.labelsFor[id] = append(d.labelsFor[id], i)
		}
		if n.FirstChild != nil && !isElement(n, "template") {
			depth++
			if depth > maxDepth+8 {
				return &TooDeepError{Limit: maxDepth}
			}
			parent, n = i, n.FirstChild
			continue
		}
		for n != nil && n != root && n.NextSibling == nil {
			n = n.Parent
			at := d.index[n]
			d.end[at] = len(d.nodes)
			parent = d.parent[at]
			depth--
		}
		if n == nil || n == root {
			break
		}
		n = n.NextSibling
	}
	if len(d.end) > 0 {
		d.end[0] = len(d.nodes)
	}
	return nil
}

func (d *document) findBase() {
	for _, n := range d.nodes {
		if !isElement(n, "base") {
			continue
		}
		href, ok := lookup(n, "href")
		if !ok {
			continue
		}
		if base, err := d.parseReference(d.url, href); err == nil && base.Scheme != "data" && base.Scheme != "javascript" {
			d.base = base
		}
		return
	}
}

// inside reports whether node i stands in the subtree of node root, or is it.
func (d *document) inside(i, root int) bool { return root <= i && i < d.end[root] }

// children lists the element children of node i.
func (d *document) children(i int) []int {
	var list []int
	for child := i + 1; child < d.end[i]; child = d.end[child] {
		if d.nodes[child].Type == html.ElementNode {
			list = append(list, child)
		}
	}
	return list
}

// controlsIn lists the controls at positions from..to-1.
func (d *document) controlsIn(from, to int) []*Control {
	lo, hi := d.controlRange(from, to)
	return d.controls[lo:hi:hi]
}

func (d *document) controlRange(from, to int) (lo, hi int) {
	lo = searchControls(d.controls, from)
	return lo, searchControls(d.controls, max(from, to))
}

func searchControls(controls []*Control, at int) int {
	lo, hi := 0, len(controls)
	for lo < hi {
		if mid := (lo + hi) / 2; controls[mid].at < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
