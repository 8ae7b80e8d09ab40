// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"strconv"
	"strings"
)

// bare is the value of an attribute written without one.
const bare = "\x00"

// node is a piece of HTML: an element, or text when tag is empty.
type node struct {
	tag   string
	attrs []string // name and value in turn
	kids  []*node
	text  string
	raw   bool // text goes out unescaped: style and script only
}

// at collects the attributes of an element: name and value in turn.
func at(pairs ...string) []string { return pairs }

func el(tag string, attrs []string, kids ...*node) *node {
	return &node{tag: tag, attrs: attrs, kids: kids}
}

func text(s string) *node { return &node{text: s} }

func raw(tag, s string) *node { return el(tag, nil, &node{text: s, raw: true}) }

// group is several nodes where one is wanted; it writes no tag of its own.
func group(kids ...*node) *node { return &node{kids: kids} }

// with returns the attributes and more of them when the condition holds.
func with(attrs []string, cond bool, more ...string) []string {
	if cond {
		return append(attrs, more...)
	}
	return attrs
}

func set(tags ...string) map[string]bool {
	m := make(map[string]bool, len(tags))
	for _, t := range tags {
		m[t] = true
	}
	return m
}

var (
	voidTags     = set("br", "hr", "input", "meta", "base", "link", "img", "frame")
	optionalEnds = set("td", "th", "tr", "tbody", "thead", "option", "li", "dt", "dd", "body", "html")
	blockTags    = set("html", "head", "body", "title", "style", "meta", "base", "div", "table", "tr", "form", "p", "h1", "h2", "h3",
		"ul", "li", "dl", "dt", "dd", "fieldset", "select", "option", "br", "hr", "frameset", "frame", "iframe", "script")
)

// renderer writes nodes as one of the two styles of HTML.
type renderer struct {
	strings.Builder
	sloppy bool // upper case, no quotes where HTML allows, no optional end tags
	ascii  bool // character references for everything beyond ASCII
}

func (r *renderer) node(n *node) {
	switch {
	case n == nil:
	case n.tag == "" && n.raw:
		r.WriteString(n.text)
	case n.tag == "":
		r.WriteString(r.escape(n.text, false))
		for _, k := range n.kids {
			r.node(k)
		}
	default:
		r.element(n)
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
	if voidTags[n.tag] {
		r.newline(n.tag)
		return
	}
	if n.tag == "textarea" {
		// A parser drops one line feed here, so one is given away: the value may begin with its own.
		r.WriteString("\n")
	}
	for _, k := range n.kids {
		r.node(k)
	}
	if !r.sloppy || !optionalEnds[n.tag] {
		r.WriteString("</" + tag + ">")
	}
	r.newline(n.tag)
}

func (r *renderer) newline(tag string) {
	if blockTags[tag] {
		r.WriteString("\n")
	}
}

func (r *renderer) attr(name, value string) {
	if r.sloppy {
		name = strings.ToUpper(name)
	}
	r.WriteString(" " + name)
	switch {
	case value == bare:
	case r.sloppy && unquotable(value):
		r.WriteString("=" + value)
	default:
		r.WriteString(`="` + r.escape(value, true) + `"`)
	}
}

func unquotable(value string) bool {
	for _, c := range value {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("._:/#-", c) {
			return false
		}
	}
	return value != ""
}

func (r *renderer) escape(s string, attr bool) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '&':
			b.WriteString("&amp;")
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '"':
			b.WriteString("&#34;")
		case c == '\r', attr && c == '\n', r.ascii && c > 126:
			b.WriteString("&#" + strconv.Itoa(int(c)) + ";")
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
