// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Label is a place in the page whose whole text is a given label, and the row
// it stands in.
type Label struct {
	page     *Page
	from, to int // positions of the nodes that hold the text
	text     string
}

// Text returns the label as the page shows it, white space collapsed.
func (l *Label) Text() string { return l.text }

// labelCandidate is a label with the place of its text.
type labelCandidate struct {
	Label
	start, end int // in the page's text
}

// Labelled finds the places whose whole visible text is the label: elements,
// lines of text, and text nodes beside controls. White space, case and a colon
// at the end do not count. Where nested elements have the same whole text, the
// innermost is meant.
func (p *Page) Labelled(text string) []*Label {
	want := foldLabel(text)
	return p.labels(want, func(shown string) (string, bool) {
		return shown, len(shown) <= 4*len(want)+16 && strings.EqualFold(trimColon(shown), want)
	})
}

// LabelledInText finds the places whose visible text begins with the label and
// its colon and goes on, as "Ports: 80, 443" does where a value is shown as text.
// The rest is as with [Page.Labelled].
func (p *Page) LabelledInText(text string) []*Label {
	want := foldLabel(text)
	return p.labels(want, func(shown string) (string, bool) {
		label, found := throughColon(shown[:min(len(shown), 4*len(want)+16)])
		return label, found && strings.EqualFold(trimColon(label), want)
	})
}

// labels finds the places that match: the function gets the text of a place and
// returns the label in it.
func (p *Page) labels(want string, match func(shown string) (label string, ok bool)) []*Label {
	if want == "" {
		return nil
	}
	candidate := func(from, to, start, end int) (labelCandidate, bool) {
		shown := p.text[start:end]
		trimmed := strings.TrimLeft(shown, " ")
		start += len(shown) - len(trimmed)
		trimmed = strings.TrimRight(trimmed, " ")
		end = start + len(trimmed)
		label, matches := match(trimmed)
		return labelCandidate{Label{p, from, to, label}, start, end}, matches
	}
	var found []labelCandidate // in document order, none inside another
	d := p.doc
	buttonEnd := -1
	for i := p.root; i < d.end[p.root]; i++ {
		n := d.nodes[i]
		if isElement(n, "button") {
			buttonEnd = max(buttonEnd, d.end[i])
		}
		if i < buttonEnd || n.Type != html.ElementNode && n.Type != html.TextNode {
			continue
		}
		c, matches := candidate(i, d.end[i], p.starts[i-p.first], p.ends[i-p.first])
		switch last := len(found) - 1; {
		case !matches:
		case last >= 0 && c.start < found[last].end:
			found[last] = c // inside of the last one
		default:
			found = append(found, c)
		}
	}
	elements := found
	for first := 0; first < len(p.pieces); {
		last := first + 1
		for last < len(p.pieces) && p.pieces[last].run == p.pieces[first].run {
			last++
		}
		if last-first == 1 {
			first = last
			continue
		}
		line := slices.DeleteFunc(slices.Clone(p.pieces[first:last]), func(x piece) bool { return x.control != nil })
		first = last
		if len(line) < 2 {
			continue
		}
		if c, matches := candidate(line[0].at, line[len(line)-1].at+1, line[0].from, line[len(line)-1].to); matches {
			k, _ := slices.BinarySearchFunc(elements, c.start+1, func(e labelCandidate, start int) int { return e.end - start })
			if k == len(elements) || elements[k].start >= c.end {
				found = append(found, c)
			}
		}
	}
	slices.SortFunc(found, func(a, b labelCandidate) int { return a.from - b.from })
	labels := make([]*Label, len(found))
	for k := range found {
		labels[k] = &found[k].Label
		labels[k].narrow()
	}
	return labels
}

// narrow leaves of the element that holds the label the part from its first to
// its last text: controls may stand in the same element.
func (l *Label) narrow() {
	first, last := -1, -1
	for k := l.page.pieceAt(l.from); k < len(l.page.pieces) && l.page.pieces[k].at < l.to; k++ {
		if x := l.page.pieces[k]; x.control == nil {
			if first < 0 {
				first = x.at
			}
			last = x.at
		}
	}
	if first >= 0 {
		l.from, l.to = first, last+1
	}
}
