// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strconv"
	"strings"
)

// Option is a choice of a select.
type Option struct {
	Value    string
	Text     string // white space collapsed
	Selected bool
	Stated   bool // the page itself marks it as selected
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
		up := d.nodes[d.parent[k]]
		options = append(options, Option{
			Value: value, Text: collapse(raw), Selected: hasAttribute(n, "selected"), Stated: hasAttribute(n, "selected"),
			Disabled: hasAttribute(n, "disabled") || isElement(up, "optgroup") && hasAttribute(up, "disabled"),
		})
	}
	if !multiple {
		settleOptions(options, attribute(d.nodes[i], "size"))
	}
	return options
}

// settleOptions leaves one option of a select selected: the last one that the
// page marks, otherwise the first that can be chosen, except in a list box.
func settleOptions(options []Option, size string) {
	chosen := -1
	for k, o := range options {
		if o.Selected {
			chosen = k
		}
	}
	if shown, _ := strconv.Atoi(strings.TrimSpace(size)); chosen < 0 && shown <= 1 {
		chosen = slices.IndexFunc(options, func(o Option) bool { return !o.Disabled })
	}
	for k := range options {
		options[k].Selected = k == chosen
	}
}
