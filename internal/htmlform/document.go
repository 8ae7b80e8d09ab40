// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// document is the parsed tree with everything that does not depend on which
// section of it is looked at. Positions are indices into nodes, which is in
// tree order: the subtree of node i is nodes[i:end[i]].
type document struct {
	url     *url.URL
	base    *url.URL
	charset charset
	lossy   string // characters of the page that would not be sent as the bytes they came as

	nodes  []*html.Node
	end    []int
	parent []int // -1 at the root
	hidden []bool
	ids    map[string]int // the first element of each id

	labelsFor map[string][]int // the <label>s by what they are for

	controls  []*Control
	controlAt map[int]*Control
	forms     []*Form
	links     []*Link
	unclosed  []string
}

func newDocument(u *url.URL, set charset, root *html.Node) (*document, error) {
	d := &document{url: u, base: u, charset: set, ids: make(map[string]int), labelsFor: make(map[string][]int), controlAt: make(map[int]*Control)}
	if err := d.add(root, -1, 0); err != nil {
		return nil, err
	}
	d.findBase()
	d.findForms()
	d.findLinks()
	return d, nil
}

// add lists a node and what is below it in tree order. What is inside a
// <template> is no part of the document.
func (d *document) add(n *html.Node, parent, depth int) error {
	if depth > maxDepth+8 {
		return &TooDeepError{Limit: maxDepth}
	}
	i := len(d.nodes)
	d.nodes = append(d.nodes, n)
	d.end = append(d.end, i+1)
	d.parent = append(d.parent, parent)
	d.hidden = append(d.hidden, parent >= 0 && d.hidden[parent] || isHiddenByMarkup(n))
	if id := attribute(n, "id"); id != "" {
		if _, taken := d.ids[id]; !taken {
			d.ids[id] = i
		}
	}
	if isElement(n, "label") {
		id := attribute(n, "for")
		d.labelsFor[id] = append(d.labelsFor[id], i)
	}
	for child := n.FirstChild; child != nil && !isElement(n, "template"); child = child.NextSibling {
		if err := d.add(child, i, depth+1); err != nil {
			return err
		}
	}
	d.end[i] = len(d.nodes)
	return nil
}

func (d *document) findBase() {
	for _, n := range d.nodes {
		if href, ok := lookup(n, "href"); ok && isElement(n, "base") {
			if base, err := d.resolve(href); err == nil && isWeb(base) {
				d.base = base
			}
			return
		}
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

// between returns the elements of a list in document order that stand at
// positions from..to-1.
func between[T any](list []T, from, to int, at func(T) int) []T {
	lo := sort.Search(len(list), func(k int) bool { return at(list[k]) >= from })
	hi := sort.Search(len(list), func(k int) bool { return at(list[k]) >= max(from, to) })
	return list[lo:hi:hi]
}

func (d *document) controlsIn(from, to int) []*Control {
	return between(d.controls, from, to, func(c *Control) int { return c.at })
}

func (d *document) linksIn(from, to int) []*Link {
	return between(d.links, from, to, func(l *Link) int { return l.at })
}

func (d *document) framesIn(from, to int) []*url.URL {
	var frames []*url.URL
	seen := make(map[string]bool)
	for _, n := range d.nodes[from:max(from, to)] {
		if !isElement(n, "frame", "iframe") || hasAttribute(n, "srcdoc") || strings.TrimSpace(attribute(n, "src")) == "" {
			continue
		}
		u, err := d.resolve(attribute(n, "src"))
		if err != nil || !isWeb(u) || seen[u.String()] {
			continue
		}
		seen[u.String()] = true
		frames = append(frames, u)
	}
	return frames
}
