// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"strconv"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

var settingsPages = map[page]string{pageGeneral: product.PageGeneral, pageSecurity: product.PageSecurity}

// handleSettings shows a settings page, or saves it.
func (v *visit) handleSettings(w http.ResponseWriter) {
	if v.page == pageSaveGeneral {
		v.page = pageGeneral
	}
	if v.page == pageSaveSecurity {
		v.page = pageSecurity
	}
	if v.r.Method == http.MethodPost {
		if v.problem = v.Save(settingsPages[v.page], v.edits()); v.problem == "" {
			v.finish(w, v.page, "saved")
			return
		}
	}
	v.takeMessage()
	v.showSettings(w)
}

// edits is what the post says about every row of the page. A box that is missing means an own value; a row whose
// fields are missing as well has none.
func (v *visit) edits() map[string]product.Edit {
	edits := map[string]product.Edit{}
	for _, row := range v.Rows(settingsPages[v.page]) {
		edit := product.Edit{Default: v.form.has(v.boxOf(row))}
		switch sent := v.form.values[v.fieldOf(row)]; {
		case v.hasSecretForm(row):
			edit.Keep = true
		case len(sent) == 0:
		case row.Kind == product.KindSecret && sent[0] == mask:
			edit.Keep = true
		default:
			edit.Values = v.parseValues(row, sent)
		}
		edits[row.Label] = edit
	}
	return edits
}

// hasSecretForm tells whether a setting is a secret with a Change password form instead of a field.
func (v *visit) hasSecretForm(row product.Row) bool {
	return row.Label == product.LabelPassphrase || row.Label == product.LabelSecret && v.skin.Secret == "form"
}

func (v *visit) showSettings(w http.ResponseWriter) {
	form := v.settingsForm()
	v.fillSettings(form)
	form.kids = append(form.kids, el("p", nil, v.button("Save")))
	body := []*node{form}
	for _, below := range v.below {
		body = append(body, below())
	}
	v.writeContent(w, settingsPages[v.page], body...)
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

// fillSettings adds the rows, divided as the skin does.
func (v *visit) fillSettings(form *node) {
	section, holder := "", v.rowHolder()
	whole := v.skin.Sections == "rows" || v.skin.Sections == "none"
	if whole {
		form.kids = append(form.kids, holder)
	}
	for _, row := range v.Rows(settingsPages[v.page]) {
		if row.Section != section {
			section = row.Section
			if !whole {
				holder = v.rowHolder()
				form.kids = append(form.kids, v.sectionOf(section, holder))
			}
			if v.skin.Sections == "rows" {
				holder.kids = append(holder.kids, v.headingRow(section))
			}
		}
		holder.kids = append(holder.kids, v.row(v.parts(row)))
	}
	form.kids = append(form.kids, v.selfChanging(holder))
}

// sectionOf is a section of its own: a heading and its rows.
func (v *visit) sectionOf(title string, rows *node) *node {
	if v.skin.Sections == "fieldsets" {
		return el("fieldset", nil, el("legend", nil, text(title)), rows)
	}
	return group(el("h2", nil, text(title)), rows)
}

// headingRow is a heading between rows of one table.
func (v *visit) headingRow(title string) *node {
	switch v.skin.Markup {
	case "table", "nested":
		return el("tr", nil, el("th", at("colspan", "4"), text(title)))
	case "definition-list":
		return el("dt", nil, el("b", nil, text(title)))
	default:
		return el("h2", nil, text(title))
	}
}

// selfChanging adds to the last rows what the skin lets change at every reading, or returns what stands behind them.
func (v *visit) selfChanging(rows *node) *node {
	now := strconv.FormatInt(v.shown.Add(1), 10)
	name := v.names.field("changing")
	switch v.skin.SelfChanging {
	case "read-only":
		id := v.names.name("changing id")
		rows.kids = append(rows.kids, v.row(rowParts{
			box:   el("input", at("type", "checkbox", "id", id, "name", v.names.field("changing box"), "value", "on")),
			label: text("Pages shown:"), labelFor: id,
			control:  el("input", at("type", "text", "name", name, "value", now, "readonly", bare)),
			override: v.override(),
		}))
	case "disabled":
		return el("p", nil, text("Pages shown: "), el("input", at("type", "text", "name", name, "value", now, "disabled", bare)))
	case "hidden":
		return hidden(name, now)
	case "none":
	}
	return nil
}
