// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// kind is what values a setting takes and which control edits it.
type kind int

const (
	kindText   kind = iota // one line
	kindBool               // Yes or No
	kindChoice             // one of the choices
	kindList               // any number of the choices
	kindNumber             // a decimal integer
	kindLines              // several lines, LF
	kindMany               // several inputs of one name
	kindPorts              // TCP ports
	kindSecret             // never shown
)

// setting is one row of a settings page. Labels are the newer ones, without colon; they are the setting's key as well.
type setting struct {
	page    page // pageGeneral or pageSecurity
	section string
	label   string
	older   string // the label of older releases, when it differs
	kind    kind
	def     []string // the product's default
	olderDf []string // the default of older releases, when it differs
	own     []string // own value out of the box; nil: the default is used
	choices []string
	hint    string
	local   bool // Local override is in use out of the box
}

// separator joins the values of a kind to one string and parts them again.
func (k kind) separator() string {
	if k == kindPorts {
		return ", "
	}
	return "\n"
}

func (k kind) multiple() bool { return k == kindList || k == kindMany || k == kindPorts }

func (k kind) join(values []string) string { return strings.Join(values, k.separator()) }

func (k kind) split(value string) []string {
	switch {
	case k == kindPorts:
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
func (c *setting) check(values []string) string {
	for _, v := range values {
		switch c.kind {
		case kindPorts:
			if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 65535 {
				return c.label + ": " + strconv.Quote(v) + " is not a port number from 1 to 65535."
			}
		case kindNumber:
			if _, err := strconv.Atoi(v); err != nil {
				return c.label + ": " + strconv.Quote(v) + " is not a number."
			}
		case kindBool:
			if v != yes && v != no {
				return c.label + ": " + strconv.Quote(v) + " is neither Yes nor No."
			}
		case kindChoice, kindList:
			if !slices.Contains(c.choices, v) {
				return c.label + ": " + strconv.Quote(v) + " is not one of the choices."
			}
		case kindText, kindLines, kindMany, kindSecret:
		}
	}
	return ""
}

const (
	yes = "Yes"
	no  = "No"
)
