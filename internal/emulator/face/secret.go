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

// secretOf returns the label of the secret whose Change password form is on the page.
func (v *visit) secretOf() string {
	if v.page == pageSecret || v.page == pageSetSecret {
		return product.LabelSecret
	}
	return product.LabelPassphrase
}

// hasSecretForm reports whether a setting is a secret with a Change password form instead of a field.
func (v *visit) hasSecretForm(row product.Row) bool {
	return row.Label == product.LabelPassphrase || row.Label == product.LabelSecret && v.skin.Secret == "form"
}

// secretControl returns the control in the row of a secret.
func (v *visit) secretControl(row product.Row) *node {
	if row.IsDefault && v.skin.NeedsUntick {
		return nil
	}
	const label = "Change password"
	pages, id := secretPages[row.Label], v.names.name("form "+row.Label)
	below := func(form func() *node) { v.below = append(v.below, form) }
	switch v.skin.PassphraseForm {
	case "inline":
		below(func() *node { return v.postForm(at("id", id), pages[1], nil) })
		return group(el("h3", label), v.secretFields(row.Label, "form", id))
	case "button":
		below(func() *node { return v.getForm(at("id", id), pages[0], nil) })
		return el("button", at("type", "submit", "form", id), label)
	case "form-action":
		return el("button", at("type", "submit", "formaction", v.href(pages[0])), label)
	case "frame":
		return el("iframe.small", at("src", v.href(pages[0])))
	}
	return link(v.href(pages[0]), label)
}

// secretFields returns the two fields and the button; owner is the form attribute if they are outside their form.
func (v *visit) secretFields(label string, owner ...string) *node {
	field := func(key string) *node {
		return el("input", at("type", "password", "name", v.names.field(key+label), "autocomplete", "new-password"), owner)
	}
	return el("table.entry", line("td", "Password:", field("first ")), line("td", "Password again:", field("second ")),
		line("td", "", v.button("Change", owner...)))
}

// showSecretForm shows the form on its own page. The settings form also posts to it by formaction, and its other fields
// are not saved.
func (v *visit) showSecretForm(w http.ResponseWriter) {
	label := v.secretOf()
	if v.skin.NeedsUntick && v.Row(label).IsDefault {
		v.errorPage(w, http.StatusNotFound, "The setting uses its default. Untick its box and save first.")
		return
	}
	body := group(v.postForm(nil, secretPages[label][1], nil, v.secretFields(label)))
	if v.noMenu = v.skin.PassphraseForm == "frame"; !v.noMenu {
		body.add(el("p", link(v.href(pageGeneral), "Back")))
	}
	v.writeContent(w, "Change password", body)
}

// setSecret handles the form. The row has its own value from then on, effective at once (documented: no restart).
func (v *visit) setSecret(w http.ResponseWriter) {
	label, form := v.secretOf(), v.skin.PassphraseForm
	first, second := v.posted("first "+label), v.posted("second "+label)
	if first != second {
		v.problem = "The passwords do not match. Nothing was changed."
		if form == "inline" {
			v.show(w, pageGeneral)
		} else {
			v.show(w, secretPages[label][0])
		}
		return
	}
	v.SetSecret(label, first)
	if form == "frame" {
		v.finish(w, secretPages[label][0], "changed")
	} else {
		v.finish(w, pageGeneral, "changed")
	}
}
