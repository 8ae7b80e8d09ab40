// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import "github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"

// rowParts are the pieces of a settings row, in page order. The label follows the box at once (documented).
type rowParts struct {
	box, label, control, override *node
	labelFor                      string // id of the box, when the label is a label element
}

// parts makes the pieces of a row.
func (v *visit) parts(row product.Row) rowParts {
	id := v.names.name("id " + row.Label)
	p := rowParts{label: v.label(row.Shown), labelFor: id, override: v.override()}
	p.box = el("input", with(at("type", "checkbox", "id", id, "name", v.boxOf(row), "value", "on"), row.IsDefault, "checked", bare))
	disables := v.skin.TickedControl == "disabled"
	if disables {
		p.box.attrs = append(p.box.attrs, "onclick", "tick(this)")
	}
	switch {
	case v.hasSecretForm(row):
		p.control = v.secretControl(row)
	case row.IsDefault && v.skin.TickedControl == "absent":
	default:
		var attrs []string
		if disables {
			attrs = with(at("data-row", id), row.IsDefault, "disabled", bare)
		}
		p.control = v.control(row, attrs)
	}
	if row.Hint != "" {
		p.control = group(p.control, text(" "), el("small", nil, text(row.Hint)))
	}
	return p
}

// override is the documented text at the end of a row.
func (v *visit) override() *node {
	const label = "Local override"
	if v.skin.Override == "link" {
		return el("a", at("href", v.href(pageInfo, "entry", label)), v.label(label))
	}
	return v.label(label)
}

// rowHolder is the element that the rows of a section stand in.
func (v *visit) rowHolder() *node {
	switch v.skin.Markup {
	case "table", "nested":
		return el("table", at("class", "settings"))
	case "definition-list":
		return el("dl", nil)
	default:
		return el("div", nil)
	}
}

// row writes the pieces of a row in the skin's markup.
func (v *visit) row(p rowParts) *node {
	switch v.skin.Markup {
	case "div":
		return el("div", at("class", "row"), el("span", nil, p.box), el("label", at("for", p.labelFor), p.label),
			el("div", at("class", "value"), p.control), el("small", nil, p.override))
	case "definition-list":
		return group(el("dt", nil, p.box, text(" "), el("label", at("for", p.labelFor), p.label)),
			el("dd", nil, p.control, text(" "), el("i", nil, p.override)))
	case "flat":
		p.label = el("b", nil, p.label)
		fallthrough
	case "plain":
		return group(p.box, text(" "), p.label, text(" "), p.control, text(" "), p.override, el("br", nil))
	case "fieldset":
		return el("fieldset", nil, el("legend", nil, p.box, text(" "), el("span", nil, p.label)), p.control, text(" "), p.override)
	case "nested":
		return el("tr", nil, el("td", nil, p.box), el("td", nil, el("font", at("size", "2"), p.label)),
			el("td", nil, el("table", nil, el("tr", nil, el("td", nil, p.control), el("td", nil, p.override)))))
	default:
		return el("tr", nil, el("td", nil, p.box), el("td", nil, p.label), el("td", nil, p.control), el("td", nil, p.override))
	}
}
