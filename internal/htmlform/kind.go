// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"strings"

	"golang.org/x/net/html"
)

// Kind tells what a person can do with a control.
type Kind int

// The kinds of controls. Text stands for every input of one line whose value
// shows: text, search, tel, url, email, number, range, color, dates and times.
const (
	Text Kind = iota + 1
	Password
	Hidden
	Checkbox
	Radio
	File
	Select
	SelectMultiple
	Textarea
	Submit
	Image
	Reset
	Button
)

var kindNames = [...]string{
	"", "text", "password", "hidden", "checkbox", "radio", "file", "select", "select multiple", "textarea",
	"submit button", "image button", "reset button", "button",
}

// String returns the kind in words.
func (k Kind) String() string {
	if k < Text || k > Button {
		return "unknown"
	}
	return kindNames[k]
}

// isButton reports whether the control is pressed instead of filled in.
func (k Kind) isButton() bool { return k >= Submit }

var inputKinds = map[string]Kind{
	"password": Password, "hidden": Hidden, "checkbox": Checkbox, "radio": Radio, "file": File,
	"submit": Submit, "image": Image, "reset": Reset, "button": Button,
}

func kindOf(n *html.Node) Kind {
	kind := inputKinds[strings.ToLower(attribute(n, "type"))]
	switch {
	case n.Data == "textarea":
		return Textarea
	case n.Data == "select" && hasAttribute(n, "multiple"):
		return SelectMultiple
	case n.Data == "select":
		return Select
	case n.Data == "button" && kind != Reset && kind != Button:
		return Submit
	case kind == 0:
		return Text
	}
	return kind
}
