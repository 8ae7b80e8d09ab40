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

// separator joins the values of a kind to one string and parts them again.
func (k Kind) separator() string {
	if k == KindPorts {
		return ", "
	}
	return "\n"
}

func (k Kind) multiple() bool { return k == KindList || k == KindMany || k == KindPorts }

func (k Kind) join(values []string) string { return strings.Join(values, k.separator()) }

func (k Kind) split(value string) []string {
	switch {
	case k == KindPorts:
		return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", \n\t", r) })
	case k.multiple() && value == "":
		return []string{}
	case k.multiple():
		return strings.Split(value, "\n")
	default:
		return []string{value}
	}
}

// check tells why the product would not take the values; empty when it would.
func (c *Setting) check(values []string) string {
	for _, v := range values {
		switch c.Kind {
		case KindPorts:
			if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 65535 {
				return c.Label + ": " + strconv.Quote(v) + " is not a port number from 1 to 65535."
			}
		case KindNumber:
			if _, err := strconv.Atoi(v); err != nil {
				return c.Label + ": " + strconv.Quote(v) + " is not a number."
			}
		case KindBool:
			if v != Yes && v != No {
				return c.Label + ": " + strconv.Quote(v) + " is neither Yes nor No."
			}
		case KindChoice, KindThreeWay, KindList:
			if !slices.Contains(c.Choices, v) {
				return c.Label + ": " + strconv.Quote(v) + " is not one of the choices."
			}
		case KindText, KindLines, KindMany, KindSecret:
		}
	}
	return ""
}

// Values of a [KindBool].
const (
	Yes = "Yes"
	No  = "No"
)
