// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Face is the HTML administration of a server. It implements [product.Face].
type Face struct {
	*product.Server
	skin   skin.Skin
	names  names
	routes map[string]page // opaque name → page
	shown  *atomic.Int64   // settings pages so far
}

// New makes the face of a server.
func New(s *product.Server) product.Face {
	f := &Face{Server: s, skin: s.Skin(), names: names{s.Seed()}, routes: map[string]page{}, shown: &atomic.Int64{}}
	for _, p := range allPages {
		f.routes[f.names.name("page "+string(p))] = p
	}
	return f
}

// Visit implements [product.Face].
func (f *Face) Visit(r *http.Request) product.Visit {
	v := f.newVisit(r)
	return product.Visit{Class: v.class(), Serve: v.handle, Fail: v.serverError}
}

// answerer is what answers a page of the administration.
func answerer(p page) func(*visit, http.ResponseWriter) {
	return map[page]func(*visit, http.ResponseWriter){
		pageTop: (*visit).showTop, pageMenu: (*visit).showMenuFrame, pageWelcome: (*visit).showWelcome,
		pageLogin: (*visit).handleLogin, pageLogout: (*visit).handleLogout,
		pageNewPassword: (*visit).demandPassword, pageSection: (*visit).showSection, pageInfo: (*visit).showInfo,
		pageGeneral: (*visit).handleSettings, pageSecurity: (*visit).handleSettings,
		pageSaveGeneral: (*visit).handleSettings, pageSaveSecurity: (*visit).handleSettings,
		pagePassphrase: (*visit).showSecretForm, pageSetPassphrase: (*visit).setSecret,
		pageSecret: (*visit).showSecretForm, pageSetSecret: (*visit).setSecret,
		pageStorage: (*visit).showStorage, pageUpload: (*visit).handleUpload, pageDownload: (*visit).handleDownload,
		pageFiles: (*visit).handleFiles, pageConfirmDelete: (*visit).handleConfirmDelete,
		pageServers: (*visit).showServers, pageRestart: (*visit).handleAction, pageConfirm: (*visit).confirmAction,
	}[p]
}

// takesOnlyForms reports whether a page changes something and is not led to by a link.
func (v *visit) takesOnlyForms(p page) bool {
	switch p {
	case pageSaveGeneral, pageSaveSecurity, pageSetPassphrase, pageSetSecret, pageUpload, pageFiles, pageRestart, pageNewPassword:
		return true
	case pageConfirmDelete:
		return v.skin.ConfirmDelete != "link"
	case pageConfirm:
		return v.skin.ConfirmRestart != "link"
	}
	return false
}

// handle answers the visit.
func (v *visit) handle(a *product.Answer) {
	if !v.admin {
		v.userPage(a)
		return
	}
	if !v.Trusts(v.r) {
		v.refuseUntrusted(a)
		return
	}
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodPost && v.r.Method != http.MethodHead {
		v.errorPage(a, http.StatusMethodNotAllowed, "The method "+v.r.Method+" is not supported.")
		return
	}
	if !v.authenticate(a) {
		return
	}
	if !v.known {
		v.errorPage(a, http.StatusNotFound, "There is no such page.")
		return
	}
	if v.r.Method == http.MethodPost {
		if !v.readForm(a) {
			return
		}
	} else if v.takesOnlyForms(v.page) {
		v.errorPage(a, http.StatusMethodNotAllowed, "This page only takes a form.")
		return
	}
	if v.page != pageLogin && v.page != pageLogout && v.MustChangePassword() {
		v.demandPassword(a)
		return
	}
	answerer(v.page)(v, a)
}

// refuseUntrusted answers an address outside the trusted networks.
func (v *visit) refuseUntrusted(a *product.Answer) {
	const message = "Access to the administration is limited to trusted networks. Your address is not in one."
	switch v.skin.Untrusted {
	case "forbidden":
		v.errorPage(a, http.StatusForbidden, message)
	case "not-found":
		v.errorPage(a, http.StatusNotFound, "The page was not found.")
	case "closed":
		a.Cut()
	case "text":
		v.errorPage(a, http.StatusOK, message)
	}
}

// errorPage shows a page that says what went wrong.
func (v *visit) errorPage(w http.ResponseWriter, status int, message string) {
	v.writePage(w, status, v.plainPage("Error", el("h1", nil, text("Error "+strconv.Itoa(status))), el("p", at("class", "error"), text(message)), v.echo()))
}

// serverError is the page for a server error.
func (v *visit) serverError(a *product.Answer, status int) {
	if v.form == nil && v.r.Method == http.MethodPost {
		v.form, _ = v.readPost()
	}
	v.errorPage(a, status, "The server could not handle the request: "+http.StatusText(status)+".")
}
