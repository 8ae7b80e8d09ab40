// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// step is a part of a deployment.
type step struct {
	do   func(context.Context) error
	undo func(context.Context) *Undone // nil when there is nothing to undo
}

// steps returns the steps of the deployment in the order in which they run. It
// never leaves users at a redirect to something that is not served, nor the
// server with a key that it cannot open.
func (d *deployment) steps() []step {
	passphrase := d.passphrase()
	save := d.save(PageGeneral, d.general(), d.rereads())
	steps := append(d.putBack(), d.upload(), step{do: d.awaitReplication})
	if redirect, ok := d.Want[RedirectToHTTPS]; ok && !redirect.Yes() {
		steps = append(steps, d.save(PageSecurity, d.Want.On(PageSecurity), false))
	}
	// While no passphrase is set, the key in use has none, and setting one
	// disturbs nothing: so the new key finds it. Otherwise the key in use needs
	// the old one until the settings name the new key.
	if d.before[KeyPassphrase].Default || d.PlainKey {
		steps = append(steps, passphrase, save)
	} else {
		steps = append(steps, save, passphrase)
	}
	steps = append(steps, step{do: d.verify}, step{do: d.restart})
	if d.Want[RedirectToHTTPS].Yes() {
		steps = append(steps, d.save(PageSecurity, d.Want.On(PageSecurity), false))
	}
	return append(steps, step{do: d.cleanUp})
}

// general returns what is to be saved on General. A passphrase is not saved
// there: a form of its own sets it.
func (d *deployment) general() Values {
	want := d.Want.On(PageGeneral)
	if value, ok := want[KeyPassphrase]; ok && !value.Default {
		delete(want, KeyPassphrase)
	}
	return want
}

// save gives rows of a page the wanted values, provided that they are still as
// they were when the deployment began.
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
		do: func(ctx context.Context) error {
			d.expectAtEndpoint()
			expect := maps.Clone(d.before)
			if d.sendsPassphrase() {
				delete(expect, KeyPassphrase)
			}
			return settings.Write(ctx, Edit{Want: want, Expect: expect, Always: always})
		},
		undo: func(ctx context.Context) *Undone {
			if len(previous) == 0 {
				return nil
			}
			undone := &Undone{What: "the previous settings of " + page, Remedy: fmt.Sprintf("Set %s by hand.", previous)}
			asBefore := !d.verifies() || d.client.handshake(ctx, d.Live).areLike(d.servedBefore)
			if !asBefore && previous[RedirectToHTTPS].Yes() {
				undone.Err = errors.New("what users would be redirected to is not served")
				return undone
			}
			undone.Err = settings.Write(ctx, Edit{Want: previous, Expect: want, Always: !asBefore})
			return undone
		},
	}
}

func (d *deployment) sendsPassphrase() bool {
	value, ok := d.Want[KeyPassphrase]
	return ok && !value.Default && d.Passphrase != nil &&
		(d.SendPassphrase || d.before[KeyPassphrase].Default || d.changesKey() || d.presentsOther())
}

// changesKey reports whether the key is another than the one that was verified.
func (d *deployment) changesKey() bool {
	name, ok := d.target[Key].object()
	if !ok {
		return d.changes(Key)
	}
	return !d.Verified.hasFile(name, d.stored.Files[name].SHA256)
}

// presentsOther reports whether the server presented something else than when
// that was verified: it may have lost the passphrase.
func (d *deployment) presentsOther() bool {
	return d.verifies() && d.Verified != nil && d.servedBefore.fingerprint() != d.Verified.Presented
}

// passphrase enters the passphrase of the key. The previous one is never shown,
// and so cannot be restored.
func (d *deployment) passphrase() step {
	if !d.sendsPassphrase() {
		return step{}
	}
	ways := d.client.ways
	isReplaced := !d.before[KeyPassphrase].Default
	return step{
		do: func(ctx context.Context) error {
			err := ways.Secrets.Set(ctx, KeyPassphrase, *d.Passphrase)
			if isReplaced && errors.Is(err, ErrUnknownOutcome) && d.provesPassphrase(ctx) {
				return nil
			}
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if isReplaced {
				return &Undone{
					What:   "the previous passphrase",
					Err:    errors.New("it is not known here"),
					Remedy: "If the previous key needs it, set it again.",
				}
			}
			return &Undone{
				What:   "the default of " + KeyPassphrase.Label,
				Err:    ways.Settings.Write(ctx, Edit{Want: Values{KeyPassphrase: DefaultValue()}}),
				Remedy: fmt.Sprintf("Tick the box of %s by hand.", KeyPassphrase),
			}
		},
	}
}

// provesPassphrase reports whether handshakes show that a passphrase arrived
// whose answer was lost: the server presents a certificate that it did not
// before, and whose key only that passphrase opens.
func (d *deployment) provesPassphrase(ctx context.Context) bool {
	if !d.verifies() || d.servedBefore.fingerprint() == certs.Fingerprint(d.expected.leaf) {
		return false
	}
	isNew := func(h handshakes) bool { return h.all(d.expected.leafIn) }
	return isNew(d.client.pollHandshake(ctx, d.Live, d.Live.Timeout, isNew))
}

// verify makes the live check. What a restart would change is left to it.
func (d *deployment) verify(ctx context.Context) error {
	d.restartDue = d.changesPorts()
	moves := d.client.removesEndpointPort(d.before[Ports], d.target[Ports])
	if d.verifies() && (!d.restartDue || d.servedBefore.all(func(h handshake) bool { return !h.isUnreachable() })) {
		pending, err := d.liveCheck(ctx, d.Live.Timeout)
		if err != nil {
			return err
		}
		d.restartDue = d.restartDue || pending
	}
	if moves || d.client.Endpoint().Scheme != "https" {
		return nil
	}
	return d.renew(ctx)
}

