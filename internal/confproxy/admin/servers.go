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
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// servers is the way in to the servers of the grid.
type servers struct{ *administration }

const opRestart = "restart the server"

// serversSpec is the list of servers. A server can be restarted there
// (documented); what the control for it looks like is unknown.
var serversSpec = pageSpec{
	path: []string{menuActivityMonitor, menuServers},
	recognise: func(v *session.View) match {
		if len(restartActions(v)) > 0 {
			return certain
		}
		for _, page := range v.Pages {
			if slices.ContainsFunc(page.Headings(), func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), menuServers) }) {
				return likely
			}
		}
		return noMatch
	},
}

// restartActions finds what restarts a server.
func restartActions(v *session.View) []action {
	var found []action
	for _, page := range v.Pages {
		found = append(found, actions(page, isRestart)...)
	}
	return found
}

func isRestart(text string) bool {
	return slices.ContainsFunc(restartTexts, func(t string) bool { return strings.EqualFold(t, text) })
}

// restartAction returns the one control that restarts a server.
func (a *administration) restartAction(ctx context.Context) (action, error) {
	v, err := a.open(ctx, serversSpec)
	if err != nil {
		return action{}, err
	}
	found := restartActions(v)
	if len(found) != 1 {
		return action{}, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: opRestart,
			Found:  fmt.Sprintf("Expected one control on the page Servers to restart a server, got %d.", len(found)),
			Advice: "Restart it by hand in Activity monitor > Servers.",
		}
	}
	return found[0], nil
}

// CanRestart tells whether a restart can be ordered.
func (a servers) CanRestart(ctx context.Context) error {
	return a.session.Read(ctx, func(ctx context.Context) error {
		_, err := a.restartAction(ctx)
		return err
	})
}

// Restart orders a restart of the server. Where the session had ended, it is
// ordered once more: two restarts are better than a change that waits for none.
func (a servers) Restart(ctx context.Context) error {
	err := a.orderRestart(ctx)
	ordered := confproxy.MayHaveChanged(err)
	if metLogin(err) { // ended by the restart, or before it
		err = a.orderRestart(ctx)
		ordered = ordered && errors.Is(err, confproxy.ErrUnreachable) || confproxy.MayHaveChanged(err)
	}
	if ordered && !errors.Is(err, confproxy.ErrServer) {
		return nil // an answer that got lost is what a restart looks like
	}
	return err
}

// orderRestart presses what restarts the server and confirms it.
func (a *administration) orderRestart(ctx context.Context) error {
	var restart action
	err := a.session.Read(ctx, func(ctx context.Context) (err error) {
		restart, err = a.restartAction(ctx)
		return err
	})
	if err != nil {
		return err
	}
	answer, err := click(ctx, a.session, opRestart, restart, func(box *htmlform.Control) bool {
		return asksToConfirm(box) || isOnlyServer(box)
	})
	if err != nil {
		return err
	}
	_, err = confirm(ctx, a.session, opRestart, answer, restartConfirmation)
	return err
}

// isOnlyServer recognises the checkbox or radio button that selects the server,
// where the form has one server only.
func isOnlyServer(box *htmlform.Control) bool {
	isServer := func(control *htmlform.Control) bool {
		isChoice := control.Kind() == htmlform.Checkbox || control.Kind() == htmlform.Radio
		return isChoice && !control.Disabled() && !asksToConfirm(control)
	}
	servers := 0
	for _, control := range box.Form().Controls() {
		if isServer(control) {
			servers++
		}
	}
	return isServer(box) && servers == 1
}

// restartConfirmation finds what agrees on a page that asks whether the server
// is really to be restarted. The list of servers asks nothing.
func restartConfirmation(page *htmlform.Page) (action, bool) {
	if !asksAboutRestart.MatchString(page.Text()) || !strings.Contains(strings.ToLower(page.Text()), "restart") {
		return action{}, false
	}
	found := actions(page, agreesToRestart.MatchString)
	if len(found) == 0 {
		return action{}, false
	}
	return found[0], true
}
