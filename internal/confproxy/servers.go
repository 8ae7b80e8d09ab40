// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// serversPage lists the servers of the grid; a server can be restarted there
// (documented). What the control for it looks like is unknown.
var serversPage = destination{
	path: []string{menuActivityMonitor, menuServers},
	recognise: func(v *view) match {
		if len(restartTriggers(v)) > 0 {
			return certain
		}
		for _, page := range v.pages {
			if slices.ContainsFunc(page.Headings(), func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), menuServers) }) {
				return likely
			}
		}
		return noMatch
	},
}

// restartText is the whole text: the documented Restart module apps stands
// beside it.
var restartText = regexp.MustCompile(`(?i)^\s*` + buttonRestart + `(\s+selected)?\s*$`)

// restartTriggers finds what restarts a server.
func restartTriggers(v *view) []trigger {
	var found []trigger
	for _, page := range v.pages {
		found = append(found, triggers(page, restartText.MatchString)...)
	}
	return found
}

// restart restarts the server through Activity monitor > Servers. It returns
// when the server has gone down, or should have.
func (c *Client) restart(ctx context.Context) error {
	const op = "restart the server"
	ended, stop := c.watchConnection(ctx)
	defer stop()
	err := c.orderRestart(ctx, op)
	if errors.Is(err, errSessionEnded) { // by the restart, or before it
		if err = c.orderRestart(ctx, op); errors.Is(err, ErrUnreachable) {
			err = nil
		}
	}
	if err != nil && (!mayHaveArrived(err) || errors.Is(err, ErrServer)) {
		return err
	}
	c.awaitDown(ctx, ended) // an answer that got lost is what a restart looks like
	return nil
}

// restartBegins is how long the server may take to go down after the order. How
// long the product takes is unknown.
const restartBegins = 10 * time.Second

// watchConnection makes a connection and tells when the server ends it. Without
// a connection it never does.
func (c *Client) watchConnection(ctx context.Context) (ended <-chan struct{}, stop func()) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", c.Address())
	if err != nil {
		return nil, func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = conn.Read(make([]byte, 1))
	}()
	return done, func() { _ = conn.Close() }
}

// awaitDown waits until the server goes down: a connection that was made before
// has ended, or a new one is refused. Without that, a server that is still on
// its way down would be taken for one that is back.
func (c *Client) awaitDown(ctx context.Context, ended <-chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, restartBegins)
	defer cancel()
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.Address())
		if err != nil {
			return
		}
		_ = conn.Close()
		select {
		case <-ended:
			return
		case <-ctx.Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// orderRestart orders a restart and confirms it, logging in where the order is
// refused for want of that.
func (c *Client) orderRestart(ctx context.Context, op string) error {
	_, err := withLogin(ctx, c.session, func() (*view, error) {
		answer, err := c.pressRestart(ctx, op)
		for i := 0; err == nil && i < 2; i++ {
			question, ok := find(answer, restartConfirmation)
			if !ok {
				break
			}
			answer, err = c.session.agree(ctx, op, question)
		}
		return answer, err
	})
	return err
}

// pressRestart presses what restarts the server. It is [loginNeeded] only when
// that was refused for want of a login.
func (c *Client) pressRestart(ctx context.Context, op string) (*view, error) {
	v, err := c.session.open(ctx, serversPage)
	if err != nil {
		return nil, err
	}
	found := restartTriggers(v)
	if len(found) != 1 {
		return nil, &Error{
			Kind: ErrLayout, Op: op,
			Found:  fmt.Sprintf("The page Servers has %d controls to restart a server; exactly one was expected.", len(found)),
			Advice: "Restart it by hand in Activity monitor > Servers, then apply again.",
		}
	}
	return c.session.pull(ctx, op, found[0], func(box *htmlform.Control) bool {
		return asksToConfirm(box) || isOnlyServer(box)
	})
}

// isOnlyServer recognises the checkbox or radio button that selects the server,
// where the form has one server only.
func isOnlyServer(box *htmlform.Control) bool {
	isServer := func(control *htmlform.Control) bool {
		return (control.Kind() == htmlform.Checkbox || control.Kind() == htmlform.Radio) && !control.Disabled() && !asksToConfirm(control)
	}
	servers := 0
	for _, control := range box.Form().Controls() {
		if isServer(control) {
			servers++
		}
	}
	return isServer(box) && servers == 1
}

var (
	restartAgreement = regexp.MustCompile(`(?i)^(yes|ok(ay)?|confirm|continue|proceed|restart)\b`)
	asksAboutRestart = regexp.MustCompile(`(?i)restart[^.]*\?|\b(sure|really|confirm)\b`)
)

// restartConfirmation finds what agrees on a page that asks whether the server
// is really to be restarted. The list of servers asks nothing.
func restartConfirmation(page *htmlform.Page) (trigger, bool) {
	if !asksAboutRestart.MatchString(page.Text()) || !strings.Contains(strings.ToLower(page.Text()), "restart") {
		return trigger{}, false
	}
	return first(triggers(page, restartAgreement.MatchString))
}

// awaitAdministration waits until the administration answers on a connection
// made after the restart.
func (c *Client) awaitAdministration(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	for {
		c.session.dropConnections()
		_, err := withLogin(ctx, c.session, func() (*view, error) { return c.session.openRoot(ctx) })
		if err == nil || errors.Is(err, ErrAuth) || errors.Is(err, ErrUntrustedNetwork) {
			return err
		}
		if wait(ctx, 250*time.Millisecond) != nil {
			return &Error{
				Kind: ErrUnreachable, Op: "reach the administration after the restart", Cause: err,
				Found:  fmt.Sprintf("It did not answer within %s.", restartTimeout),
				Advice: "Look at the server itself: it may not have come up again.",
			}
		}
	}
}
