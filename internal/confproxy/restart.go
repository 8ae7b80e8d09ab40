// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// Restart restarts the endpoint's own server, or its module apps. It returns
// when the administration answers again and handshakes show the certificate
// that the settings name; if they name none, the result of the handshakes
// before, where an address answered. others are the servers of the grid that are not restarted.
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
		ctx, cancel := Detached(ctx)
		defer cancel()
		begin := time.Now()
		if err := c.restart(ctx, scope); err != nil {
			return err
		}
		c.ways.Connection.Forget()
		if err := c.awaitAdministration(ctx, begin); err != nil {
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
	if expected := i.Verified.Expected; len(expected) > 0 {
		return func(_ int, h handshake) bool { return isPresented(expected, h) }, nil
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
		c.tell(ctx, "the live check passed", "presented", served, "took", progress.Since(begin))
		return nil
	}
	return &Error{
		Kind: ErrLive, Op: "verify the restart at " + lagging.addresses(),
		Found: fmt.Sprintf("The server was restarted. Expected the certificate that the settings name, or otherwise the one presented before, got %s.",
			served),
		Advice: "Check the log of the server.",
	}
}
