// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// Link is a hyperlink to a web address. Links of other schemes, javascript:
// and mailto: among them, are not listed.
type Link struct {
	Text   string   // what names it: its text, else the alt of an image, the title of a drawing, aria-label, title
	URL    *url.URL // resolved, with its fragment
	Hidden bool     // by the hidden attribute or an inline style
	Rel    string

	doc    *document
	at     int
	folded string // the text made comparable
	bare   string // the same without a count behind it
}

func (l *Link) place() (*document, int) { return l.doc, l.at }

// SamePage reports whether the link leads to another place of the page it
// stands on: its URL differs from the page's in the fragment only.
func (l *Link) SamePage() bool {
	a, b := clone(l.URL), clone(l.doc.url)
	a.Fragment, a.RawFragment, b.Fragment, b.RawFragment = "", "", "", ""
	return a.String() == b.String()
}

func (d *document) findLinks() {
	for i, n := range d.nodes {
		href, ok := lookup(n, "href")
		if !ok || !isElement(n, "a", "area") {
			continue
		}
		if u, err := d.resolve(href); err == nil && isWeb(u) {
			l := &Link{Text: d.accessibleName(i), URL: u, Hidden: d.hider[i] >= 0, Rel: attribute(n, "rel"), doc: d, at: i}
			l.folded = foldName(l.Text)
			if l.bare = l.folded; strings.TrimRight(l.folded, "0123456789)]") != l.folded {
				l.bare = foldName(shownCount.ReplaceAllString(l.folded, ""))
			}
			d.links = append(d.links, l)
		}
	}
}

// accessibleName is what names a link or a button for its user.
func (d *document) accessibleName(i int) string {
	for _, isLeftOut := range []func(*html.Node) bool{isDecoration, nil} {
		if text := d.text(i, i, d.end[i], isLeftOut); text != "" {
			return text
		}
	}
	for k := i; k < d.end[i]; k++ {
		text := ""
		switch n := d.nodes[k]; {
		case isElement(n, "img", "area", "input"):
			text = collapse(attribute(n, "alt"))
		case n.Namespace == "svg" && n.Data == "title":
			text = collapse(d.rawText(k))
		}
		if text != "" {
			return text
		}
	}
	return firstText(d.nodes[i], "aria-label", "title")
}

// firstText returns the first of the attributes that is not empty.
func firstText(n *html.Node, names ...string) string {
	for _, name := range names {
		if text := collapse(attribute(n, name)); text != "" {
			return text
		}
	}
	return ""
}

// LinksByText returns the links that show the text. White space, case and
// decorating signs at the ends do not count. Where no link shows just the text,
// those are meant that show it with a count behind it, such as "Sessions (3)".
func (p *Page) LinksByText(text string) []*Link {
	want := foldName(text)
	var links, counted []*Link
	for _, l := range p.Links() {
		switch want {
		case l.folded:
			links = append(links, l)
		case l.bare:
			counted = append(counted, l)
		}
	}
	if len(links) == 0 {
		return counted
	}
	return links
}

var shownCount = regexp.MustCompile(`(?: \d+| ?\(\d+\)| ?\[\d+\])$`)
