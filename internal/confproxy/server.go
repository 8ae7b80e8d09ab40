// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// Scope is what a restart restarts.
type Scope string

// The scopes, each a button of Activity monitor > Servers.
const (
	ScopeServer     Scope = "server"
	ScopeModuleApps Scope = "module_apps"
)

// Op is what a restart of the scope is called in messages.
func (s Scope) Op() string {
	if s == ScopeModuleApps {
		return "restart the module apps"
	}
	return "restart the server"
}

// Servers is a way in to the servers of the grid.
type Servers interface {
	// CanRestart tells, without changing anything, whether a restart of the
	// endpoint's server can be ordered, and names the servers that it does not
	// reach.
	CanRestart(ctx context.Context, scope Scope) (others []string, err error)
	// Restart orders a restart of the endpoint's server, once. An answer that
	// was lost, as a restart can cut it off, is a [SentError].
	Restart(ctx context.Context, scope Scope) error
}

const (
	// restartBegins is how long the server may take to go down after the order.
	// How long the product takes is unknown.
	restartBegins = 10 * time.Second
	// restartTimeout is how long the server may take to come back.
	restartTimeout = 90 * time.Second
)

// restart orders a restart, once. That of the server has succeeded when the
// server has gone down; where the order was answered, also when that was not
// seen.
func (c *Client) restart(ctx context.Context, scope Scope) error {
	ended, stop := c.watchConnection(ctx)
	defer stop()
	err := c.ways.Servers.Restart(ctx, scope)
	if err != nil && !MayHaveChanged(err) {
		return err
	}
	c.tell(ctx, "ordered a restart", "scope", scope, "answered", err == nil)
	if scope == ScopeServer && c.awaitDown(ctx, ended) || err == nil {
		return nil
	}
	return &SentError{Cause: &Error{
		Kind: ErrUnknownOutcome, Op: scope.Op(), Cause: err,
		Found:  "The order was sent, no answer came, and nothing shows that it was carried out. It was not sent again.",
		Advice: "Look at the server in Activity monitor > Servers.",
	}}
}

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

// awaitDown waits until the server goes down, and reports whether it did: a
// connection that was made before has ended, or a new one is refused. Without
// that, a server that is still on its way down would be taken for one that is
// back.
func (c *Client) awaitDown(ctx context.Context, ended <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(ctx, restartBegins)
	defer cancel()
	wait := c.waitFor("the server to go down")
	for {
		if err := tryAddress(ctx, c.Address()); err != nil {
			return ctx.Err() == nil
		}
		select {
		case <-ended:
			return true
		default:
		}
		if wait.pause(ctx, 100*time.Millisecond) != nil {
			return false
		}
	}
}

// awaitAdministration waits until the server can be managed again, on a
// connection made after the restart.
func (c *Client) awaitAdministration(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	wait := c.waitFor("the administration to answer")
	for {
		err := c.ways.Connection.Renew(ctx)
		if err == nil {
			c.tell(ctx, "the administration answers", "took", Since(wait.begin))
			return nil
		}
		if errors.Is(err, ErrAuth) || errors.Is(err, ErrUntrustedNetwork) {
			return err
		}
		if wait.pause(ctx, 250*time.Millisecond) != nil {
			return &Error{
				Kind: ErrUnreachable, Op: "reach the administration after the restart", Cause: err,
				Found:  fmt.Sprintf("It did not answer within %s.", restartTimeout),
				Advice: "Look at the server itself: it may not have come up again.",
			}
		}
	}
}
