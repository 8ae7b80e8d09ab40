// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
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
	save := d.save(confproxy.PageGeneral, d.general(), d.rereads())
	steps := append(d.putBack(), d.upload(), step{do: d.awaitReplication})
	if redirect, ok := d.Want[confproxy.RedirectToHTTPS]; ok && !redirect.Yes() {
		steps = append(steps, d.save(confproxy.PageSecurity, d.Want.On(confproxy.PageSecurity), false))
	}
	if d.entersPassphraseFirst() {
		steps = append(steps, passphrase, save)
	} else {
		steps = append(steps, save, passphrase)
	}
	steps = append(steps, step{do: d.verify}, step{do: d.restart})
	if d.resetsPassphraseLate() {
		steps = append(steps, d.save(confproxy.PageGeneral, confproxy.Values{confproxy.KeyPassphrase: confproxy.DefaultValue()}, false))
	}
	if d.Want[confproxy.RedirectToHTTPS].Yes() {
		steps = append(steps, d.save(confproxy.PageSecurity, d.Want.On(confproxy.PageSecurity), false))
	}
	return append(steps, step{do: d.cleanUp, sends: d.Obsolete != nil})
}

// general returns the rows to save on General. A passphrase is not saved there,
// but in its separate form; the default, after the verification.
func (d *deployment) general() confproxy.Values {
	want := d.Want.On(confproxy.PageGeneral)
	if value, ok := want[confproxy.KeyPassphrase]; ok && (!value.Default || d.resetsPassphraseLate()) {
		delete(want, confproxy.KeyPassphrase)
	}
	return want
}

// save sets rows of a page to the wanted values, if they have not changed since
// the deployment began.
func (d *deployment) save(page string, want confproxy.Values, always bool) step {
	settings := d.ways.Settings
	if len(want) == 0 {
		return step{}
	}
	previous := confproxy.Values{}
	for setting := range want {
		if value, known := d.before[setting]; known && d.changes(setting) {
			previous[setting] = value
		}
	}
	wrote := []confproxy.Values{want} // what the server may show of this save
	return step{
		sends: true,
		do: func(ctx context.Context) error {
			d.expectAtEndpoint()
			expect := maps.Clone(d.before)
			if d.sendsPassphrase() {
				delete(expect, confproxy.KeyPassphrase)
			}
			err := settings.Write(ctx, confproxy.Edit{Want: want, Expect: expect, Always: always})
			if sent, ok := errors.AsType[*confproxy.SentError](err); ok {
				half := maps.Clone(want)
				maps.Copy(half, sent.Left)
				wrote = append(wrote, half)
			}
			d.saved(page, err)
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if len(previous) == 0 {
				return nil
			}
			undone := &Undone{What: "the previous settings of " + page, Remedy: fmt.Sprintf("Set %s by hand.", previous)}
			asBefore := !d.verifies() || handshakeAll(ctx, d.ways, d.Live).areLike(d.servedBefore)
			if !asBefore && previous[confproxy.RedirectToHTTPS].Yes() {
				undone.Err = errors.New("the port that users would be redirected to serves no TLS")
				return undone
			}
			undone.Err = d.setBack(ctx, page, wrote, confproxy.Edit{Want: previous, Always: !asBefore})
			return undone
		},
	}
}

// saved records the outcome of a save.
func (d *deployment) saved(page string, err error) {
	if errors.Is(err, confproxy.ErrUnknownOutcome) {
		d.openSave = page
	}
	if page == confproxy.PageGeneral && (err == nil || confproxy.MayHaveChanged(err)) {
		d.passphraseDue = d.entersPassphraseLate()
	}
}

// holds reports whether rows have the given values.
func (d *deployment) holds(ctx context.Context, values confproxy.Values) bool {
	readings, err := d.ways.Settings.Read(ctx, values.Ordered()...)
	now := readings.Values()
	return err == nil && !slices.ContainsFunc(values.Ordered(), func(s confproxy.Setting) bool { return !s.Same(now[s], values[s]) })
}

// setBack makes an edit of a page if the rows have the values of one of the
// states that the deployment wrote, the wanted one first. A save that is known
// to have taken effect is no longer open.
func (d *deployment) setBack(ctx context.Context, page string, wrote []confproxy.Values, edit confproxy.Edit) (err error) {
	if d.openSave == page && d.holds(ctx, wrote[0]) {
		d.openSave = ""
	}
	for _, edit.Expect = range wrote {
		err = d.ways.Settings.Write(ctx, edit)
		if !errors.Is(err, confproxy.ErrConflict) || confproxy.MayHaveChanged(err) {
			break
		}
	}
	if err != nil {
		return err
	}
	d.passphraseDue = d.passphraseDue && page != confproxy.PageGeneral
	if d.openSave == page {
		return errors.New("they hold now, but the save whose outcome is unknown may still take effect")
	}
	return nil
}

