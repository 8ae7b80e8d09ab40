// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import "net/http"

// secretPages are the pages of the Change password forms, by label.
var secretPages = map[string][2]page{
	labelPassphrase: {pagePassphrase, pageSetPassphrase},
	labelSecret:     {pageSecret, pageSetSecret},
}

// secretOf is the setting whose Change password form the page belongs to.
func (v *visit) secretOf() *setting {
	for label, pages := range secretPages {
		if v.page == pages[0] || v.page == pages[1] {
			return v.byLabel[label]
		}
	}
	return nil
}

// secretEditor is what the row of a secret has for a control. The caller holds v.mu, so tokens come from form alone.
func (v *visit) secretEditor(c *setting, ticked bool) *node {
	if ticked && v.skin.NeedsUntick {
		return nil
	}
	const label = "Change password"
	pages, id := secretPages[c.label], v.names.name("form "+c.label)
	switch v.skin.PassphraseForm {
	case PassphraseInline:
		v.later(func() *node { return v.postForm(at("id", id), pages[1], nil) })
		return group(el("h3", nil, text(label)), v.secretFields(c, id))
	case PassphraseButton:
		v.later(func() *node { return v.getForm(at("id", id), pages[0], nil) })
		return el("button", at("type", "submit", "form", id), text(label))
	case PassphraseFormAction:
		return el("button", at("type", "submit", "formaction", v.href(pages[0])), text(label))
	case PassphraseFrame:
		return el("iframe", at("class", "small", "src", v.href(pages[0])))
	default:
		return el("a", at("href", v.href(pages[0])), text(label))
	}
}

// later adds what stands behind the settings form, once v.mu is free.
func (v *visit) later(f func() *node) { v.pending = append(v.pending, f) }

// secretFields are the two fields and the button; they belong to the form with the id, or to the one around them.
func (v *visit) secretFields(c *setting, form string) *node {
	owner := with(nil, form != "", "form", form)
	field := func(key string) *node {
		return el("input", append(at("type", "password", "name", v.names.field(key+c.label), "autocomplete", "new-password"), owner...))
	}
	return el("table", nil,
		el("tr", nil, el("td", nil, text("Password:")), el("td", nil, field("first "))),
		el("tr", nil, el("td", nil, text("Password again:")), el("td", nil, field("second "))),
		el("tr", nil, el("td", nil), el("td", nil, v.button("Change", owner...))))
}

// showSecretForm shows the form on a page of its own. It is also what the settings form posts to by formaction:
// what else was posted is not saved.
func (v *visit) showSecretForm(w http.ResponseWriter) {
	v.carryMessage()
	c := v.secretOf()
	v.mu.Lock()
	hiddenYet := v.data.Values[c.label].Default && v.skin.NeedsUntick
	v.mu.Unlock()
	if hiddenYet {
		v.fault(w, http.StatusNotFound, "The setting uses its default. Untick its box and save first.")
		return
	}
	v.noMenu = v.skin.PassphraseForm == PassphraseFrame
	form := v.postForm(nil, secretPages[c.label][1], nil, v.secretFields(c, ""))
	back := el("p", nil, el("a", at("href", v.href(pageGeneral)), text("Back")))
	if v.noMenu {
		back = nil
	}
	v.content(w, "Change password", form, back)
}

// setSecret takes the form. The row has a value of its own from then on, effective at once (documented: no restart).
func (v *visit) setSecret(w http.ResponseWriter) {
	c := v.secretOf()
	first, second := v.form.get(v.names.field("first "+c.label)), v.form.get(v.names.field("second "+c.label))
	if first != second {
		v.problem = "The passwords do not match. Nothing was changed."
		v.page = secretPages[c.label][0]
		if v.skin.PassphraseForm == PassphraseInline {
			v.page = pageGeneral
			v.showSettings(w)
			return
		}
		v.showSecretForm(w)
		return
	}
	v.mu.Lock()
	row := v.data.Values[c.label]
	row.Own, row.Default = one(first), false
	v.data.Values[c.label] = row
	v.mu.Unlock()
	v.saved()
	to := pageGeneral
	if v.skin.PassphraseForm == PassphraseFrame {
		to = secretPages[c.label][0]
	}
	v.leadTo(w, to, "changed")
}
