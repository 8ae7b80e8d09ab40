// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// actions are the buttons of Activity monitor > Servers by what they order. Those for the grid stand in a grid only.
func (v *visit) actions() []string {
	list := []string{product.ActionRestart, product.ActionModuleApps}
	if len(v.Nodes()) > 1 {
		list = append(list, product.ActionDisconnect, product.ActionConnect)
	}
	if v.names.coin("order of actions") {
		slices.Reverse(list)
	}
	return list
}

// actionText is what the button of an action says.
func (v *visit) actionText(action string) string {
	if action == product.ActionRestart && v.skin.Restart == "selected" {
		return "Restart selected"
	}
	return action
}

// showServers lists the servers of the grid, with the actions for those that are selected.
func (v *visit) showServers(w http.ResponseWriter) {
	v.takeMessage()
	table := el("table", nil, el("tr", nil, el("th", nil, text("Select")), el("th", nil, text("Server")), el("th", nil, text("State"))))
	for _, n := range v.Nodes() {
		kind, state := "checkbox", "Running"
		if v.skin.Select == "radios" {
			kind = "radio"
		}
		if !n.Connected {
			state = "Disconnected"
		}
		box := el("input", at("type", kind, "name", v.names.field("server"), "value", v.names.name("server "+n.ID)))
		table.kids = append(table.kids, el("tr", nil, el("td", nil, box), el("td", nil, text(n.ID)), el("td", nil, text(state))))
	}
	buttons := el("p", nil)
	for _, action := range v.actions() {
		buttons.kids = append(buttons.kids, v.button(v.actionText(action), "name", v.names.field("action "+action), "value", "1"), text(" "))
	}
	buttons.kids = append(buttons.kids, v.restartBox())
	v.writeContent(w, "Servers", v.postForm(nil, pageRestart, nil, table, buttons))
}

func (v *visit) restartBox() *node {
	if v.skin.ConfirmRestart != "checkbox" {
		return nil
	}
	return el("label", nil, el("input", at("type", "checkbox", "name", v.names.field("confirm"), "value", "1")), text(" Confirm"))
}

// ordered is the action whose button was pressed, on the server that was selected.
func (v *visit) ordered() (o product.Order, problem string) {
	for _, action := range v.actions() {
		if v.form.has(v.names.field("action " + action)) {
			o.Action = action
		}
	}
	selected := v.form.values[v.names.field("server")]
	for _, n := range v.Nodes() {
		if slices.Contains(selected, v.names.name("server "+n.ID)) {
			o.Server = n.ID
		}
	}
	switch {
	case o.Action == "":
		return o, "No button was pressed."
	case o.Server == "":
		return o, "No server is selected."
	case len(selected) > 1:
		return o, "Select one server at a time."
	}
	return o, ""
}

// handleAction takes the buttons.
func (v *visit) handleAction(w http.ResponseWriter) {
	order, problem := v.ordered()
	switch {
	case problem != "":
		v.problem = problem
	case v.skin.ConfirmRestart == "checkbox" && !v.form.has(v.names.field("confirm")):
		v.problem = "Nothing was done: tick Confirm beside the button first."
	case v.skin.ConfirmRestart == "page", v.skin.ConfirmRestart == "link":
		question := el("p", nil, text("Server "+order.Server+": do you really want to "+strings.ToLower(order.Action)+"? All sessions will end."))
		args := []string{"action", order.Action, "server", order.Server}
		v.writeContent(w, order.Action, v.confirmation(v.skin.ConfirmRestart, v.actionText(order.Action), pageConfirm, args, question))
		return
	default:
		v.carryOut(w, order)
		return
	}
	v.page = pageServers
	v.showServers(w)
}

// confirmAction takes the answer to the question.
func (v *visit) confirmAction(w http.ResponseWriter) {
	if !v.confirmed() {
		v.page, v.notice = pageServers, "Nothing was done."
		v.showServers(w)
		return
	}
	v.carryOut(w, product.Order{Action: v.arg("action"), Server: v.arg("server")})
}

func (v *visit) carryOut(w http.ResponseWriter, order product.Order) {
	v.Do(order)
	if order.Action == product.ActionRestart && order.Server == product.OwnServer {
		w.Header().Set("Connection", "close")
		v.writeContent(w, order.Action, el("p", at("class", "notice"), text("The server is restarting. Log in again in a moment.")))
		return
	}
	v.page, v.notice = pageServers, order.Action+" was ordered for server "+order.Server+"."
	v.showServers(w)
}
