// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"slices"
	"strconv"
	"strings"
)

// mask stands for a secret that is set; posting it back changes nothing.
const mask = "********"

// option is one choice of a setting: what the page shows, what a form sends, what it means.
type option struct{ shown, sent, means string }

// options are the choices of a setting. Sloppy skins send the text itself.
func (v *visit) options(c *setting) []option {
	choices := c.choices
	if c.kind == kindBool {
		choices = []string{no, yes}
	}
	marked := slices.Equal(c.choices, threeWay) || c.kind == kindBool && v.skin.YesNo == YesNoSelectMarked
	list := make([]option, len(choices))
	for i, choice := range choices {
		list[i] = option{choice, strconv.Itoa(i), choice}
		if marked && choice == v.defaultOf(c)[0] {
			list[i].shown += " (default value)"
		}
		if v.skin.Sloppy {
			list[i].sent = list[i].shown
		}
	}
	return list
}

func (v *visit) fieldOf(c *setting) string    { return v.names.field("value " + c.label) }
func (v *visit) boxOf(c *setting) string      { return v.names.field("box " + c.label) }
func (v *visit) overrideOf(c *setting) string { return v.names.field("override " + c.label) }

// control edits the values of a setting; the attributes go to every field.
func (v *visit) control(c *setting, values, attrs []string) *node {
	attrs = append(at("name", v.fieldOf(c)), attrs...)
	first := ""
	if len(values) > 0 {
		first = values[0]
	}
	switch c.kind {
	case kindBool:
		return v.yesNo(c, first, attrs)
	case kindChoice:
		return v.selection(c, values, attrs)
	case kindList:
		// The hidden field tells an empty list from a row that was not posted.
		return group(el("input", append(at("type", "hidden", "value", ""), attrs...)),
			v.selection(c, values, append(attrs, "multiple", bare, "size", "4")))
	case kindLines:
		return el("textarea", attrs, text(first))
	case kindMany:
		many := group()
		for _, value := range values {
			many.kids = append(many.kids, el("input", append(at("type", "text", "value", value), attrs...)), el("br", nil))
		}
		return many
	case kindPorts:
		return v.ports(values, attrs)
	case kindSecret:
		shown := ""
		if first != "" {
			shown = mask
		}
		return el("input", append(at("type", "password", "value", shown, "autocomplete", "new-password"), attrs...))
	default:
		return el("input", append(at("type", "text", "value", first), attrs...))
	}
}

func (v *visit) yesNo(c *setting, value string, attrs []string) *node {
	switch v.skin.YesNo {
	case YesNoRadios:
		radios := group()
		for i, o := range v.options(c) {
			id := v.names.name(c.label + strconv.Itoa(i))
			radio := el("input", with(append(at("type", "radio", "id", id, "value", o.sent), attrs...), o.means == value, "checked", bare))
			radios.kids = append(radios.kids, radio, el("label", at("for", id), text(o.shown)), text(" "))
		}
		return radios
	case YesNoCheckbox:
		o := v.options(c)
		return group(el("input", append(at("type", "hidden", "value", o[0].sent), attrs...)),
			el("input", with(append(at("type", "checkbox", "value", o[1].sent), attrs...), value == yes, "checked", bare)), text(" "+yes))
	case YesNoText:
		return el("input", append(at("type", "text", "value", value), attrs...))
	default:
		return v.selection(c, []string{value}, attrs)
	}
}

func (v *visit) selection(c *setting, values, attrs []string) *node {
	list := el("select", attrs)
	for _, o := range v.options(c) {
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
	case PortsLines:
		return el("textarea", attrs, text(strings.Join(values, "\n")))
	case PortsSpaces:
		return el("input", append(at("type", "text", "value", strings.Join(values, " ")), attrs...))
	default:
		return el("input", append(at("type", "text", "value", strings.Join(values, ", ")), attrs...))
	}
}

// understand turns what a form sent for a setting into its values.
func (v *visit) understand(c *setting, sent []string) []string {
	last := sent[len(sent)-1]
	switch c.kind {
	case kindBool:
		if v.skin.YesNo == YesNoText {
			return []string{last}
		}
		return []string{v.meaning(c, last)}
	case kindChoice:
		return []string{v.meaning(c, last)}
	case kindList:
		values := []string{}
		for _, s := range sent {
			if s != "" {
				values = append(values, v.meaning(c, s))
			}
		}
		return values
	case kindLines:
		return []string{strings.ReplaceAll(last, "\r\n", "\n")}
	case kindMany:
		return sent
	case kindPorts:
		return v.splitPorts(last)
	default:
		return []string{last}
	}
}

// meaning is the choice that a form sent; what is none is kept, for the check to refuse.
func (v *visit) meaning(c *setting, sent string) string {
	for _, o := range v.options(c) {
		if o.sent == sent {
			return o.means
		}
	}
	return sent
}

// splitPorts parts a list as the skin writes it, and no other way.
func (v *visit) splitPorts(sent string) []string {
	cut := map[PortsKind]string{PortsCommas: ",", PortsLines: "\n", PortsSpaces: " "}[v.skin.PortsControl]
	values := []string{}
	for p := range strings.SplitSeq(strings.ReplaceAll(sent, "\r\n", "\n"), cut) {
		if p = strings.TrimSpace(p); p != "" {
			values = append(values, p)
		}
	}
	return values
}
