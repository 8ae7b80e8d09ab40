// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/html"
)

// document is the parsed tree with everything that is the same for all its
// parts. Positions are indices into nodes, which is in tree order: the subtree
// of node i is nodes[i:end[i]].
type document struct {
	url     *url.URL
	base    *url.URL
	charset charset
	isLossy func(rune) bool // reports a character that may be sent back as different bytes

	nodes  []*html.Node
	end    []int
	parent []int          // -1 at the root
	hider  []int          // the innermost element that hides the node, itself or an ancestor; -1 if none
	line   []int          // incremented by every line break and every edge of a block or cell
	run    []int          // also incremented by every edge of a control
	ids    map[string]int // the first element of each id

	labelFor map[string]int // the first <label> for each id

	controls  []*Control
	controlAt map[int]*Control
	forms     []*Form
	links     []*Link
	scripts   []*Link // that only a script follows
	unclosed  []string
}

func newDocument(u *url.URL, set charset, root *html.Node) *document {
	d := &document{url: u, base: u, charset: set, ids: make(map[string]int), labelFor: make(map[string]int), controlAt: make(map[int]*Control)}
	d.add(root, -1, &adding{hider: -1})
	d.findBase()
	d.findForms()
	d.findLinks()
	return d
}

// adding is the position of add in the tree.
type adding struct{ hider, line, run int }

// add lists a node and its descendants in tree order. The contents of a
// <template> do not belong to the document.
func (d *document) add(n *html.Node, parent int, a *adding) {
	i, outer := len(d.nodes), a.hider
	if isHiddenByMarkup(n) {
		a.hider = i
	}
	a.pass(n)
	d.nodes, d.end, d.parent = append(d.nodes, n), append(d.end, i+1), append(d.parent, parent)
	d.hider, d.line, d.run = append(d.hider, a.hider), append(d.line, a.line), append(d.run, a.run)
	d.index(i)
	if isTextless(n) {
		a.hider = i
	}
	for child := n.FirstChild; child != nil && !isElement(n, "template"); child = child.NextSibling {
		d.add(child, i, a)
	}
	a.hider = outer
	a.pass(n)
	d.end[i] = len(d.nodes)
}

// pass counts the edge of a node.
func (a *adding) pass(n *html.Node) {
	if isBlock(n) {
		a.line++
		a.run++
	} else if isControlElement(n) {
		a.run++
	}
}

func (d *document) index(i int) {
	note := func(known map[string]int, name string) {
		if key := attribute(d.nodes[i], name); key != "" {
			if _, taken := known[key]; !taken {
				known[key] = i
			}
		}
	}
	note(d.ids, "id")
	if isElement(d.nodes[i], "label") {
		note(d.labelFor, "for")
	}
}

// inside reports whether node i is in the subtree of node root, or is root.
func (d *document) inside(i, root int) bool { return root <= i && i < d.end[root] }

// between returns a copy of the elements of a list in document order at
// positions from..to-1.
func between[T node](list []T, from, to int) []T {
	at := func(limit int) int {
		return sort.Search(len(list), func(k int) bool { return list[k].place().at >= limit })
	}
	return append([]T(nil), list[at(from):at(max(from, to))]...)
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

// resolve resolves a reference like the page's own links: characters that the
// query of an address cannot contain are escaped in the encoding of the page.
func (d *document) resolve(ref string) (*url.URL, error) {
	parsed, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return nil, err
	}
	query, _ := d.charset.encode(parsed.RawQuery)
	parsed.RawQuery = notInQuery.ReplaceAllStringFunc(string(query), url.PathEscape)
	return d.base.ResolveReference(parsed), nil
}

// notInQuery matches the bytes that a query cannot contain.
var notInQuery = regexp.MustCompile(`[^\x21-\x7e]|["<>']`)

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

func clone(u *url.URL) *url.URL {
	copied := *u
	return &copied
}
