// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
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
		if len(restartControls(v)) > 0 {
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

var restartText = regexp.MustCompile(`(?i)^` + buttonRestart + `\b`)

// restartControl is a button or a link that restarts a server.
type restartControl struct {
	page   *htmlform.Page
	button *htmlform.Control
	link   *htmlform.Link
}

func restartControls(v *view) []restartControl {
	var controls []restartControl
	for _, page := range v.pages {
		for _, control := range page.Controls() {
			isSubmit := control.Kind() == htmlform.Submit || control.Kind() == htmlform.Image
			if isSubmit && control.Form() != nil && restartText.MatchString(control.Text()) {
				controls = append(controls, restartControl{page: page, button: control})
			}
		}
		for _, link := range page.Links() {
			if restartText.MatchString(link.Text) {
				controls = append(controls, restartControl{page: page, link: link})
			}
		}
	}
	return controls
}

// restart restarts the server through Activity monitor > Servers. It returns
// when the order was given; the server may still be on its way down.
func (c *Client) restart(ctx context.Context) error {
	const op = "restart the server"
	answer, err := withLogin(ctx, c.session, func() (*view, error) { return c.orderRestart(ctx, op) })
	for i := 0; err == nil && i < 2; i++ {
		button, ok := find(answer, restartConfirmation)
		if !ok {
			break
		}
		answer, err = c.sendConfirmation(ctx, op, button)
	}
	if err != nil && (!mayHaveArrived(err) || errors.Is(err, ErrServer)) {
		return err
	}
	return nil // an answer that got lost is what a restart looks like
}

// orderRestart presses what restarts the server. It is [loginNeeded] only when
// the order was refused for want of a login.
func (c *Client) orderRestart(ctx context.Context, op string) (*view, error) {
	v, err := c.session.open(ctx, serversPage)
	if err != nil {
		return nil, err
	}
	controls := restartControls(v)
	if len(controls) != 1 {
		return nil, &Error{
			Kind: ErrLayout, Op: op,
			Found:  fmt.Sprintf("The page Servers has %d controls to restart a server; exactly one was expected.", len(controls)),
			Advice: "Restart it by hand in Activity monitor > Servers, then apply again.",
		}
	}
	if controls[0].link != nil {
		return c.followRestart(ctx, op, controls[0].link.URL)
	}
	return c.pressRestart(ctx, op, controls[0].button)
}

func (c *Client) followRestart(ctx context.Context, op string, u *url.URL) (*view, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	generation := c.session.currentGeneration()
	resp, err := c.session.exchange(ctx, req, maxPageBytes)
	if err != nil {
		return nil, err
	}
	if resp.status >= http.StatusBadRequest && !challenge(resp) {
		return nil, c.session.serverError(op, resp)
	}
	answer, err := c.session.show(ctx, resp, generation)
	var needed *loginNeeded
	switch {
	case err == nil:
		return answer, nil
	case errors.As(err, &needed) && sameAddress(resp.url, u):
		return nil, err
	case errors.As(err, &needed):
		return nil, sessionEnded(op)
	}
	return nil, &sentError{err}
}

func (c *Client) pressRestart(ctx context.Context, op string, button *htmlform.Control) (*view, error) {
	form := button.Form()
	fill := form.Fill()
	var servers, toTick []*htmlform.Control
	for _, other := range form.Controls() {
		switch {
		case other.Kind() != htmlform.Checkbox || other.Disabled():
		case confirmationWords.MatchString(other.Label() + " " + other.SuffixText()):
			toTick = append(toTick, other)
		default:
			servers = append(servers, other)
		}
	}
	if len(servers) == 1 {
		toTick = append(toTick, servers[0])
	}
	for _, box := range toTick {
		if err := fill.Check(box, true); err != nil {
			return nil, &Error{Kind: ErrLayout, Op: op, Cause: err}
		}
	}
	if err := fill.Press(button); err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err}
	}
	return c.session.send(ctx, op, fill)
}

var (
	restartAgreement = regexp.MustCompile(`(?i)^(yes|ok(ay)?|confirm|continue|proceed|restart)\b`)
	asksAboutRestart = regexp.MustCompile(`(?i)restart[^.]*\?|\b(sure|really|confirm)\b`)
)

// restartConfirmation finds the button of a page that asks whether the server
// is really to be restarted. The list of servers asks nothing.
func restartConfirmation(page *htmlform.Page) (*htmlform.Control, bool) {
	if !asksAboutRestart.MatchString(page.Text()) || !strings.Contains(strings.ToLower(page.Text()), "restart") {
		return nil, false
	}
	for _, control := range page.Controls() {
		isSubmit := control.Kind() == htmlform.Submit || control.Kind() == htmlform.Image
		if isSubmit && control.Form() != nil && restartAgreement.MatchString(strings.TrimSpace(control.Text())) {
			return control, true
		}
	}
	return nil, false
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
