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

	"golang.org/x/net/html"
)

// Page is one parsed document, or a section of one. It is immutable and safe
// for concurrent reading.
type Page struct {
	Part
	rows func() []*Row
}

func newPage(doc *document, root int) *Page {
	p := &Page{Part: doc.part(root)}
	p.rows = sync.OnceValue(p.findRows)
	return p
}

// URL returns the address of the page.
func (p *Page) URL() *url.URL { return clone(p.doc.url) }

// Rows returns the rows of settings in document order.
func (p *Page) Rows() []*Row { return slices.Clone(p.rows()) }

// Lines returns the visible text as [Page.Text] does, in lines: a line break or
// the edge of a block or cell ends a line.
func (p *Page) Lines() []string { return p.LinesOutside(&Table{}) }

// LinesOutside returns the lines that are not in the body rows of a table.
func (p *Page) LinesOutside(t *Table) []string {
	var lines []string
	for from, to := p.from, p.from; from < p.to; from = to {
		for to < p.to && p.doc.line[to] == p.doc.line[from] {
			to++
		}
		if t.Contains(position{p.doc, from}) {
			continue
		}
		if text := p.doc.text(p.from, from, to); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

var refreshContent = regexp.MustCompile(`(?is)^\s*(\d{1,9})[\d.]*(?:\s*[;,]\s*|\s+|$)(?:url\s*=\s*)?(.*)$`)

// Refresh returns the target of <meta http-equiv="refresh"> and its delay. A page
// that loads itself again has no target.
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

// Unclosed returns the elements that the source opens and does not close, of
// those that authors always close: html, head, body, frameset, form, table,
// select, textarea, fieldset, script, style, title. They indicate a truncated
// page.
func (p *Page) Unclosed() []string { return append([]string(nil), p.doc.unclosed...) }

// Forms returns all forms of the document in document order.
func (p *Page) Forms() []*Form { return slices.Clone(p.doc.forms) }

// Buttons returns the submit buttons with the text as their text, value or
// alternative text, ignoring white space, case and decorating signs at the
// ends.
func (p *Page) Buttons(text string) []*Control {
	want := foldName(text)
	return slices.DeleteFunc(p.Controls(), func(c *Control) bool {
		return !c.IsSubmit() || c.folded != want
	})
}

// Section returns a view of the same document, restricted to the element with
// the id. It ignores that the element may be hidden: it may be a tab within the
// page that a click shows.
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

// position is the place of an element in its document.
type position struct {
	doc *document
	at  int
}

func (p position) place() position { return p }

func (p position) node() *html.Node { return p.doc.nodes[p.at] }

// node is an element of a page: a [*Control] or a [*Link].
type node interface{ place() position }

// Contains reports whether the control or link is in the part.
func (p Part) Contains(n node) bool {
	place := n.place()
	return place.doc == p.doc && p.from <= place.at && place.at < p.to
}

// Text returns the visible text, white space collapsed. It includes the texts
// of buttons, but not the values and choices of other controls.
func (p Part) Text() string { return p.doc.text(p.from, p.from, p.to) }

// Controls returns the controls in document order, including hidden inputs, in
// a form or not.
func (p Part) Controls() []*Control { return between(p.doc.controls, p.from, p.to) }

// Links returns the links in document order, including hidden ones.
func (p Part) Links() []*Link { return between(p.doc.links, p.from, p.to) }

// Scripts returns the links that only a script follows, such as javascript:, in
// document order. They have the URL of the page.
func (p Part) Scripts() []*Link { return between(p.doc.scripts, p.from, p.to) }

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
