// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Link is a hyperlink to a web address. Links of other schemes, javascript:
// and mailto: among them, are not listed.
type Link struct {
	Text   string   // what names it: its text, else the alt of an image, the title of a drawing, aria-label, title
	URL    *url.URL // resolved, with its fragment
	Target string   // the frame it opens in
	Hidden bool     // by the hidden attribute or an inline style
	Rel    string

	doc *document
	at  int
}

// SamePage reports whether the link leads to another place of the page it
// stands on: its URL differs from the page's in the fragment only.
func (l *Link) SamePage() bool {
	a, b := clone(l.URL), clone(l.doc.url)
	a.Fragment, a.RawFragment, b.Fragment, b.RawFragment = "", "", "", ""
	return a.String() == b.String()
}

func (d *document) findLinks() {
	for i, n := range d.nodes {
		if !isElement(n, "a", "area") {
			continue
		}
		href, ok := lookup(n, "href")
		if !ok {
			continue
		}
		u, err := d.resolve(href)
		if err != nil || !isWeb(u) {
			continue
		}
		d.links = append(d.links, &Link{
			Text: d.accessibleName(i), URL: u, Target: attribute(n, "target"), Hidden: d.hidden[i],
			Rel: attribute(n, "rel"), doc: d, at: i,
		})
	}
}

// accessibleName is what names a link or a button for its user.
func (d *document) accessibleName(i int) string {
	isUnseen := func(n *html.Node) bool { return isHiddenByMarkup(n) || isDecoration(n) }
	for _, isLeftOut := range []func(*html.Node) bool{isUnseen, isHiddenByMarkup} {
		if text := d.textWithout(i, d.end[i], isLeftOut); text != "" {
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
	for _, name := range []string{"aria-label", "title"} {
		if text := collapse(attribute(d.nodes[i], name)); text != "" {
			return text
		}
	}
	return ""
}

// Links returns the links of the page in document order, hidden ones included.
func (p *Page) Links() []*Link { return p.doc.linksIn(p.root, p.doc.end[p.root]) }

func (d *document) linksIn(from, to int) []*Link {
	index := func(at int) int {
		k, _ := slices.BinarySearchFunc(d.links, at, func(l *Link, at int) int { return l.at - at })
		return k
	}
	return slices.Clone(d.links[index(from):index(max(from, to))])
}

// LinksByText returns the links that show the text. White space, case and
// decorating signs at the ends do not count. Where no link shows just the text,
// those are meant that show it with a count behind it, such as "Sessions (3)".
func (p *Page) LinksByText(text string) []*Link {
	want := foldName(text)
	var links, counted []*Link
	for _, l := range p.Links() {
		switch rest, ok := strings.CutPrefix(foldName(l.Text), want); {
		case ok && rest == "":
			links = append(links, l)
		case ok && shownCount.MatchString(rest):
			counted = append(counted, l)
		}
	}
	if len(links) == 0 {
		return counted
	}
	return links
}

// shownCount matches what stands behind a text that is counted.
var shownCount = regexp.MustCompile(`^(?: \d+| ?\(\d+\)| ?\[\d+\])$`)
