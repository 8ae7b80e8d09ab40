// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// step is a part of a deployment.
type step struct {
	do    func(context.Context) error
	undo  func(context.Context) *Undone // nil if there is nothing to undo
	sends bool                          // it sends a change to the server
}

// steps returns the steps of the deployment in the order in which they run. It
// never leaves users at a redirect to a port that serves no TLS, nor the server
// with a key that it cannot open.
func (d *deployment) steps() []step {
	passphrase := d.passphrase()
	save := d.save(PageGeneral, d.general(), d.rereads())
	steps := append(d.putBack(), d.upload(), step{do: d.awaitReplication})
	if redirect, ok := d.Want[RedirectToHTTPS]; ok && !redirect.Yes() {
		steps = append(steps, d.save(PageSecurity, d.Want.On(PageSecurity), false))
	}
	// While no passphrase is set, the current key has none, and setting one
	// disturbs nothing: so it is set before the new key. Otherwise the current
	// key needs the old one until the settings name the new key.
	if d.before[KeyPassphrase].Default || d.PlainKey {
		steps = append(steps, passphrase, save)
	} else {
		steps = append(steps, save, passphrase)
	}
	steps = append(steps, step{do: d.verify}, step{do: d.restart})
	if d.Want[RedirectToHTTPS].Yes() {
		steps = append(steps, d.save(PageSecurity, d.Want.On(PageSecurity), false))
	}
	return append(steps, step{do: d.cleanUp, sends: d.Obsolete != nil})
}

// general returns the rows to save on General. A passphrase is not saved there,
// but in its separate form.
func (d *deployment) general() Values {
	want := d.Want.On(PageGeneral)
	if value, ok := want[KeyPassphrase]; ok && !value.Default {
		delete(want, KeyPassphrase)
	}
	return want
}

// save sets rows of a page to the wanted values, if they have not changed since
// the deployment began.
func (d *deployment) save(page string, want Values, always bool) step {
	settings := d.client.ways.Settings
	if len(want) == 0 {
		return step{}
	}
	previous := Values{}
	for setting := range want {
		if value, known := d.before[setting]; known && d.changes(setting) {
			previous[setting] = value
		}
	}
	return step{
		sends: true,
		do: func(ctx context.Context) error {
			d.expectAtEndpoint()
			expect := maps.Clone(d.before)
			if d.sendsPassphrase() {
				delete(expect, KeyPassphrase)
			}
			err := settings.Write(ctx, Edit{Want: want, Expect: expect, Always: always})
			if errors.Is(err, ErrUnknownOutcome) {
				d.openSave = page
			}
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if len(previous) == 0 {
				return nil
			}
			undone := &Undone{What: "the previous settings of " + page, Remedy: fmt.Sprintf("Set %s by hand.", previous)}
			asBefore := !d.verifies() || d.client.handshake(ctx, d.Live).areLike(d.servedBefore)
			if !asBefore && previous[RedirectToHTTPS].Yes() {
				undone.Err = errors.New("the port that users would be redirected to serves no TLS")
				return undone
			}
			undone.Err = settings.Write(ctx, Edit{Want: previous, Expect: want, Always: !asBefore})
			if undone.Err == nil && d.openSave == page {
				undone.Err = errors.New("they hold now, but the save whose outcome is unknown may still take effect")
			}
			return undone
		},
	}
}

// run runs the steps. If one fails, it and those before it are undone, unless
// the new certificate is verified: then the remaining work is left to the next
// deployment.
func (d *deployment) run(ctx context.Context, steps []step) error {
	for i, step := range steps {
		if step.do == nil {
			continue
		}
		if err := step.do(ctx); err != nil {
			if errors.Is(err, ErrReadOnly) {
				return d.rehearse(ctx, err, steps[i+1:])
			}
			begun := steps[:i]
			if MayHaveChanged(err) {
				begun = steps[:i+1]
			}
			if errors.Is(err, ErrLive) || !d.servesExpected(ctx) {
				d.client.tell(ctx, "undoing the deployment", "error", err)
				d.undo(ctx, begun)
			}
			return err
		}
	}
	return nil
}

// undo undoes steps in reverse order, and verifies the result by handshakes.
func (d *deployment) undo(ctx context.Context, steps []step) {
	begin := time.Now()
	d.client.ways.Connection.Trust(d.servedBefore.fingerprint())
	for _, step := range slices.Backward(steps) {
		if step.undo == nil {
			continue
		}
		if undone := step.undo(ctx); undone != nil {
			d.report.Undone = append(d.report.Undone, *undone)
			outcome := "restored"
			if undone.Err != nil {
				outcome = "not restored"
			}
			d.client.tell(ctx, outcome, "what", undone.What, "took", progress.Since(begin))
		}
	}
	d.report.ServesAsBefore = true
	if len(d.report.Undone) == 0 || !d.verifies() {
		return
	}
	asBefore := func(at int, h handshake) bool {
		wasVerified := d.Verified != nil && at < len(d.Verified.Presented) && d.Verified.Presented[at] != ""
		return h.isLike(d.servedBefore[at]) || wasVerified && h.fingerprint() == d.Verified.Presented[at]
	}
	const what = "the previous certificate"
	served, lagging := d.client.pollHandshake(ctx, d.Live, d.Live.Timeout, what, asBefore)
	if len(lagging) > 0 && d.Restart && d.client.restart(ctx, ScopeServer) == nil {
		served, lagging = d.client.pollHandshake(ctx, d.Live, max(restartTimeout, d.Live.Timeout), what, asBefore)
	}
	d.report.ServesAsBefore, d.report.Serves = len(lagging) == 0, served.String()
}

// servesExpected reports whether handshakes show the new certificate.
func (d *deployment) servesExpected(ctx context.Context) bool {
	return d.verifies() && d.client.handshake(ctx, d.Live).all(d.expected.leafIn)
}
