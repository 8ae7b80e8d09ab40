// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Link is a hyperlink to a web address. Links with other schemes, such as
// mailto:, are not listed; those with a script are listed by [Part.Scripts].
type Link struct {
	Text   string   // its text, otherwise the alt of an image, aria-label, title
	URL    *url.URL // resolved, with its fragment
	Hidden bool     // by the hidden attribute or an inline style
	Rel    string

	position
	folded string // the text in comparable form
}

// SamePage reports whether the link leads to another place of its own page: its
// URL differs from the page's only in the fragment.
func (l *Link) SamePage() bool {
	a, b := clone(l.URL), clone(l.doc.url)
	a.Fragment, a.RawFragment, b.Fragment, b.RawFragment = "", "", "", ""
	return a.String() == b.String()
}

func hasScheme(href, scheme string) bool {
	before, _, ok := strings.Cut(strings.TrimSpace(href), ":")
	return ok && strings.EqualFold(before, scheme)
}

func (d *document) findLinks() {
	for i, n := range d.nodes {
		href, ok := lookup(n, "href")
		isScript := !ok && attribute(n, "onclick") != "" || hasScheme(href, "javascript")
		if !isElement(n, "a") || !ok && !isScript {
			continue
		}
		text := d.accessibleName(i)
		link := &Link{Text: text, Hidden: d.hider[i] >= 0, Rel: attribute(n, "rel"), position: position{d, i}, folded: foldName(text)}
		if isScript {
			link.URL, d.scripts = clone(d.url), append(d.scripts, link)
		} else if u, err := d.resolve(href); err == nil && isWeb(u) {
			link.URL, d.links = u, append(d.links, link)
		}
	}
}

// accessibleName returns the name of a link or a button for its user.
func (d *document) accessibleName(i int) string {
	text := d.visibleText(i)
	for k := i; text == "" && k < d.end[i]; k++ {
		if isElement(d.nodes[k], "img") {
			text = firstText(d.nodes[k], "alt")
		}
	}
	if text == "" {
		text = firstText(d.nodes[i], "aria-label", "title")
	}
	return text
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

// LinksByText returns the links with the text, ignoring white space, case and
// decorating signs at the ends.
func (p *Page) LinksByText(text string) []*Link {
	want := foldName(text)
	return slices.DeleteFunc(p.Links(), func(l *Link) bool { return l.folded != want })
}