// run runs the steps. If one fails, it and those before it are undone, unless
// the new certificate is verified: then the remaining work is left to the next
// deployment. The end of interruptible ends only a wait for the server.
func (d *deployment) run(ctx, interruptible context.Context, steps []step) error {
	for i, step := range steps {
		if step.do == nil {
			continue
		}
		if err := step.do(ctx); err != nil {
			if errors.Is(err, confproxy.ErrReadOnly) {
				return d.rehearse(ctx, err, steps[i+1:])
			}
			begun := steps[:i]
			if confproxy.MayHaveChanged(err) {
				begun = steps[:i+1]
			}
			isBack := canUndo(begun) && d.awaitServer(interruptible, err)
			if d.report.TookEffect = d.tookEffect(ctx, err, isBack); !d.report.TookEffect {
				d.ways.Tell(ctx, "undoing the deployment", "error", err)
				d.undo(ctx, begun)
			}
			return d.explain(err)
		}
	}
	return nil
}

func canUndo(steps []step) bool {
	return slices.ContainsFunc(steps, func(s step) bool { return s.undo != nil })
}

// awaitServer waits until the server can be managed again, if a step failed
// because it could not be reached, and reports whether it came back. Without TLS,
// that is not to be expected for long.
func (d *deployment) awaitServer(ctx context.Context, failed error) (isBack bool) {
	d.ways.Connection.Trust(d.servedBefore.fingerprint())
	isAway := errors.Is(failed, confproxy.ErrUnreachable) || errors.Is(failed, confproxy.ErrLive) && d.servedIsAway()
	if !isAway || d.isRestarted {
		return false
	}
	limit := restartTimeout
	if errors.Is(failed, confproxy.ErrNoTLS) {
		limit = d.Live.Timeout
	}
	d.ways.Connection.Forget()
	return awaitAdministration(ctx, d.ways, time.Now(), limit) == nil // if it does not answer, the undo tells so
}

// servedIsAway reports whether an address did not answer the last live check,
// but did before the change.
func (d *deployment) servedIsAway() bool {
	for at, h := range d.served {
		if h.isUnreachable() && !d.servedBefore[at].isUnreachable() {
			return true
		}
	}
	return false
}

// tookEffect reports whether the server is as wanted, although a step failed.
// After a failed live check, it can be only if the server was away meanwhile.
func (d *deployment) tookEffect(ctx context.Context, failed error, wasAway bool) bool {
	isLive := errors.Is(failed, confproxy.ErrLive)
	switch {
	case isLive && !wasAway:
		return false
	case d.before.ServesStorage() && !d.target.ServesStorage():
		return d.holds(ctx, d.general()) // the passphrase cannot be restored
	case isLive:
		return d.serves(ctx, d.meets)
	}
	return d.serves(ctx, d.presentsLeaf)
}

// undo undoes steps in reverse order, and verifies the result by handshakes.
func (d *deployment) undo(ctx context.Context, steps []step) {
	begin := time.Now()
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
			d.ways.Tell(ctx, outcome, "what", undone.What, "took", progress.Since(begin))
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
	served, lagging := pollHandshake(ctx, d.ways, d.Live, d.Live.Timeout, what, asBefore)
	if len(lagging) > 0 && d.Restart && restart(ctx, d.ways, confproxy.ScopeServer) == nil {
		served, lagging = pollHandshake(ctx, d.ways, d.Live, max(restartTimeout, d.Live.Timeout), what, asBefore)
	}
	d.report.ServesAsBefore, d.report.Serves = len(lagging) == 0, served.String()
}

// serves reports whether handshakes show the new certificate.
func (d *deployment) serves(ctx context.Context, wanted accepts) bool {
	if !d.verifies() {
		return false
	}
	served := handshakeAll(ctx, d.ways, d.Live)
	return served.areAll(wanted) && slices.ContainsFunc(served, d.expected.leafIn)
}

// rehearse continues after a step that a read-only client could not make,
// through the other steps that send something, and returns one error for all of
// them.
func (d *deployment) rehearse(ctx context.Context, failed error, left []step) error {
	d.isRehearsed = true
	all := &confproxy.ReadOnlyError{}
	all.Add(failed)
	for _, step := range left {
		if !step.sends {
			continue
		}
		err := step.do(ctx)
		all.Add(err)
		if err != nil && !errors.Is(err, confproxy.ErrReadOnly) {
			return errors.Join(all, err)
		}
	}
	return all
}
