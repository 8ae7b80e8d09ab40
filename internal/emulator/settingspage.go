// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"maps"
	"net/http"
)

// rowParts are the pieces of a settings row, in page order.
type rowParts struct {
	box, label, control, override *node
	labelFor                      string // id of the box, when the label is a label element
}

var settingsTitles = map[page]string{pageGeneral: "General", pageSecurity: "Security"}

// handleSettings shows a settings page, or saves it.
func (v *visit) handleSettings(w http.ResponseWriter) {
	if v.page == pageSaveGeneral {
		v.page = pageGeneral
	}
	if v.page == pageSaveSecurity {
		v.page = pageSecurity
	}
	if v.r.Method == http.MethodPost {
		if v.problem = v.save(); v.problem == "" {
			v.saved()
			v.leadTo(w, v.page, "saved")
			return
		}
	}
	v.carryMessage()
	v.showSettings(w)
}

// save takes every row of the page from the post. A box that is missing means an own value; a row whose fields are
// missing as well is reset to what it was out of the box. Nothing is saved when a value is not acceptable.
func (v *visit) save() (problem string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	next := maps.Clone(v.data.Values)
	for _, c := range v.rows {
		if c.page != v.page {
			continue
		}
		row := next[c.label]
		if v.skin.Override == OverrideCheckbox {
			row.Local = v.form.has(v.overrideOf(c))
		}
		wasDefault := row.Default
		row.Default = v.form.has(v.boxOf(c))
		switch sent := v.form.values[v.fieldOf(c)]; {
		case row.Default:
			row.Own = nil
		case v.hasForm(c):
			if wasDefault {
				row.Own = one("")
			}
		case len(sent) == 0:
			row.Own = v.defaultOf(c)
		case c.kind == kindSecret && sent[0] == mask:
			if wasDefault {
				row.Own = one("")
			}
		default:
			row.Own = v.understand(c, sent)
			if problem = c.check(row.Own); problem != "" {
				return problem
			}
		}
		next[c.label] = row
	}
	v.data.Values = next
	return ""
}

// hasForm tells whether a setting is a secret with a Change password form instead of a field.
func (v *visit) hasForm(c *setting) bool {
	return c.label == labelPassphrase || c.label == labelSecret && v.skin.Secret == SecretForm
}

func (v *visit) showSettings(w http.ResponseWriter) {
	form := v.settingsForm()
	v.fillSettings(form)
	form.kids = append(form.kids, el("p", nil, v.button("Save")))
	body := []*node{form}
	for _, later := range v.pending {
		body = append(body, later())
	}
	v.content(w, settingsTitles[v.page], body...)
}

func (v *visit) settingsForm() *node {
	attrs := with(at("id", v.names.name("settings form")), v.skin.MultipartSave, "enctype", "multipart/form-data")
	// Without an action the form posts to the page's own address; that is the settings page unless a redirectless answer shows it elsewhere.
	if v.skin.SaveSameURL && v.asked == v.page {
		return v.posting(attrs)
	}
	save := map[page]page{pageGeneral: pageSaveGeneral, pageSecurity: pageSaveSecurity}[v.page]
	if v.skin.SaveSameURL {
		save = v.page
	}
	return v.postForm(attrs, save, nil)
}

// fillSettings adds the rows, in the skin's markup.
func (v *visit) fillSettings(form *node) {
	v.mu.Lock()
	defer v.mu.Unlock()
	section, holder := "", form
	for _, c := range v.rows {
		if c.page != v.page {
			continue
		}
		if c.section != section {
			section, holder = c.section, v.rowHolder()
			form.kids = append(form.kids, el("h2", nil, text(section)), holder)
		}
		holder.kids = append(holder.kids, v.row(v.parts(c)))
	}
}

// parts makes the pieces of a row. The caller holds v.mu.
func (v *visit) parts(c *setting) rowParts {
	state := v.data.Values[c.label]
	id := v.names.name("id " + c.label)
	p := rowParts{label: v.label(v.labelOf(c)), labelFor: id}
	p.box = el("input", with(at("type", "checkbox", "id", id, "name", v.boxOf(c), "value", "on"), state.Default, "checked", bare))
	disables := v.skin.TickedControl == TickedDisabled
	if disables {
		p.box.attrs = append(p.box.attrs, "onclick", "tick(this)")
	}
	switch {
	case v.hasForm(c):
		p.control = v.secretEditor(c, state.Default)
	case state.Default && v.skin.TickedControl == TickedAbsent:
	default:
		var attrs []string
		if disables {
			attrs = with(at("data-row", id), state.Default, "disabled", bare)
		}
		p.control = v.control(c, v.effective(c), attrs)
	}
	if c.hint != "" {
		p.control = group(p.control, text(" "), el("small", nil, text(c.hint)))
	}
	p.override = v.override(c, state.Local)
	return p
}

func (v *visit) override(c *setting, on bool) *node {
	const label = "Local override"
	switch v.skin.Override {
	case OverrideLink:
		return el("a", at("href", v.href(pageInfo, "entry", label)), v.label(label))
	case OverrideCheckbox:
		return el("label", nil, el("input", with(at("type", "checkbox", "name", v.overrideOf(c), "value", "1"), on, "checked", bare)), text(" "+label))
	default:
		return v.label(label)
	}
}

// rowHolder is the element that the rows of a section stand in.
func (v *visit) rowHolder() *node {
	switch v.skin.Markup {
	case MarkupTable, MarkupNested:
		return el("table", at("class", "settings"))
	case MarkupDefinitionList:
		return el("dl", nil)
	default:
		return el("div", nil)
	}
}

// row writes the pieces of a row in the skin's markup.
func (v *visit) row(p rowParts) *node {
	switch v.skin.Markup {
	case MarkupDiv:
		return el("div", at("class", "row"), el("span", nil, p.box), el("label", at("for", p.labelFor), p.label),
			el("div", at("class", "value"), p.control), el("small", nil, p.override))
	case MarkupDefinitionList:
		return group(el("dt", nil, p.box, text(" "), el("label", at("for", p.labelFor), p.label)),
			el("dd", nil, p.control, text(" "), el("i", nil, p.override)))
	case MarkupFlat:
		p.label = el("b", nil, p.label)
		fallthrough
	case MarkupPlain:
		return group(p.box, text(" "), p.label, text(" "), p.control, text(" "), p.override, el("br", nil))
	case MarkupFieldset:
		return el("fieldset", nil, el("legend", nil, p.box, text(" "), el("span", nil, p.label)), p.control, text(" "), p.override)
	case MarkupNested:
		return el("tr", nil, el("td", nil, p.box), el("td", nil, el("font", at("size", "2"), p.label)),
			el("td", nil, el("table", nil, el("tr", nil, el("td", nil, p.control), el("td", nil, p.override)))))
	default:
		return el("tr", nil, el("td", nil, p.box), el("td", nil, p.label), el("td", nil, p.control), el("td", nil, p.override))
	}
}
