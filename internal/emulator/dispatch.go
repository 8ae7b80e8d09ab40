// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strconv"
)

// answerer is what answers a page of the administration.
func answerer(p page) func(*visit, http.ResponseWriter) {
	return map[page]func(*visit, http.ResponseWriter){
		pageTop: (*visit).showTop, pageMenu: (*visit).showMenuFrame, pageWelcome: (*visit).showWelcome,
		pageLogin: (*visit).handleLogin, pageLogout: (*visit).handleLogout,
		pageSection: (*visit).showSection, pageInfo: (*visit).showInfo,
		pageGeneral: (*visit).handleSettings, pageSecurity: (*visit).handleSettings,
		pageSaveGeneral: (*visit).handleSettings, pageSaveSecurity: (*visit).handleSettings,
		pagePassphrase: (*visit).showSecretForm, pageSetPassphrase: (*visit).setSecret,
		pageSecret: (*visit).showSecretForm, pageSetSecret: (*visit).setSecret,
		pageStorage: (*visit).showStorage, pageUpload: (*visit).handleUpload, pageDownload: (*visit).handleDownload,
		pageFiles: (*visit).handleFiles, pageConfirmDelete: (*visit).handleConfirmDelete,
		pageServers: (*visit).showServers, pageRestart: (*visit).handleRestart, pageConfirm: (*visit).handleConfirmRestart,
	}[p]
}

// takesOnlyForms reports whether a page changes something and is not led to by a link.
func (v *visit) takesOnlyForms(p page) bool {
	switch p {
	case pageSaveGeneral, pageSaveSecurity, pageSetPassphrase, pageSetSecret, pageUpload, pageFiles:
		return true
	case pageConfirmDelete:
		return v.skin.ConfirmDelete != ConfirmLink
	case pageConfirm:
		return v.skin.ConfirmRestart != ConfirmLink
	}
	return false
}

// handle answers the visit.
func (v *visit) handle(a *answer) {
	v.nameServer(a)
	if v.skin.Closes {
		a.header.Set("Connection", "close")
	}
	if v.r.TLS == nil && v.sslInUse() && (!v.skin.PlainIfBroken || v.servesTLS()) && v.refusesPlain(a) {
		return
	}
	if !v.admin {
		v.userPage(a)
		return
	}
	if !v.trusts(v.r) {
		v.turnAway(a)
		return
	}
	if v.r.Method != http.MethodGet && v.r.Method != http.MethodPost && v.r.Method != http.MethodHead {
		v.fault(a, http.StatusMethodNotAllowed, "The method "+v.r.Method+" is not supported.")
		return
	}
	if !v.authorised(a) {
		return
	}
	if !v.known {
		v.fault(a, http.StatusNotFound, "There is no such page.")
		return
	}
	if v.r.Method == http.MethodPost {
		if !v.readForm(a) {
			return
		}
	} else if v.takesOnlyForms(v.page) {
		v.fault(a, http.StatusMethodNotAllowed, "This page only takes a form.")
		return
	}
	answerer(v.page)(v, a)
}

// nameServer discloses the version, unless the Security setting hides it (documented).
func (v *visit) nameServer(a *answer) {
	v.mu.Lock()
	hide := v.say(labelHideVersion) == yes
	v.mu.Unlock()
	if hide {
		a.header.Set("Server", "ISL Conference Proxy")
	} else {
		a.header.Set("Server", "ISL Conference Proxy/4.4.2332.51")
	}
}

func (v *visit) sslInUse() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tls.useSSL
}

func (v *visit) servesTLS() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.tls.cert != nil
}

// refusesPlain answers plain HTTP once SSL is in use, unless the skin keeps it.
func (v *visit) refusesPlain(a *answer) bool {
	switch v.skin.PlainHTTP {
	case PlainKept:
		return false
	case PlainRedirected:
		a.header.Set("Location", "https://"+v.r.Host+v.r.URL.RequestURI())
		a.WriteHeader(http.StatusFound)
	case PlainRefused:
		a.cut = true
	case PlainParseError:
		a.junk = true
	}
	return true
}

// turnAway answers an address outside the trusted networks.
func (v *visit) turnAway(a *answer) {
	const message = "Access to the administration is limited to trusted networks. Your address is not in one."
	switch v.skin.Untrusted {
	case UntrustedForbidden:
		v.fault(a, http.StatusForbidden, message)
	case UntrustedNotFound:
		v.fault(a, http.StatusNotFound, "The page was not found.")
	case UntrustedClosed:
		a.cut = true
	case UntrustedText:
		v.fault(a, http.StatusOK, message)
	}
}

// fault shows a page that says what went wrong.
func (v *visit) fault(w http.ResponseWriter, status int, message string) {
	v.show(w, status, v.plainPage("Error", el("h1", nil, text("Error "+strconv.Itoa(status))), el("p", at("class", "error"), text(message))))
}
