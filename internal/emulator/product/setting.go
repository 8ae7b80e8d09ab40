// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what values a setting takes.
type Kind int

// Kinds of settings.
const (
	KindText     Kind = iota // one line
	KindBool                 // Yes or No
	KindChoice               // one of the choices
	KindThreeWay             // one of the choices, the default one marked (documented)
	KindList                 // any number of the choices
	KindNumber               // a decimal integer
	KindLines                // several lines, LF
	KindMany                 // several values of one line each
	KindPorts                // TCP ports
	KindSecret               // never shown
)

// Setting is one row of a settings page. Its key is the newer label, without colon.
type Setting struct {
	Page    string // PageGeneral or PageSecurity
	Section string
	Label   string
	Kind    Kind
	Choices []string
	Hint    string

	older    string   // the label of older releases, when it differs
	def      []string // the product's default
	olderDef []string // the default of older releases, when it differs
	own      []string // own value out of the box; nil: the default is used
	local    bool     // Local override is in use out of the box
}

// join makes one string of the values.
func (k Kind) join(values []string) string {
	if k == KindPorts {
		return strings.Join(values, ", ")
	}
	return strings.Join(values, "\n")
}

func (k Kind) split(value string) []string {
	switch {
	case k == KindPorts:
		return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", \n\t", r) })
	case k != KindList && k != KindMany:
		return []string{value}
	case value == "":
		return []string{}
	}
	return strings.Split(value, "\n")
}

// check tells why the product would not take the values; empty when it would.
func (c *Setting) check(values []string) string {
	for _, v := range values {
		wrong := ""
		n, err := strconv.Atoi(v)
		switch {
		case c.Kind == KindPorts && (err != nil || n < 1 || n > 65535):
			wrong = "is not a port number from 1 to 65535."
		case c.Kind == KindNumber && err != nil:
			wrong = "is not a number."
		case c.Kind == KindBool && v != Yes && v != No:
			wrong = "is neither Yes nor No."
		case len(c.Choices) > 0 && !slices.Contains(c.Choices, v):
			wrong = "is not one of the choices."
		}
		if wrong != "" {
			return c.Label + ": " + strconv.Quote(v) + " " + wrong
		}
	}
	return ""
}

// Values of a [KindBool].
const (
	Yes = "Yes"
	No  = "No"
)
