// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// servers is the way in to the servers of the grid.
type servers struct{ *administration }

// serversSpec is the list of servers. A server can be restarted there
// (documented); what the control for it looks like is unknown.
var serversSpec = ui.Spec{
	Path: []string{ui.MenuActivityMonitor, ui.MenuServers},
	Recognise: func(v *session.View) ui.Match {
		if len(restartActions(v, confproxy.ScopeServer)) > 0 {
			return ui.Certain
		}
		if len(listServers(v).ownControls) > 0 {
			return ui.Likely
		}
		return ui.NoMatch
	},
}

// restartActions finds the controls that restart a server, or a part of it.
func restartActions(v *session.View, scope confproxy.Scope) []ui.Action {
	var found []ui.Action
	for _, page := range v.Pages {
		found = append(found, ui.Actions(page, orders(scope))...)
	}
	return found
}

// orders returns a function that accepts the texts of a restart control.
func orders(scope confproxy.Scope) func(text string) bool {
	return func(text string) bool {
		return slices.ContainsFunc(ui.RestartTexts[scope], func(t string) bool { return strings.EqualFold(t, text) })
	}
}

// restartOrder is the control and the selection that restart the endpoint's own
// server.
type restartOrder struct {
	ui.Action
	own    *htmlform.Control // the box that selects the server; nil if none must be ticked
	others []string          // the other servers of the grid
}

// restartOrder finds out how to restart the endpoint's own server.
func (a *administration) restartOrder(ctx context.Context, scope confproxy.Scope) (restartOrder, error) {
	v, err := a.open(ctx, serversSpec)
	if err != nil {
		return restartOrder{}, err
	}
	listed := listServers(v)
	found := restartActions(v, scope)
	if len(found) > 1 { // one beside every server
		found = slices.DeleteFunc(found, func(a ui.Action) bool { return !listed.own(a.Button) })
	}
	if len(found) != 1 {
		return restartOrder{}, cannotRestart(scope,
			"Expected one control %q on the page Servers for the endpoint's own server, got %d.", ui.RestartTexts[scope][0], len(found))
	}
	order := restartOrder{Action: found[0], others: listed.others}
	if order.Button == nil {
		return order, nil
	}
	boxes := slices.DeleteFunc(order.Button.Form.Controls(), func(c *htmlform.Control) bool { return !selectsServer(c) })
	if len(boxes) > 1 {
		boxes = slices.DeleteFunc(boxes, func(c *htmlform.Control) bool { return !listed.own(c) })
		if len(boxes) != 1 {
			return restartOrder{}, cannotRestart(scope,
				"Expected one of the servers that can be selected on the page Servers to be %s, the endpoint's own.", ui.OwnServer)
		}
	}
	if len(boxes) == 1 {
		order.own = boxes[0]
	}
	return order, nil
}

func cannotRestart(scope confproxy.Scope, format string, args ...any) error {
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: scope.Op(), Found: fmt.Sprintf(format, args...),
		Advice: "Restart it by hand in Activity monitor > Servers.",
	}
}

// selectsServer reports whether a checkbox or radio button selects a server.
func selectsServer(control *htmlform.Control) bool {
	isChoice := control.Kind == htmlform.Checkbox || control.Kind == htmlform.Radio
	return isChoice && !control.Disabled && !ui.AsksToConfirm(control)
}

// listedServers are the servers of the page Servers.
type listedServers struct {
	ownControls []*htmlform.Control // in the row of the endpoint's own server
	others      []string
}

func (l listedServers) own(control *htmlform.Control) bool {
	return control != nil && slices.Contains(l.ownControls, control)
}

// listServers reads the rows with a control: each is a server.
func listServers(v *session.View) listedServers {
	var listed listedServers
	for _, page := range v.Pages {
		for _, table := range page.Tables() {
			for _, row := range table.Rows {
				var texts []string
				var controls []*htmlform.Control
				for _, cell := range row.Cells {
					controls = append(controls, cell.Controls()...)
					if text := strings.TrimSpace(cell.Text()); text != "" {
						texts = append(texts, text)
					}
				}
				switch {
				case len(controls) == 0 || len(texts) == 0:
				case slices.Contains(texts, ui.OwnServer):
					listed.ownControls = append(listed.ownControls, controls...)
				default:
					listed.others = append(listed.others, texts[0])
				}
			}
		}
	}
	return listed
}

// CanRestart reports whether a restart can be requested, and returns the
// servers that it does not reach.
func (a servers) CanRestart(ctx context.Context, scope confproxy.Scope) (others []string, err error) {
	order, err := a.restartOrder(ctx, scope)
	return order.others, err
}

// Restart requests a restart of the server. If the server refused the request
// because of an ended session, it is sent again.
func (a servers) Restart(ctx context.Context, scope confproxy.Scope) error {
	err := a.orderRestart(ctx, scope)
	if errors.Is(err, session.ErrRefused) {
		err = a.orderRestart(ctx, scope)
	}
	return err
}

// orderRestart presses the restart control and confirms it.
func (a *administration) orderRestart(ctx context.Context, scope confproxy.Scope) error {
	order, err := a.restartOrder(ctx, scope)
	if err != nil {
		return err
	}
	answer, err := ui.Click(ctx, a.session, scope.Op(), order.Action, func(box *htmlform.Control) bool {
		return ui.AsksToConfirm(box) || box == order.own
	})
	if err != nil {
		return err
	}
	_, err = ui.Confirm(ctx, a.session, scope.Op(), answer, func(page *htmlform.Page) (ui.Action, bool) { return restartConfirmation(page, scope) })
	return err
}

// restartConfirmation finds the button or link that confirms, on a page that
// asks whether to restart the server. The list of servers, which may answer a
// request, is not a question.
func restartConfirmation(page *htmlform.Page, scope confproxy.Scope) (ui.Action, bool) {
	isList := slices.ContainsFunc(page.Controls(), selectsServer)
	if isList || !ui.AsksAboutRestart().MatchString(page.Text()) || !strings.Contains(strings.ToLower(page.Text()), "restart") {
		return ui.Action{}, false
	}
	isOrder := orders(scope)
	found := ui.Actions(page, func(text string) bool { return ui.AgreesToRestart().MatchString(text) || isOrder(text) })
	if len(found) == 0 {
		return ui.Action{}, false
	}
	return found[0], true
}
