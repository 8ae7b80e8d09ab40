// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// mask stands for a secret that is set; posting it back changes nothing.
const mask = "********"

// option is one choice of a setting: what the page shows, what a form sends, what it means.
type option struct{ shown, sent, means string }

// options are the choices of a setting. Sloppy skins send the text itself.
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
		if v.skin.Sloppy {
			list[i].sent = list[i].shown
		}
	}
	return list
}

func (v *visit) fieldOf(row product.Row) string { return v.names.field("value " + row.Label) }
func (v *visit) boxOf(row product.Row) string   { return v.names.field("box " + row.Label) }

// control edits the values of a setting; the attributes go to every field.
func (v *visit) control(row product.Row, attrs []string) *node {
	values := row.Values
	attrs = append(at("name", v.fieldOf(row)), attrs...)
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	switch row.Kind {
	case product.KindBool:
		return v.yesNo(row, first, attrs)
	case product.KindChoice, product.KindThreeWay:
		return v.selection(row, values, attrs)
	case product.KindList:
		// The hidden field tells an empty list from a row that was not posted.
		return group(el("input", append(at("type", "hidden", "value", ""), attrs...)),
			v.selection(row, values, append(attrs, "multiple", bare, "size", "4")))
	case product.KindLines:
		return el("textarea", attrs, text(first))
	case product.KindMany:
		many := group()
		for _, value := range values {
			many.kids = append(many.kids, el("input", append(at("type", "text", "value", value), attrs...)), el("br", nil))
		}
		return many
	case product.KindPorts:
		return v.ports(values, attrs)
	case product.KindSecret:
		shown := ""
		if first != "" {
			shown = mask
		}
		return el("input", append(at("type", "password", "value", shown, "autocomplete", "new-password"), attrs...))
	default:
		return el("input", append(at("type", "text", "value", first), attrs...))
	}
}

func (v *visit) yesNo(row product.Row, value string, attrs []string) *node {
	switch v.skin.YesNo {
	case "radios":
		radios := group()
		for i, o := range v.options(row) {
			id := v.names.name(row.Label + strconv.Itoa(i))
			radio := el("input", with(append(at("type", "radio", "id", id, "value", o.sent), attrs...), o.means == value, "checked", bare))
			radios.kids = append(radios.kids, radio, el("label", at("for", id), text(o.shown)), text(" "))
		}
		return radios
	case "checkbox":
		o := v.options(row)
		return group(el("input", append(at("type", "hidden", "value", o[0].sent), attrs...)),
			el("input", with(append(at("type", "checkbox", "value", o[1].sent), attrs...), value == product.Yes, "checked", bare)), text(" "+product.Yes))
	case "text":
		return el("input", append(at("type", "text", "value", value), attrs...))
	default:
		return v.selection(row, []string{value}, attrs)
	}
}

func (v *visit) selection(row product.Row, values, attrs []string) *node {
	list := el("select", attrs)
	for _, o := range v.options(row) {
		var a []string
		if o.sent != o.shown {
			a = at("value", o.sent)
		}
		list.kids = append(list.kids, el("option", with(a, slices.Contains(values, o.means), "selected", bare), text(o.shown)))
	}
	return list
}

func (v *visit) ports(values, attrs []string) *node {
	switch v.skin.PortsControl {
	case "lines":
		return el("textarea", attrs, text(strings.Join(values, "\n")))
	case "spaces":
		return el("input", append(at("type", "text", "value", strings.Join(values, " ")), attrs...))
	default:
		return el("input", append(at("type", "text", "value", strings.Join(values, ", ")), attrs...))
	}
}

// parseValues turns what a form sent for a setting into its values.
func (v *visit) parseValues(row product.Row, sent []string) []string {
	last := sent[len(sent)-1]
	switch row.Kind {
	case product.KindBool:
		if v.skin.YesNo == "text" {
			return []string{last}
		}
		return []string{v.parseChoice(row, last)}
	case product.KindChoice, product.KindThreeWay:
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

// parseChoice is the choice that a form sent; what is none is kept, for the check to refuse.
func (v *visit) parseChoice(row product.Row, sent string) string {
	for _, o := range v.options(row) {
		if o.sent == sent {
			return o.means
		}
	}
	return sent
}

// splitPorts parts a list as the skin writes it, and no other way.
func (v *visit) splitPorts(sent string) []string {
	cut := map[string]string{"commas": ",", "lines": "\n", "spaces": " "}[v.skin.PortsControl]
	values := []string{}
	for p := range strings.SplitSeq(strings.ReplaceAll(sent, "\r\n", "\n"), cut) {
		if p = strings.TrimSpace(p); p != "" {
			values = append(values, p)
		}
	}
	return values
}
