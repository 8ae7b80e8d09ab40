// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import "net/http"

// showServers lists the servers of the grid: this one.
func (v *visit) showServers(w http.ResponseWriter) {
	v.carryMessage()
	row := []*node{text("-1"), text(v.opt.Host), text("Running")}
	heads := []string{"Server", "Address", "State"}
	var below *node
	switch v.skin.Restart {
	case RestartSelected:
		row = append([]*node{el("input", at("type", "checkbox", "name", v.names.field("server"), "value", v.names.name("server")))}, row...)
		heads = append([]string{"Select"}, heads...)
		below = el("p", nil, v.button("Restart selected"), v.restartBox())
	case RestartLink:
		heads = append(heads, "Action")
		row = append(row, el("a", at("href", v.href(pageRestart)), text("Restart")))
	case RestartButton:
		heads = append(heads, "Action")
		row = append(row, group(v.button("Restart", "name", v.names.field("restart"), "value", v.names.name("server")), v.restartBox()))
	}
	head, cells := el("tr", nil), el("tr", nil)
	for _, h := range heads {
		head.kids = append(head.kids, el("th", nil, text(h)))
	}
	for _, c := range row {
		cells.kids = append(cells.kids, el("td", nil, c))
	}
	table := el("table", nil, head, cells)
	if v.skin.Restart == RestartLink {
		v.content(w, "Servers", table)
		return
	}
	v.content(w, "Servers", v.postForm(nil, pageRestart, nil, table, below))
}

func (v *visit) restartBox() *node {
	if v.skin.ConfirmRestart != ConfirmCheckbox {
		return nil
	}
	return el("label", nil, el("input", at("type", "checkbox", "name", v.names.field("confirm"), "value", "1")), text(" Confirm"))
}

// handleRestart takes the button, or the link.
func (v *visit) handleRestart(w http.ResponseWriter) {
	post := v.r.Method == http.MethodPost
	switch {
	case !post && v.skin.Restart != RestartLink:
		v.fault(w, http.StatusMethodNotAllowed, "This page only takes a form.")
		return
	case post && v.skin.Restart == RestartSelected && !v.form.has(v.names.field("server")):
		v.problem = "No server is selected."
	case post && v.skin.ConfirmRestart == ConfirmCheckbox && !v.form.has(v.names.field("confirm")):
		v.problem = "Nothing was restarted: tick Confirm beside the button first."
	case v.skin.ConfirmRestart == ConfirmPage, v.skin.ConfirmRestart == ConfirmLink:
		question := el("p", nil, text("Do you really want to restart server -1? All sessions will end."))
		v.content(w, "Restart", v.question(v.skin.ConfirmRestart, "Restart", pageConfirm, nil, question))
		return
	default:
		v.restartNow(w)
		return
	}
	v.page = pageServers
	v.showServers(w)
}

func (v *visit) handleConfirmRestart(w http.ResponseWriter) {
	if !v.agreed() {
		v.page, v.notice = pageServers, "Nothing was restarted."
		v.showServers(w)
		return
	}
	v.restartNow(w)
}

func (v *visit) restartNow(w http.ResponseWriter) {
	v.restartAfter(v.opt.RestartBegins)
	w.Header().Set("Connection", "close")
	v.content(w, "Restart", el("p", at("class", "notice"), text("The server is restarting. Log in again in a moment.")))
}
