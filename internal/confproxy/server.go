// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// Scope is the part of a server that a restart restarts.
type Scope string

// The scopes, each with a button in Activity monitor > Servers.
const (
	ScopeServer     Scope = "server"
	ScopeModuleApps Scope = "module_apps"
)

// Op returns the operation, for messages.
func (s Scope) Op() string {
	if s == ScopeModuleApps {
		return "restart the module apps"
	}
	return "restart the server"
}

// Servers is a way in to the servers of the grid.
type Servers interface {
	// CanRestart reports, without changing anything, whether a restart of the
	// endpoint's server can be requested, and returns the names of the servers
	// that it does not reach.
	CanRestart(ctx context.Context, scope Scope) (others []string, err error)
	// Restart requests a restart of the endpoint's server, once. A lost answer,
	// which a restart can cause, is a [SentError].
	Restart(ctx context.Context, scope Scope) error
}

// Restart restarts the endpoint's own server, or its module apps. It returns
// when the administration answers again and handshakes show the certificate
// that the settings name; if they name none, the result of the handshakes
// before, where an address answered. The deadline of ctx limits the waits, which
// an interruption does not end. others are the servers of the grid that are not restarted.
func (c *Client) Restart(ctx context.Context, scope Scope, live LiveCheck) (others []string, err error) {
	live.Timeout = cmp.Or(live.Timeout, restartTimeout)
	err = c.writing(ctx, func(ctx context.Context) (err error) {
		if others, err = c.ways.Servers.CanRestart(ctx, scope); err != nil {
			return err
		}
		passes, err := c.restartCheck(ctx, &live)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		begin, limit := time.Now(), restartTimeout
		if deadline, ok := ctx.Deadline(); ok {
			limit = deadline.Sub(begin)
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
		defer cancel()
		if err := c.restart(ctx, scope); err != nil {
			return err
		}
		c.ways.Connection.Forget()
		if err := c.awaitAdministration(ctx, begin, limit); err != nil {
			return err
		}
		return c.checkRestarted(ctx, live, passes)
	})
	return others, err
}

// restartCheck returns the expectation after a restart, and completes the live
// check.
func (c *Client) restartCheck(ctx context.Context, live *LiveCheck) (passes accepts, err error) {
	readings, err := c.ways.Settings.Read(ctx, HTTPTSSL...)
	if err != nil {
		return nil, err
	}
	settings := readings.Values()
	i := newInspection(c, settings, nil)
	if settings.ServesStorage() {
		if err := i.files(ctx); err != nil {
			return nil, err
		}
	}
	if *live = c.withDefaults(*live, settings[Ports], settings[Ports]); !live.Enabled {
		return nil, nil
	}
	if len(i.Verified.Expected) > 0 {
		return expectation(i.Verified.Expected).meets, nil
	}
	before := c.handshake(ctx, *live)
	return func(at int, h handshake) bool {
		return !h.isUnreachable() && (before[at].isUnreachable() || h.isLike(before[at]))
	}, nil
}

// checkRestarted makes the live check after a restart.
func (c *Client) checkRestarted(ctx context.Context, live LiveCheck, passes accepts) error {
	if !live.Enabled {
		return nil
	}
	begin := time.Now()
	served, lagging := c.pollHandshake(ctx, live, live.Timeout, "the live check to pass", passes)
	if len(lagging) == 0 {
		if served.all(handshake.isPlain) {
			c.tell(ctx, "the live check passed: the port answers without TLS, as before", "took", progress.Since(begin))
		} else {
			c.tell(ctx, "the live check passed", "presented", served, "took", progress.Since(begin))
		}
		return nil
	}
	return &Error{
		Kind: ErrLive, Op: "verify the restart at " + lagging.addresses(),
		Found: fmt.Sprintf("The server was restarted. Expected the certificate that the settings name, or otherwise the one presented before, got %s.",
			served),
		Advice: "Check the log of the server.",
	}
}

const (
	// restartBegins is the maximum time for the server to go down after the
	// request. The product's time is unknown.
	restartBegins = 10 * time.Second
	// restartTimeout is the maximum time for the server to come back.
	restartTimeout = 90 * time.Second
)

// restart requests a restart, once. A restart of the server has succeeded when
// the server has gone down, or, if the request was answered, also when that was
// not seen.
func (c *Client) restart(ctx context.Context, scope Scope) error {
	ended, stop := c.watchConnection(ctx)
	defer stop()
	err := c.ways.Servers.Restart(ctx, scope)
	if err != nil && !MayHaveChanged(err) {
		return err
	}
	c.tell(ctx, "requested a restart", "scope", scope, "answered", err == nil)
	if scope == ScopeServer && c.awaitDown(ctx, ended) || err == nil {
		return nil
	}
	return &SentError{Cause: &Error{
		Kind: ErrUnknownOutcome, Op: scope.Op(), Cause: err,
		Found:  "The order was sent, no answer came, and nothing shows that it was carried out. It was not sent again.",
		Advice: "Look at the server in Activity monitor > Servers.",
	}}
}

// watchConnection opens a connection and reports when the server closes it.
// Without a connection, it never does.
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

// awaitDown waits until the server goes down, and reports whether it did: an
// earlier connection has ended, or a new one is refused or closed at once.
// Otherwise a server that is still shutting down would count as restarted.
func (c *Client) awaitDown(ctx context.Context, ended <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(ctx, restartBegins)
	defer cancel()
	wait := c.waitFor("the server to go down")
	for {
		if err := holdAddress(ctx, c.Address()); err != nil {
			return ctx.Err() == nil
		}
		select {
		case <-ended:
			return true
		default:
		}
		if wait.Pause(ctx, 100*time.Millisecond) != nil {
			return false
		}
	}
}

// awaitAdministration waits until the server can be managed again, on a
// connection made after the restart. begin is the time of the request to
// restart, and limit the maximum time to wait.
func (c *Client) awaitAdministration(ctx context.Context, begin time.Time, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	wait := c.waitFor("the administration to answer")
	for {
		err := c.ways.Connection.Renew(ctx)
		if err == nil {
			c.tell(ctx, "the administration answers", "took", progress.Since(begin))
			return nil
		}
		if errors.Is(err, ErrAuth) || errors.Is(err, ErrUntrustedNetwork) {
			return err
		}
		if wait.Pause(ctx, 250*time.Millisecond) != nil {
			return &Error{
				Kind: ErrUnreachable, Op: "reach the administration after the restart", Cause: err,
				Found:  fmt.Sprintf("It did not answer within %s.", limit.Round(100*time.Millisecond)),
				Advice: "Check the server itself: it may not have come up again.",
			}
		}
	}
}
