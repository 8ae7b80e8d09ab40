// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

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
	doc   *document
	root  int // position of the element the page is restricted to
	items func() []item
}

func newPage(doc *document, root int) *Page {
	return &Page{doc, root, sync.OnceValue(func() []item { return layout(doc, root) })}
}

// URL returns the address the page was fetched from.
func (p *Page) URL() *url.URL { return clone(p.doc.url) }

// Text returns the visible text, white space collapsed. The values and choices
// of controls are no part of it, the texts of buttons are.
func (p *Page) Text() string { return p.doc.visibleText(p.root) }

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

// Headings returns the texts of headings, legends and table captions in
// document order.
func (p *Page) Headings() []string {
	var texts []string
	for i := p.root; i < p.doc.end[p.root]; i++ {
		if text := p.doc.heading(i); text != "" && (!p.doc.hidden[i] || p.doc.hidden[p.root]) {
			texts = append(texts, text)
		}
	}
	return texts
}

// Frames returns the addresses of the frames of the page, of any origin, in
// document order and without duplicates.
func (p *Page) Frames() []*url.URL { return p.doc.framesIn(p.root, p.doc.end[p.root]) }

var refreshContent = regexp.MustCompile(`(?is)^\s*(\d{1,9})[\d.]*(?:\s*[;,]\s*|\s+|$)(?:url\s*=\s*)?(.*)$`)

// Refresh returns where <meta http-equiv="refresh"> leads and after what time.
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
		if ref == "" {
			return p.URL(), time.Duration(seconds) * time.Second, true
		}
		if u, err := p.doc.resolve(ref); err == nil && isWeb(u) {
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

// Forms returns the forms of the page in document order. Those of a section
// are the forms that own a control in it or stand in it, whole.
func (p *Page) Forms() []*Form {
	return slices.DeleteFunc(slices.Clone(p.doc.forms), func(f *Form) bool {
		isHere := func(c *Control) bool { return p.doc.inside(c.at, p.root) }
		return !p.doc.inside(f.at, p.root) && !slices.ContainsFunc(f.controls, isHere)
	})
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
// the id. What hides that element is disregarded: it may be an in-page tab that
// is shown by a click.
func (p *Page) Section(id string) (*Page, bool) {
	at, ok := p.doc.ids[id]
	if !ok || !p.doc.inside(at, p.root) {
		return nil, false
	}
	return newPage(p.doc, at), true
}
