// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// hasDirection reports whether the direction of the text in the control can be
// submitted, by its dirname attribute.
func (c *Control) hasDirection() bool {
	return !isElement(c.node(), "button") && slices.Contains([]string{"textarea", "hidden", "text", "search", "tel", "url", "email", "password", "submit"}, c.typ)
}

// direction returns "ltr" or "rtl" for the control with the given value.
func (c *Control) direction(value string) string {
	d := c.doc
	for up := c.at; up >= 0; up = d.parent[up] {
		switch dir := strings.ToLower(attribute(d.nodes[up], "dir")); {
		case dir == "ltr", dir == "rtl":
			return dir
		case dir == "auto" && up == c.at:
			return textDirection(value)
		case dir == "auto":
			return textDirection(d.rawText(up))
		case up == c.at && c.typ == "tel":
			return "ltr"
		}
	}
	return "ltr"
}

// textDirection is that of the first letter that has one.
func textDirection(text string) string {
	for _, r := range text {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return "ltr"
		case bidi.R, bidi.AL:
			return "rtl"
		}
	}
	return "ltr"
}
