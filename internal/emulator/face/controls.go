// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// mask is shown for a secret that is set; posting it back changes nothing.
const mask = "********"

// option is one choice of a setting: the text on the page, the value in a form, and its meaning.
type option struct{ shown, sent, means string }

// options returns the choices of a setting. Sloppy skins and text fields send the text itself.
func (v *visit) options(row product.Row) []option {
	choices := row.Choices
	if row.Kind == product.KindBool {
		choices = []string{product.No, product.Yes}
	}
	marked := row.Kind == product.KindThreeWay || row.Kind == product.KindBool && v.skin.YesNo == "select-marked"
	list := make([]option, len(choices))
	for i, choice := range choices {
		list[i] = option{choice, strconv.Itoa(i), choice}
		if marked && choice == row.Default[0] {
			list[i].shown += " (default value)"
		}
		if v.skin.Sloppy || row.Kind == product.KindBool && v.skin.YesNo == "text" {
			list[i].sent = list[i].shown
		}
	}
	return list
}

func (v *visit) fieldOf(row product.Row) string { return v.names.field("value " + row.Label) }
func (v *visit) boxOf(row product.Row) string   { return v.names.field("box " + row.Label) }

// control returns the control of a setting; every field gets the attributes.
func (v *visit) control(row product.Row, attrs []string) *node {
	values, name := row.Values, v.fieldOf(row)
	field := func(kind, value string, more ...string) *node { return input(kind, name, value, attrs...).add(more) }
	area := func(value string) *node { return el("textarea", at("name", name), attrs, value) }
	first := strings.Join(values[:min(len(values), 1)], "")
	switch row.Kind {
	case product.KindBool:
		return v.yesNo(row, first, field, attrs)
	case product.KindChoice, product.KindThreeWay:
		return v.selection(row, values, attrs)
	case product.KindList: // the hidden field distinguishes an empty list from a row that was not posted
		return group(field("hidden", ""), v.selection(row, values, append(attrs, "multiple", bare, "size", "4")))
	case product.KindLines:
		return area(first)
	case product.KindMany:
		many := group()
		for _, value := range values {
			many.add(field("text", value), el("br"))
		}
		return many
	case product.KindPorts:
		if v.skin.PortsControl == "lines" {
			return area(strings.Join(values, "\n"))
		}
		return field("text", strings.Join(values, v.portsSeparator()))
	case product.KindSecret:
		shown := ""
		if first != "" {
			shown = mask
		}
		return field("password", shown, "autocomplete", "new-password")
	default:
		return field("text", first)
	}
}

func (v *visit) yesNo(row product.Row, value string, field func(kind, value string, more ...string) *node, attrs []string) *node {
	options := v.options(row)
	switch v.skin.YesNo {
	case "radios":
		radios := group()
		for _, o := range options {
			id := v.names.name(row.Label + o.means)
			radio := field("radio", o.sent, "id", id).add(when(o.means == value, "checked", bare))
			radios.add(radio, el("label", at("for", id), o.shown), " ")
		}
		return radios
	case "checkbox":
		box := field("checkbox", options[1].sent, when(value == product.Yes, "checked", bare)...)
		return group(field("hidden", options[0].sent), box, " "+product.Yes)
	case "text":
		return field("text", value)
	}
	return v.selection(row, []string{value}, attrs)
}

func (v *visit) selection(row product.Row, values, attrs []string) *node {
	list := el("select", at("name", v.fieldOf(row)), attrs)
	for _, o := range v.options(row) {
		list.add(el("option", when(o.sent != o.shown, "value", o.sent), when(slices.Contains(values, o.means), "selected", bare), o.shown))
	}
	return list
}

// portsSeparator returns the separator of ports in the skin.
func (v *visit) portsSeparator() string {
	return map[string]string{"commas": ", ", "lines": "\n", "spaces": " "}[v.skin.PortsControl]
}

// parseValues returns the values of a setting from a form.
func (v *visit) parseValues(row product.Row, sent []string) []string {
	last := sent[len(sent)-1]
	switch row.Kind {
	case product.KindBool, product.KindChoice, product.KindThreeWay:
		return []string{v.parseChoice(row, last)}
	case product.KindList:
		values := []string{}
		for _, s := range sent {
			if s != "" {
				values = append(values, v.parseChoice(row, s))
			}
		}
		return values
	case product.KindLines:
		return []string{strings.ReplaceAll(last, "\r\n", "\n")}
	case product.KindMany:
		return sent
	case product.KindPorts:
		return v.splitPorts(last)
	default:
		return []string{last}
	}
}

// parseChoice returns the choice from a form; the later check refuses an invalid one.
func (v *visit) parseChoice(row product.Row, sent string) string {
	for _, o := range v.options(row) {
		if o.sent == sent {
			return o.means
		}
	}
	return sent
}

// splitPorts splits a list at the skin's separator only.
func (v *visit) splitPorts(sent string) []string {
	separator := v.portsSeparator()[:1]
	values := []string{}
	for p := range strings.SplitSeq(strings.ReplaceAll(sent, "\r\n", "\n"), separator) {
		if p = strings.TrimSpace(p); p != "" {
			values = append(values, p)
		}
	}
	return values
}
