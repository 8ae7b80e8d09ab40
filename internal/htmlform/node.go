// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

func isElement(n *html.Node, names ...string) bool {
	return n.Type == html.ElementNode && n.Namespace == "" && slices.Contains(names, n.Data)
}

// lookup returns an attribute. Of several with one name, the first counts.
func lookup(n *html.Node, name string) (string, bool) {
	if n.Type != html.ElementNode {
		return "", false
	}
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

func attribute(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

func hasAttribute(n *html.Node, name string) bool {
	_, ok := lookup(n, name)
	return ok
}

func isHTMLSpace(r rune) bool { return strings.ContainsRune(" \t\r\n\f", r) }

var hidingStyle = regexp.MustCompile(`(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\s*(?:!\s*important\s*)?(?:;|$)`)

func isHiddenByMarkup(n *html.Node) bool {
	style, ok := lookup(n, "style")
	return ok && hidingStyle.MatchString(style) || hasAttribute(n, "hidden")
}

// isTextless reports whether the text inside an element is not text of the
// page, but code, metadata, or the value of a control.
func isTextless(n *html.Node) bool {
	return isElement(n, "head", "script", "style", "template", "noscript", "noframes", "iframe", "title", "select",
		"option", "optgroup", "datalist", "textarea", "object")
}

// isBlock reports whether an element begins a new line or a new cell.
func isBlock(n *html.Node) bool { return isElement(n, blockElements...) }

var blockElements = strings.Fields(`address article aside blockquote body br caption center col colgroup dd
	details div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hr html iframe
	legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul`)

func isHeading(n *html.Node) bool {
	return isElement(n, "h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption")
}

func isControlName(name string) bool {
	return name == "input" || name == "select" || name == "textarea" || name == "button"
}

func isControlElement(n *html.Node) bool { return isElement(n, n.Data) && isControlName(n.Data) }