// renew makes sure that the server can still be managed, by the rules of the
// configuration.
func (d *deployment) renew(ctx context.Context) error {
	if err := d.client.ways.Connection.Renew(ctx); err != nil {
		return &Error{
			Kind: ErrLive, Op: "connect to the administration anew", Cause: err,
			Found: "With the new settings the server can no longer be managed from here.",
		}
	}
	return nil
}

// liveCheck waits for the expected certificate. pending tells that the server
// still serves what it did before, which a restart should end.
func (d *deployment) liveCheck(ctx context.Context, timeout time.Duration) (pending bool, err error) {
	served := d.client.pollHandshake(ctx, d.Live, timeout, func(h handshakes) bool { return h.all(d.expected.metBy) })
	d.served = served
	switch {
	case served.all(d.expected.metBy):
		return false, nil
	case served.all(d.expected.leafIn):
		return true, nil // the chain is not served yet
	case d.isPending(served):
		return true, nil
	}
	return false, &Error{
		Kind: ErrLive, Op: "verify the change at " + served[0].address,
		Found: fmt.Sprintf("Expected the certificate of %q, SHA-256 %s. Got: %s.",
			d.expected.leaf.Subject, certs.Fingerprint(d.expected.leaf), served),
	}
}

// isPending reports whether every address shows the new certificate, or the old
// one, or plain HTTP, as before. A server whose TLS fails as before may need a
// restart; without one, nothing would be proven.
func (d *deployment) isPending(served handshakes) bool {
	for i, now := range served {
		before := d.servedBefore[i]
		shows := now.fingerprint() != "" || now.isPlain()
		if !d.expected.leafIn(now) && !(now.isLike(before) && (shows || d.Restart)) {
			return false
		}
	}
	return true
}

// restart restarts the server where that is needed and allowed, and repeats the
// live check.
func (d *deployment) restart(ctx context.Context) error {
	c := d.client
	if !d.restartDue {
		return nil
	}
	if !d.Restart {
		d.report.RestartDue = true
		return nil
	}
	if err := c.restart(ctx); err != nil {
		return err
	}
	if len(d.otherServers) > 0 {
		d.report.Warnings = append(d.report.Warnings, Warning{
			Summary: "Other servers were not restarted",
			Detail:  fmt.Sprintf("Only the endpoint's own server was restarted. The change takes effect at the others when they are: %s.", strings.Join(d.otherServers, ", ")),
		})
	}
	ports := d.target[Ports].Ports()
	if c.removesEndpointPort(d.before[Ports], d.target[Ports]) {
		c.ways.Connection.Relocate(ports[0], d.target.ServesStorage())
	}
	if c.listsEndpointPort(d.before[Ports]) { // else they are mapped to others
		if err := c.awaitPorts(ctx, ports); err != nil {
			return err
		}
	}
	if err := c.awaitAdministration(ctx); err != nil {
		return err
	}
	if !d.verifies() {
		return nil
	}
	pending, err := d.liveCheck(ctx, restartTimeout)
	if err == nil && pending {
		err = &Error{
			Kind: ErrLive, Op: "verify the change at " + d.Live.Addresses[0],
			Found: fmt.Sprintf("The server was restarted and still does not serve the new certificate with its chain: %s.", c.handshake(ctx, d.Live)),
		}
	}
	return err
}

// run runs the steps. When one fails, it and those before it are undone, unless
// the new certificate is proven to be served: then what is left to do is left
// to the next deployment.
func (d *deployment) run(ctx context.Context, steps []step) error {
	for i, step := range steps {
		if step.do == nil {
			continue
		}
		if err := step.do(ctx); err != nil {
			begun := steps[:i]
			if MayHaveChanged(err) {
				begun = steps[:i+1]
			}
			if errors.Is(err, ErrLive) || !d.servesExpected(ctx) {
				d.undo(ctx, begun)
			}
			return err
		}
	}
	return nil
}

// undo undoes steps in reverse, and makes sure by handshakes.
func (d *deployment) undo(ctx context.Context, steps []step) {
	d.client.ways.Connection.Trust(d.servedBefore.fingerprint())
	for _, step := range slices.Backward(steps) {
		if step.undo == nil {
			continue
		}
		if undone := step.undo(ctx); undone != nil {
			d.report.Undone = append(d.report.Undone, *undone)
		}
	}
	d.report.ServesAsBefore = true
	if len(d.report.Undone) == 0 || !d.verifies() {
		return
	}
	asBefore := func(h handshakes) bool {
		return h.areLike(d.servedBefore) || d.Verified != nil && d.Verified.Presented != "" && h.fingerprint() == d.Verified.Presented
	}
	served := d.client.pollHandshake(ctx, d.Live, d.Live.Timeout, asBefore)
	if !asBefore(served) && d.Restart && d.client.restart(ctx) == nil {
		served = d.client.pollHandshake(ctx, d.Live, restartTimeout, asBefore)
	}
	d.report.ServesAsBefore, d.report.Serves = asBefore(served), served.String()
}

// servesExpected reports whether handshakes show the new certificate.
func (d *deployment) servesExpected(ctx context.Context) bool {
	return d.verifies() && d.client.handshake(ctx, d.Live).all(d.expected.leafIn)
}
