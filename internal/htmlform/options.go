// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Option is a choice of a select.
type Option struct {
	Value    string
	Text     string // white space collapsed
	Selected bool
	Stated   bool // the page itself says that it is selected
	Disabled bool
}

func (d *document) findOptions(i int, multiple bool) []Option {
	var options []Option
	for k := i + 1; k < d.end[i]; k++ {
		n := d.nodes[k]
		if !isElement(n, "option") {
			continue
		}
		raw := d.rawText(k)
		value, stated := lookup(n, "value")
		if !stated {
			value = strings.Join(strings.FieldsFunc(raw, isHTMLSpace), " ")
		}
		o := Option{Value: value, Text: collapse(raw), Selected: hasAttribute(n, "selected"), Disabled: hasAttribute(n, "disabled")}
		o.Stated = o.Selected
		if o.Text == "" {
			o.Text = firstText(n, "label")
		}
		if up := d.nodes[d.parent[k]]; isElement(up, "optgroup") && hasAttribute(up, "disabled") {
			o.Disabled = true
		}
		options = append(options, o)
	}
	if !multiple {
		settleOptions(options, d.nodes[i])
	}
	return options
}

func isHTMLSpace(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) }

// settleOptions leaves one option of a select selected: the last that the page
// marks, else the first that can be chosen, but for a list box.
func settleOptions(options []Option, n *html.Node) {
	chosen := len(options) - 1
	for chosen >= 0 && !options[chosen].Selected {
		chosen--
	}
	if size, _ := number(attribute(n, "size")); chosen < 0 && size <= 1 {
		chosen = slices.IndexFunc(options, func(o Option) bool { return !o.Disabled })
	}
	for k := range options {
		options[k].Selected = k == chosen
	}
}
