// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// Restart restarts the endpoint's own server, or its module apps. It returns
// when the administration answers again and handshakes show the certificate
// that the settings name; if they name none, the result of the handshakes
// before, where an address answered. The deadline of ctx limits the waits, which
// an interruption does not end. others are the servers of the grid that are not
// restarted.
func Restart(ctx context.Context, ways confproxy.Ways, scope confproxy.Scope, live LiveCheck) (others []string, err error) {
	live.Timeout = cmp.Or(live.Timeout, restartTimeout)
	if others, err = ways.Servers.CanRestart(ctx, scope); err != nil {
		return nil, err
	}
	passes, err := restartCheck(ctx, ways, &live)
	if err != nil {
		return others, err
	}
	if err := ctx.Err(); err != nil {
		return others, err
	}
	begin, limit := time.Now(), restartTimeout
	if deadline, ok := ctx.Deadline(); ok {
		limit = deadline.Sub(begin)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	if err := restart(ctx, ways, scope); err != nil {
		return others, err
	}
	ways.Connection.Forget()
	if err := awaitAdministration(ctx, ways, begin, limit); err != nil {
		return others, err
	}
	return others, checkRestarted(ctx, ways, live, passes)
}

// restartCheck returns the expectation after a restart, and completes the live
// check.
func restartCheck(ctx context.Context, ways confproxy.Ways, live *LiveCheck) (passes accepts, err error) {
	readings, err := ways.Settings.Read(ctx, confproxy.HTTPTSSL...)
	if err != nil {
		return nil, err
	}
	settings := readings.Values()
	i := newInspection(ways, settings, nil)
	if settings.ServesStorage() {
		if err := i.files(ctx); err != nil {
			return nil, err
		}
	}
	if *live = live.withDefaults(ways, settings[confproxy.Ports], settings[confproxy.Ports]); !live.Enabled {
		return nil, nil
	}
	if len(i.Verified.Expected) > 0 {
		return expectation(i.Verified.Expected).meets, nil
	}
	before := handshakeAll(ctx, ways, *live)
	return func(at int, h handshake) bool {
		return !h.isUnreachable() && (before[at].isUnreachable() || h.isLike(before[at]))
	}, nil
}

// checkRestarted makes the live check after a restart.
func checkRestarted(ctx context.Context, ways confproxy.Ways, live LiveCheck, passes accepts) error {
	if !live.Enabled {
		return nil
	}
	begin := time.Now()
	served, lagging := pollHandshake(ctx, ways, live, live.Timeout, "the live check to pass", passes)
	if len(lagging) == 0 {
		if served.all(handshake.isPlain) {
			ways.Tell(ctx, "the live check passed: the port answers without TLS, as before", "took", progress.Since(begin))
		} else {
			ways.Tell(ctx, "the live check passed", "presented", served, "took", progress.Since(begin))
		}
		return nil
	}
	return &confproxy.Error{
		Kind: confproxy.ErrLive, Op: "verify the restart at " + lagging.addresses(),
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
func restart(ctx context.Context, ways confproxy.Ways, scope confproxy.Scope) error {
	ended, stop := watchConnection(ctx, ways)
	defer stop()
	err := ways.Servers.Restart(ctx, scope)
	if err != nil && !confproxy.MayHaveChanged(err) {
		return err
	}
	ways.Tell(ctx, "requested a restart", "scope", scope, "answered", err == nil)
	if scope == confproxy.ScopeServer && awaitDown(ctx, ways, ended) || err == nil {
		return nil
	}
	return &confproxy.SentError{Cause: &confproxy.Error{
		Kind: confproxy.ErrUnknownOutcome, Op: scope.Op(), Cause: err,
		Found:  "The order was sent, and nothing shows that it was carried out. It was not sent again.",
		Advice: "Look at the server in Activity monitor > Servers.",
	}}
}

// watchConnection opens a connection and reports when the server closes it.
// Without a connection, it never does.
func watchConnection(ctx context.Context, ways confproxy.Ways) (ended <-chan struct{}, stop func()) {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", ways.Address())
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
func awaitDown(ctx context.Context, ways confproxy.Ways, ended <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(ctx, restartBegins)
	defer cancel()
	wait := ways.WaitFor("the server to go down")
	for {
		if err := holdAddress(ctx, ways.Address()); err != nil {
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
func awaitAdministration(ctx context.Context, ways confproxy.Ways, begin time.Time, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	wait := ways.WaitFor("the administration to answer")
	for {
		err := ways.Connection.Renew(ctx)
		if err == nil {
			ways.Tell(ctx, "the administration answers", "took", progress.Since(begin))
			return nil
		}
		if errors.Is(err, confproxy.ErrAuth) || errors.Is(err, confproxy.ErrUntrustedNetwork) {
			return err
		}
		if wait.Pause(ctx, 250*time.Millisecond) != nil {
			return &confproxy.Error{
				Kind: confproxy.ErrUnreachable, Op: "reach the administration after the restart", Cause: err,
				Found:  fmt.Sprintf("It did not answer within %s.", limit.Round(100*time.Millisecond)),
				Advice: "Check the server itself: it may not have come up again.",
			}
		}
	}
}
