// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"strconv"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// settingsPage returns the settings page that the current page belongs to.
func (v *visit) settingsPage() string {
	if v.page == pageSecurity || v.page == pageSaveSecurity {
		return product.PageSecurity
	}
	return product.PageGeneral
}

// handleSettings shows a settings page, or saves it.
func (v *visit) handleSettings(w http.ResponseWriter) {
	if shown := v.routes[v.page].menu; shown != "" {
		v.page = shown
	}
	if v.r.Method == http.MethodPost {
		if v.problem = v.Save(v.settingsPage(), v.edits()); v.problem == "" {
			v.finish(w, v.page, "saved")
			return
		}
	}
	form := v.settingsForm()
	v.fillSettings(form)
	hint := el("p", el("small", "A ticked row uses its default. Untick it to set a value."))
	body := group(hint, form.add(el("p.save", v.button("Save"))))
	for _, below := range v.below {
		body.add(below())
	}
	v.writeContent(w, v.settingsPage(), body)
}

// edits returns the post's edits of all rows of the page. A missing box means that the row has its own value; if the
// fields of the row are missing as well, it has none.
func (v *visit) edits() map[string]product.Edit {
	edits := map[string]product.Edit{}
	for _, row := range v.Rows(v.settingsPage()) {
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

func (v *visit) settingsForm() *node {
	attrs := append(at("id", v.names.name("settings form")), when(v.skin.MultipartSave, "enctype", "multipart/form-data")...)
	switch {
	case !v.skin.SaveSameURL:
		return v.postForm(attrs, map[page]page{pageGeneral: pageSaveGeneral, pageSecurity: pageSaveSecurity}[v.page], nil)
	case v.asked != v.page: // an answer without a redirect shows the page at another address
		return v.postForm(attrs, v.page, nil)
	default:
		return v.posting(attrs)
	}
}

// fillSettings adds the rows, grouped as in the skin.
func (v *visit) fillSettings(form *node) {
	section, holder := "", v.rowHolder()
	whole := v.skin.Sections == "rows" || v.skin.Sections == "none"
	if whole {
		form.add(holder)
	}
	for _, row := range v.Rows(v.settingsPage()) {
		if row.Section != section {
			section = row.Section
			if !whole {
				holder = v.rowHolder()
			}
			switch v.skin.Sections {
			case "tables":
				form.add(el("h2", section), holder)
			case "fieldsets":
				form.add(el("fieldset", el("legend", section), holder))
			case "rows":
				holder.add(v.headingRow(section))
			}
		}
		holder.add(v.row(v.parts(row)))
	}
	v.addChanging(form, holder)
}

// addChanging adds the element that changes in every response, according to the skin.
func (v *visit) addChanging(form, rows *node) {
	now, name := strconv.FormatInt(v.shown.Add(1), 10), v.names.field("changing")
	switch v.skin.SelfChanging {
	case "read-only":
		id := v.names.name("changing id")
		rows.add(v.row(rowParts{
			box: input("checkbox", v.names.field("changing box"), "on", "id", id), label: group("Pages shown:"), labelFor: id,
			control: input("text", name, now, "readonly", bare), override: v.override(),
		}))
	case "disabled":
		form.add(el("p", "Pages shown: ", input("text", name, now, "disabled", bare)))
	case "hidden":
		form.add(hidden(name, now))
	}
}

// rowParts are the parts of a settings row, in page order. The label directly follows the box (documented).
type rowParts struct {
	box, label, control, override *node
	labelFor                      string // id of the box, if the label is a label element
}

// parts creates the parts of a row.
func (v *visit) parts(row product.Row) rowParts {
	id, disables := v.names.name("id "+row.Label), v.skin.TickedControl == "disabled"
	p := rowParts{label: v.label(row.Shown), labelFor: id, override: v.override()}
	p.box = input("checkbox", v.boxOf(row), "on", "id", id).add(when(row.IsDefault, "checked", bare), when(disables, "onclick", "tick(this)"))
	switch {
	case v.hasSecretForm(row):
		p.control = v.secretControl(row)
	case row.IsDefault && v.skin.TickedControl == "absent":
	default:
		p.control = v.control(row, append(when(disables, "data-row", id), when(disables && row.IsDefault, "disabled", bare)...))
	}
	if row.Hint != "" {
		p.control = group(p.control, " ", el("small", row.Hint))
	}
	return p
}

// override returns the documented text at the end of a row.
func (v *visit) override() *node {
	const label = "Local override"
	if v.skin.Override == "link" {
		return link(v.href(pageInfo, "entry", label), v.label(label))
	}
	return v.label(label)
}

// rowHolder returns the element that contains the rows of a section.
func (v *visit) rowHolder() *node {
	switch v.skin.Markup {
	case "table", "nested":
		return el("table.settings")
	case "definition-list":
		return el("dl")
	}
	return el("div")
}

// headingRow returns a heading between the rows of a table.
func (v *visit) headingRow(title string) *node {
	switch v.skin.Markup {
	case "table", "nested":
		return el("tr", el("th", at("colspan", "4"), title))
	case "definition-list":
		return el("dt", el("b", title))
	}
	return el("h2", title)
}

// row returns the parts of a row in the skin's markup.
func (v *visit) row(p rowParts) *node {
	label := el("label", at("for", p.labelFor), p.label)
	switch v.skin.Markup {
	case "div":
		return el("div.row", el("span", p.box), label, el("div.value", p.control), el("small", p.override))
	case "definition-list":
		return group(el("dt", p.box, " ", label), el("dd", p.control, " ", el("i", p.override)))
	case "flat":
		return group(p.box, " ", el("b", p.label), " ", p.control, " ", p.override, el("br"))
	case "plain":
		return group(p.box, " ", p.label, " ", p.control, " ", p.override, el("br"))
	case "fieldset":
		return el("fieldset", el("legend", p.box, " ", el("span", p.label)), p.control, " ", p.override)
	case "nested":
		return line("td", p.box, el("font", at("size", "2"), p.label), el("table", line("td", p.control, p.override)))
	}
	return line("td", p.box, p.label, p.control, el("span.over", p.override))
}
