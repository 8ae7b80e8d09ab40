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

// Servers is a way in to the servers of the grid.
type Servers interface {
	// CanRestart tells, without changing anything, whether a restart of the
	// endpoint's server can be ordered, and names the servers that it does not
	// reach.
	CanRestart(ctx context.Context) (others []string, err error)
	// Restart orders a restart of the endpoint's server, once. A lost
	// answer is no error, because a restart can cut it off.
	Restart(ctx context.Context) error
}

const (
	// restartBegins is how long the server may take to go down after the order.
	// How long the product takes is unknown.
	restartBegins = 10 * time.Second
	// restartTimeout is how long the server may take to come back.
	restartTimeout = 90 * time.Second
)

// restart restarts the server. It returns when the server has gone down, or
// should have.
func (c *Client) restart(ctx context.Context) error {
	ended, stop := c.watchConnection(ctx)
	defer stop()
	if err := c.ways.Servers.Restart(ctx); err != nil {
		return err
	}
	c.awaitDown(ctx, ended)
	return nil
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

// awaitAdministration waits until the server can be managed again, on a
// connection made after the restart.
func (c *Client) awaitAdministration(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, restartTimeout)
	defer cancel()
	for {
		err := c.ways.Connection.Renew(ctx)
		if err == nil || errors.Is(err, ErrAuth) || errors.Is(err, ErrUntrustedNetwork) {
			return err
		}
		if Wait(ctx, 250*time.Millisecond) != nil {
			return &Error{
				Kind: ErrUnreachable, Op: "reach the administration after the restart", Cause: err,
				Found:  fmt.Sprintf("It did not answer within %s.", restartTimeout),
				Advice: "Look at the server itself: it may not have come up again.",
			}
		}
	}
}
