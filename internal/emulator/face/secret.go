// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// secretPages are the pages of the Change password forms, by label.
var secretPages = map[string][2]page{
	product.LabelPassphrase: {pagePassphrase, pageSetPassphrase},
	product.LabelSecret:     {pageSecret, pageSetSecret},
}

// secretOf is the label of the secret whose Change password form the page belongs to.
func (v *visit) secretOf() string {
	for label, pages := range secretPages {
		if v.page == pages[0] || v.page == pages[1] {
			return label
		}
	}
	return ""
}

// secretControl is what the row of a secret has for a control.
func (v *visit) secretControl(row product.Row) *node {
	if row.IsDefault && v.skin.NeedsUntick {
		return nil
	}
	const label = "Change password"
	pages, id := secretPages[row.Label], v.names.name("form "+row.Label)
	switch v.skin.PassphraseForm {
	case "inline":
		v.addBelow(func() *node { return v.postForm(at("id", id), pages[1], nil) })
		return group(el("h3", nil, text(label)), v.secretFields(row.Label, id))
	case "button":
		v.addBelow(func() *node { return v.getForm(at("id", id), pages[0], nil) })
		return el("button", at("type", "submit", "form", id), text(label))
	case "form-action":
		return el("button", at("type", "submit", "formaction", v.href(pages[0])), text(label))
	case "frame":
		return el("iframe", at("class", "small", "src", v.href(pages[0])))
	default:
		return el("a", at("href", v.href(pages[0])), text(label))
	}
}

// addBelow adds what stands behind the settings form.
func (v *visit) addBelow(f func() *node) { v.below = append(v.below, f) }

// secretFields are the two fields and the button; they belong to the form with the id, or to the one around them.
func (v *visit) secretFields(label, form string) *node {
	owner := with(nil, form != "", "form", form)
	field := func(key string) *node {
		return el("input", append(at("type", "password", "name", v.names.field(key+label), "autocomplete", "new-password"), owner...))
	}
	return el("table", nil,
		el("tr", nil, el("td", nil, text("Password:")), el("td", nil, field("first "))),
		el("tr", nil, el("td", nil, text("Password again:")), el("td", nil, field("second "))),
		el("tr", nil, el("td", nil), el("td", nil, v.button("Change", owner...))))
}

// showSecretForm shows the form on a page of its own. It is also what the settings form posts to by formaction:
// what else was posted is not saved.
func (v *visit) showSecretForm(w http.ResponseWriter) {
	v.takeMessage()
	label := v.secretOf()
	if v.skin.NeedsUntick && v.Row(label).IsDefault {
		v.errorPage(w, http.StatusNotFound, "The setting uses its default. Untick its box and save first.")
		return
	}
	v.noMenu = v.skin.PassphraseForm == "frame"
	form := v.postForm(nil, secretPages[label][1], nil, v.secretFields(label, ""))
	back := el("p", nil, el("a", at("href", v.href(pageGeneral)), text("Back")))
	if v.noMenu {
		back = nil
	}
	v.writeContent(w, "Change password", form, back)
}

// setSecret takes the form. The row has a value of its own from then on, effective at once (documented: no restart).
func (v *visit) setSecret(w http.ResponseWriter) {
	label := v.secretOf()
	first, second := v.form.get(v.names.field("first "+label)), v.form.get(v.names.field("second "+label))
	if first != second {
		v.problem = "The passwords do not match. Nothing was changed."
		v.page = secretPages[label][0]
		if v.skin.PassphraseForm == "inline" {
			v.page = pageGeneral
			v.showSettings(w)
			return
		}
		v.showSecretForm(w)
		return
	}
	v.SetSecret(label, first)
	to := pageGeneral
	if v.skin.PassphraseForm == "frame" {
		to = secretPages[label][0]
	}
	v.finish(w, to, "changed")
}
