// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// invisible are characters that show nothing.
var invisible = strings.NewReplacer("\u00AD", "", "\u200B", "", "\u200C", "", "\u200D", "", "\u200E", "", "\u200F", "", "\u2060", "", "\uFEFF", "")

// collapse returns a text without invisible characters, and with every run of
// white space, including no-break spaces, replaced by one space.
func collapse(text string) string {
	return strings.Join(strings.Fields(invisible.Replace(text)), " ")
}

// visibleText returns the visible text of an element, white space collapsed. It
// ignores that the element itself may be hidden, because the caller asks for
// that text.
func (d *document) visibleText(i int) string { return d.text(i, i, d.end[i]) }

// text returns the text of the nodes from..to-1, white space collapsed, without
// the text that an element after root hides.
func (d *document) text(root, from, to int) string {
	var out strings.Builder
	run := -1
	for i := from; i < to; i++ {
		isHidden := d.hider[i] > root
		if d.run[i] != run || isHidden {
			out.WriteByte(' ')
			run = d.run[i]
		}
		if n := d.nodes[i]; n.Type == html.TextNode && !isHidden {
			out.WriteString(n.Data)
		}
	}
	return collapse(out.String())
}

// rawText joins the text nodes below node i unchanged, without scripts.
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

// decoration are signs beside the words of links, buttons and headers.
const decoration = " .…»›>→⇒▸▶►▼▲▾▴↑↓↗⧉•·‣▪▫■□●○◦*-–—+"

// foldName returns the comparable form of texts of links, buttons and headers:
// without white space, case and decorating signs at the ends.
func foldName(text string) string {
	text = strings.ToLower(collapse(text))
	if trimmed := strings.Trim(text, decoration); trimmed != "" {
		return trimmed
	}
	return text // only signs: a pager's arrows
}

// throughColon matches a text up to its first colon that is not part of a word:
// white space follows, or nothing.
var throughColon = regexp.MustCompile(`^.*?:(?: |$)`)

// item is a control, or a text with only inline markup inside.
type item struct {
	at, end int // positions of its nodes
	control *Control
	label   string // the part of a text that ends in a colon, "" if none
	hidden  bool
}

// layout lists the items of the page in reading order, including hidden ones,
// marked as such, but without hidden inputs.
func layout(d *document, root int) []item {
	var items []item
	for i := root; i < d.end[root]; {
		x := item{at: i, end: d.end[i], control: d.controlAt[i], hidden: d.hider[i] > root}
		if i = x.end; x.control == nil || x.control.Kind == Hidden {
			x, i = d.textItem(root, x.at)
		}
		if x.end > 0 {
			items = append(items, x)
		}
	}
	return items
}

// textItem returns the text of the run that begins at or in node i, and the
// start of the following item. A label ends where the first node ends in a
// colon: following markup is a value or a remark.
func (d *document) textItem(root, i int) (x item, next int) {
	var text strings.Builder
	for next = i; next < d.end[root] && !d.endsText(x, root, next); next++ {
		switch n := d.nodes[next]; {
		case n.Type == html.TextNode && (x.end > 0 || collapse(n.Data) != ""):
			if x.end == 0 {
				x = item{at: next, hidden: d.hider[next] > root}
			}
			x.end = next + 1
			text.WriteString(n.Data)
			if x.label == "" && strings.HasSuffix(strings.TrimSpace(n.Data), ":") {
				x.label = collapse(text.String())
			}
		case next != root && isTextless(n):
			text.WriteByte(' ')
			next = d.end[next] - 1
		}
	}
	if x.label == "" {
		x.label = strings.TrimSpace(throughColon.FindString(collapse(text.String())))
	}
	return x, next
}

// endsText reports whether node i ends a text: it is a control, or belongs to
// another run.
func (d *document) endsText(x item, root, i int) bool {
	if c := d.controlAt[i]; c != nil && c.Kind != Hidden {
		return true
	}
	return x.end > 0 && d.nodes[i].Type == html.TextNode && (d.run[i] != d.run[x.at] || d.hider[i] > root != x.hidden)
}
