// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// actions are the buttons of Activity monitor > Servers with their actions. The actions of a grid are shown in a grid
// only.
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

// actionText returns the text of an action's button.
func (v *visit) actionText(action string) string {
	if action == product.ActionRestart && v.skin.Restart == "selected" {
		return "Restart selected"
	}
	return action
}

// showServers lists the servers of the grid, with the actions for those that are selected.
func (v *visit) showServers(w http.ResponseWriter) {
	table, kind := el("table", line("th", "Select", "Server", "State")), "checkbox"
	if v.skin.Select == "radios" {
		kind = "radio"
	}
	for _, n := range v.Nodes() {
		state := "Running"
		if !n.Connected {
			state = "Disconnected"
		}
		table.add(line("td", input(kind, v.names.field("server"), v.names.name("server "+n.ID)), n.ID, state))
	}
	buttons := el("p")
	for _, action := range v.actions() {
		buttons.add(v.choice(v.actionText(action), v.names.field("action "+action)), " ")
	}
	v.writeContent(w, "Servers", v.postForm(nil, pageRestart, nil, table, buttons.add(v.confirmBox(v.skin.ConfirmRestart))))
}

// ordered returns the action whose button was pressed, and the selected server.
func (v *visit) ordered() (o product.Order, problem string) {
	for _, action := range v.actions() {
		if v.pressed("action " + action) {
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

// handleAction handles the buttons.
func (v *visit) handleAction(w http.ResponseWriter) {
	order, problem := v.ordered()
	if v.problem = problem; problem != "" {
		v.show(w, pageServers)
		return
	}
	question := "Server " + order.Server + ": do you really want to " + strings.ToLower(order.Action) + "? All sessions will end."
	v.confirm(w, confirmation{
		kind: v.skin.ConfirmRestart, title: order.Action, verb: v.actionText(order.Action), asked: el("p", question),
		page: pageConfirm, args: at("action", order.Action, "server", order.Server), back: pageServers,
	}, func() { v.carryOut(w, order) })
}

// confirmAction handles the answer to the question.
func (v *visit) confirmAction(w http.ResponseWriter) {
	if v.confirmed(w, pageServers) {
		v.carryOut(w, product.Order{Action: v.arg("action"), Server: v.arg("server")})
	}
}

func (v *visit) carryOut(w http.ResponseWriter, order product.Order) {
	v.Do(order)
	if order.Action == product.ActionRestart && order.Server == product.OwnServer {
		w.Header().Set("Connection", "close")
		v.writeContent(w, order.Action, el("p.notice", "The server is restarting. Log in again in a moment."))
		return
	}
	v.notice = order.Action + " was ordered for server " + order.Server + "."
	v.show(w, pageServers)
}
