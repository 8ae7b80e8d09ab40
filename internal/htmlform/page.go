// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package htmlform reads HTML pages and submits their forms as a browser does.
//
// A [Page] is parsed once and then answers what a person looking at it would
// ask: which links and buttons carry a text, which rows of settings there are,
// which table has these column headers. A [Submission] holds what that person
// touched in one form and turns it into the request a browser would send, by
// the HTML standard's rules for constructing the form data set. What nobody
// touched is sent as its attribute stands.
//
// The package performs no network access, runs no scripts and reads no style
// sheets: only the hidden attribute and inline styles hide an element. It is no
// browser: what no administration for people plausibly has, it does not handle.
package htmlform

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Page is one parsed document, or a section of one. It is immutable and safe
// for concurrent reading.
type Page struct {
	Part
	items func() []item
	rows  func() []*Row
	text  func() string
}

func newPage(doc *document, root int) *Page {
	p := &Page{Part: doc.part(root)}
	p.items = sync.OnceValue(func() []item { return layout(doc, root) })
	p.rows = sync.OnceValue(p.findRows)
	p.text = sync.OnceValue(p.Part.Text)
	return p
}

// URL returns the address the page was fetched from.
func (p *Page) URL() *url.URL { return clone(p.doc.url) }

// Text returns the visible text as that of a [Part].
func (p *Page) Text() string { return p.text() }

// Rows returns the rows of settings in document order.
func (p *Page) Rows() []*Row { return slices.Clone(p.rows()) }

// Lines returns the visible text as [Page.Text] does, a line each: what a line
// break or the edge of a block or cell parts is no longer together.
func (p *Page) Lines() []string {
	var lines []string
	line := -1
	for _, x := range p.items() {
		switch {
		case x.text == "" || x.hidden:
		case x.line == line:
			lines[len(lines)-1] += " " + x.text
		default:
			lines, line = append(lines, x.text), x.line
		}
	}
	return lines
}

var refreshContent = regexp.MustCompile(`(?is)^\s*(\d{1,9})[\d.]*(?:\s*[;,]\s*|\s+|$)(?:url\s*=\s*)?(.*)$`)

// Refresh returns where <meta http-equiv="refresh"> leads and after what time. A
// page that loads itself again leads nowhere.
func (p *Page) Refresh() (*url.URL, time.Duration, bool) {
	for _, n := range p.doc.nodes {
		if !isElement(n, "meta") || !strings.EqualFold(strings.TrimSpace(attribute(n, "http-equiv")), "refresh") {
			continue
		}
		content := refreshContent.FindStringSubmatch(attribute(n, "content"))
		if content == nil {
			continue
		}
		seconds, _ := strconv.Atoi(content[1])
		ref := strings.Trim(strings.TrimSpace(content[2]), `"'`)
		if u, err := p.doc.resolve(ref); err == nil && isWeb(u) && ref != "" {
			return u, time.Duration(seconds) * time.Second, true
		}
	}
	return nil, 0, false
}

// Unclosed names the elements that the source opens and does not close, among
// those whose end tags are written by habit: html, head, body, frameset, form,
// table, select, textarea, fieldset, script, style, title. It is a sign of a
// page that was cut off.
func (p *Page) Unclosed() []string { return append([]string(nil), p.doc.unclosed...) }

// Forms returns all forms of the document in document order.
func (p *Page) Forms() []*Form { return slices.Clone(p.doc.forms) }

// Buttons returns the buttons that submit a form and show the text, as their
// text, value or alternative text. White space, case and decorating signs at
// the ends do not count.
func (p *Page) Buttons(text string) []*Control {
	want := foldName(text)
	return slices.DeleteFunc(p.Controls(), func(c *Control) bool {
		return c.kind != Submit && c.kind != Image || c.folded != want
	})
}

// Section returns a view of the same document restricted to the element with
// the id. What hides that element is disregarded: it may be an in-page tab that
// is shown by a click.
func (p *Page) Section(id string) (*Page, bool) {
	at, ok := p.doc.ids[id]
	if !ok || !p.doc.inside(at, p.from) {
		return nil, false
	}
	return newPage(p.doc, at), true
}

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
func (p Part) Text() string { return p.doc.text(p.from, p.from, p.to) }

// Controls returns the controls in document order, hidden inputs included, in a
// form or not.
func (p Part) Controls() []*Control { return between(p.doc.controls, p.from, p.to) }

// Links returns the links in document order, hidden ones included.
func (p Part) Links() []*Link { return between(p.doc.links, p.from, p.to) }

// Frames returns the addresses of the frames, of any origin, in document order.
func (p Part) Frames() []*url.URL {
	var frames []*url.URL
	for _, n := range p.doc.nodes[p.from:max(p.from, p.to)] {
		src := attribute(n, "src")
		if !isElement(n, "frame", "iframe") || strings.TrimSpace(src) == "" {
			continue
		}
		if u, err := p.doc.resolve(src); err == nil && isWeb(u) {
			frames = append(frames, u)
		}
	}
	return frames
}
