// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/html"
)

// Page is one parsed document, or a section of one. It is immutable and safe
// for concurrent reading.
type Page struct {
	doc  *document
	root int // position of the element the page is restricted to
	layout
	facts func() []fact // by piece
}

func newPage(doc *document, root int) *Page {
	p := &Page{doc: doc, root: root, layout: newLayout(doc, root)}
	p.facts = sync.OnceValue(p.findFacts)
	return p
}

// URL returns the address the page was fetched from.
func (p *Page) URL() *url.URL { return clone(p.doc.url) }

func clone(u *url.URL) *url.URL {
	copied := *u
	return &copied
}

// Title returns the text of the <title>, white space collapsed.
func (p *Page) Title() string {
	for i, n := range p.doc.nodes {
		if isElement(n, "title") {
			return collapse(p.doc.rawText(i))
		}
	}
	return ""
}

// Text returns the visible text, white space collapsed. The values and choices
// of controls are no part of it, the texts of buttons are.
func (p *Page) Text() string { return strings.TrimSpace(p.text) }

// Lines returns the visible text as [Page.Text] does, a line each: what a line
// break or the edge of a block or cell parts is no longer together.
func (p *Page) Lines() []string {
	var lines []string
	from, to, line := 0, 0, -1
	add := func() {
		if text := strings.TrimSpace(p.text[from:to]); text != "" {
			lines = append(lines, text)
		}
	}
	for _, x := range p.pieces {
		start, end := x.from, x.to
		if x.control != nil {
			start, end = p.starts[x.at-p.first], p.ends[x.at-p.first]
		}
		if x.line != line {
			add()
			from, line = start, x.line
		}
		to = end
	}
	add()
	return lines
}

// Headings returns the texts of headings, legends and table captions in
// document order.
func (p *Page) Headings() []string {
	var texts []string
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if isHeading(p.doc.nodes[i]) {
			if text := p.textOf(i); text != "" {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func isHeading(n *html.Node) bool {
	return isElement(n, "h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption") || role(n) == "heading"
}

// Resolve resolves a reference against the page's <base>, or else its URL.
func (p *Page) Resolve(ref string) (*url.URL, error) { return p.doc.resolve(ref) }

// Frames returns the addresses of the frames of the page, of any origin, in
// document order and without duplicates.
func (p *Page) Frames() []*url.URL { return p.doc.framesIn(p.root, p.doc.end[p.root]) }

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

// Refresh returns where <meta http-equiv="refresh"> leads and after what time.
func (p *Page) Refresh() (*url.URL, time.Duration, bool) {
	for _, n := range p.doc.nodes {
		if !isElement(n, "meta") || !strings.EqualFold(strings.TrimSpace(attribute(n, "http-equiv")), "refresh") {
			continue
		}
		if ref, wait, ok := parseRefresh(attribute(n, "content")); ok {
			if ref == "" {
				return clone(p.doc.url), wait, true
			}
			if u, err := p.doc.resolve(ref); err == nil && isWeb(u) {
				return u, wait, true
			}
		}
	}
	return nil, 0, false
}

// parseRefresh reads "5; url='next'" as the HTML standard says.
func parseRefresh(content string) (ref string, wait time.Duration, ok bool) {
	content = strings.TrimLeft(content, " \t\r\n\f")
	digits := len(content) - len(strings.TrimLeft(content, "0123456789"))
	if digits == 0 && !strings.HasPrefix(content, ".") {
		return "", 0, false
	}
	const longest = 1 << 31 // seconds; more would not fit into a duration
	seconds, err := strconv.ParseInt("0"+content[:digits], 10, 64)
	if err != nil || seconds > longest {
		seconds = longest
	}
	wait = time.Duration(seconds) * time.Second
	rest := strings.TrimLeft(content[digits:], "0123456789.")
	if rest == "" {
		return "", wait, true
	}
	if !strings.ContainsAny(rest[:1], ";, \t\r\n\f") {
		return "", 0, false
	}
	rest = strings.TrimLeft(rest, " \t\r\n\f")
	if rest != "" && (rest[0] == ';' || rest[0] == ',') {
		rest = strings.TrimLeft(rest[1:], " \t\r\n\f")
	}
	if len(rest) >= 3 && strings.EqualFold(rest[:3], "url") {
		if value := strings.TrimLeft(rest[3:], " \t\r\n\f"); strings.HasPrefix(value, "=") {
			rest = strings.TrimLeft(value[1:], " \t\r\n\f")
		}
	}
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		quoted, _, _ := strings.Cut(rest[1:], rest[:1])
		rest = quoted
	}
	return rest, wait, true
}

// Unclosed names the elements that the source opens and does not close, among
// those whose end tags are written by habit: html, head, body, frameset, form,
// table, select, textarea, fieldset, script, style, title. It is a sign of a
// page that was cut off.
func (p *Page) Unclosed() []string { return slices.Clone(p.doc.unclosed) }

// Forms returns the forms of the page in document order. Those of a section
// are the forms that own a control in it or stand in it, whole.
func (p *Page) Forms() []*Form {
	var forms []*Form
	for _, f := range p.doc.forms {
		owns := func(c *Control) bool { return p.doc.inside(c.at, p.root) }
		if p.doc.inside(f.at, p.root) || slices.ContainsFunc(f.controls, owns) {
			forms = append(forms, f)
		}
	}
	return forms
}

// Controls returns every control of the page in document order, in a form or
// not.
func (p *Page) Controls() []*Control {
	return slices.Clone(p.doc.controlsIn(p.root, p.doc.end[p.root]))
}

// Buttons returns the buttons that submit a form and show the text, as their
// text, value or alternative text. White space, case and decorating signs at
// the ends do not count.
func (p *Page) Buttons(text string) []*Control {
	want := foldName(text)
	var buttons []*Control
	for _, c := range p.doc.controlsIn(p.root, p.doc.end[p.root]) {
		if (c.kind == Submit || c.kind == Image) && foldName(c.Text()) == want {
			buttons = append(buttons, c)
		}
	}
	return buttons
}

// Section returns a view of the same document restricted to the element with
// the id, or <a name>. What hides that element is disregarded: it may be an
// in-page tab that is shown by a click.
func (p *Page) Section(id string) (*Page, bool) {
	if id == "" {
		return nil, false
	}
	at, ok := p.doc.ids[id]
	if !ok {
		at = slices.IndexFunc(p.doc.nodes, func(n *html.Node) bool { return isElement(n, "a") && attribute(n, "name") == id })
	}
	if at < 0 || !p.doc.inside(at, p.root) {
		return nil, false
	}
	return newPage(p.doc, at), true
}

// rawText joins the text nodes below node i as they are, without scripts.
func (d *document) rawText(i int) string {
	var out strings.Builder
	for k := i; k < d.end[i]; k++ {
		switch n := d.nodes[k]; {
		case n.Type == html.TextNode:
			out.WriteString(n.Data)
		case isElement(n, "script"):
			k = d.end[k] - 1
		}
	}
	return out.String()
}
