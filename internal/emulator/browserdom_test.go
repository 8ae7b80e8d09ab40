// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

func (d *doc) within(name string) bool {
	for ; d != nil; d = d.parent {
		if d.name == name {
			return true
		}
	}
	return false
}

func (d *doc) resolve(ref string) *url.URL {
	base := d.base
	if base == nil {
		base = d.url
	}
	u, err := base.Parse(ref)
	if err != nil {
		panic(err)
	}
	return u
}

// isNamed reports whether a link shows the text, with the skin's additions.
func isNamed(link *html.Node, label string) bool {
	shown := words(link)
	return slices.Contains([]string{label, "Symbol " + label, "settings " + label, label + " (3)"}, shown)
}

func (d *doc) parentOf(target string) *doc {
	if target == "" || target == "_top" {
		return nil
	}
	if target == d.name {
		return d.parent
	}
	return d
}

func all(n *html.Node, tag string) []*html.Node {
	var found []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (tag == "*" || c.Data == tag) {
			found = append(found, c)
		}
	}
	return found
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// words returns the visible text of a node with white space collapsed.
func words(n *html.Node) string {
	return strings.Join(strings.Fields(rawText(n)), " ")
}

func rawText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Data == "style" || n.Data == "script" {
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(rawText(c))
		if c.Type == html.ElementNode && !slices.Contains([]string{"b", "i", "font", "span", "option"}, c.Data) {
			b.WriteString(" ")
		}
	}
	return b.String()
}

func (d *doc) button(label string) *html.Node {
	for _, n := range all(d.root, "*") {
		if n.Data == "button" && words(n) == label || n.Data == "input" && attr(n, "type") == "submit" && attr(n, "value") == label {
			return n
		}
	}
	return nil
}

// formOf returns the form that a control belongs to.
func (d *doc) formOf(n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		for _, f := range all(d.root, "form") {
			if attr(f, "id") == id {
				return f
			}
		}
		return nil
	}
	for p := range n.Ancestors() {
		if p.Data == "form" {
			return p
		}
	}
	return nil
}

func (d *doc) controls(form *html.Node) []*html.Node {
	var found []*html.Node
	for _, n := range all(d.root, "*") {
		if slices.Contains([]string{"input", "select", "textarea", "button"}, n.Data) && d.formOf(n) == form {
			found = append(found, n)
		}
	}
	return found
}
