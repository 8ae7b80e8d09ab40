// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

// bare is the value of an attribute that is written without one.
const bare = "\x00"

// node is a piece of HTML: an element, or text and nodes if tag is empty.
type node struct {
	tag   string
	attrs []string // alternating names and values
	kids  []*node
	text  string
	raw   bool // text is written unescaped
}

// at returns the attributes of an element from alternating names and values.
func at(pairs ...string) []string { return pairs }

// when returns the attributes if the condition holds.
func when(cond bool, pairs ...string) []string {
	if cond {
		return pairs
	}
	return nil
}

// el returns an element for a tag, or for a tag and a class: p.error. See add for the parts.
func el(tag string, parts ...any) *node {
	tag, class, _ := strings.Cut(tag, ".")
	return (&node{tag: tag, attrs: when(class != "", "class", class)}).add(parts...)
}

// group combines several parts into one node without a tag.
func group(parts ...any) *node { return el("", parts...) }

func raw(s string) *node { return &node{text: s, raw: true} }

// add adds texts, nodes and attributes. It ignores a nil node.
func (n *node) add(parts ...any) *node {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			n.kids = append(n.kids, &node{text: part})
		case *node:
			n.kids = append(n.kids, part)
		case []*node:
			n.kids = append(n.kids, part...)
		case []string:
			n.attrs = append(n.attrs, part...)
		default:
			panic(fmt.Sprintf("emulator: %T is no part of a page", part))
		}
	}
	return n
}

// input is a field; attrs are further attributes.
func input(kind, name, value string, attrs ...string) *node {
	return el("input", at("type", kind, "name", name, "value", value), attrs)
}

func hidden(name, value string) *node { return input("hidden", name, value) }

func link(href string, parts ...any) *node { return el("a", at("href", href)).add(parts...) }

// line returns a table row with each part in its own cell.
func line(cell string, parts ...any) *node {
	row := el("tr")
	for _, part := range parts {
		row.add(el(cell, part))
	}
	return row
}

var (
	voidTags     = tags("br hr input meta base link img frame")
	optionalEnds = tags("td th tr tbody thead option li dt dd body html")
	blockTags    = tags("html head body title style meta base div table tr form p h1 h2 h3 ul li dl dt dd " +
		"fieldset select option br hr frameset frame iframe script")
)

func tags(list string) map[string]bool {
	all := map[string]bool{}
	for tag := range strings.FieldsSeq(list) {
		all[tag] = true
	}
	return all
}

// renderer writes nodes in one of two styles of HTML.
type renderer struct {
	strings.Builder
	sloppy bool // upper case, no quotes where HTML allows, no optional end tags
	ascii  bool // character references for everything beyond ASCII
}

func (r *renderer) node(n *node) {
	switch {
	case n == nil:
	case n.tag != "":
		r.element(n)
	case n.raw:
		r.WriteString(n.text)
	default:
		r.WriteString(r.escape(n.text, false))
		for _, k := range n.kids {
			r.node(k)
		}
	}
}

func (r *renderer) element(n *node) {
	tag := n.tag
	if r.sloppy {
		tag = strings.ToUpper(tag)
	}
	r.WriteString("<" + tag)
	for i := 0; i+1 < len(n.attrs); i += 2 {
		r.attr(n.attrs[i], n.attrs[i+1])
	}
	r.WriteString(">")
	if n.tag == "textarea" { // a parser drops one line feed here, so write one more
		r.WriteString("\n")
	}
	for _, k := range n.kids {
		r.node(k)
	}
	if !voidTags[n.tag] && (!r.sloppy || !optionalEnds[n.tag]) {
		r.WriteString("</" + tag + ">")
	}
	if blockTags[n.tag] {
		r.WriteString("\n")
	}
}

func (r *renderer) attr(name, value string) {
	if r.sloppy {
		name = strings.ToUpper(name)
	}
	switch {
	case value == bare:
		r.WriteString(" " + name)
	case r.sloppy && unquotable(value):
		r.WriteString(" " + name + "=" + value)
	default:
		r.WriteString(" " + name + `="` + r.escape(value, true) + `"`)
	}
}

func unquotable(value string) bool {
	beyond := func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("._:/#-", c)
	}
	return value != "" && !strings.ContainsFunc(value, beyond)
}

func (r *renderer) escape(s string, attr bool) string {
	if !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' }) {
		return html.EscapeString(s)
	}
	var b strings.Builder
	for _, c := range html.EscapeString(s) {
		if c == '\r' || attr && c == '\n' || r.ascii && c > 126 {
			b.WriteString("&#" + strconv.Itoa(int(c)) + ";")
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}
