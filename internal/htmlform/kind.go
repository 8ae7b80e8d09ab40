// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "strings"

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

// controlType is the type of a control in the words of the HTML standard.
func controlType(element, attr string, multiple bool) string {
	attr = strings.ToLower(attr)
	switch element {
	case "textarea":
		return "textarea"
	case "select":
		if multiple {
			return "select-multiple"
		}
		return "select-one"
	case "button":
		switch attr {
		case "reset", "button":
			return attr
		}
		return "submit"
	}
	switch attr {
	case "hidden", "text", "search", "tel", "url", "email", "password", "date", "month", "week", "time",
		"datetime-local", "number", "range", "color", "checkbox", "radio", "file", "submit", "image", "reset", "button":
		return attr
	}
	return "text"
}

func kindOf(controlType string) Kind {
	switch controlType {
	case "textarea":
		return Textarea
	case "select-multiple":
		return SelectMultiple
	case "select-one":
		return Select
	case "password":
		return Password
	case "hidden":
		return Hidden
	case "checkbox":
		return Checkbox
	case "radio":
		return Radio
	case "file":
		return File
	case "submit":
		return Submit
	case "image":
		return Image
	case "reset":
		return Reset
	case "button":
		return Button
	}
	return Text
}
