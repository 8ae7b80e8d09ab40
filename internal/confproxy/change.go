// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Change is a change of the HTTPT SSL settings.
type Change struct {
	// Want are the rows to set, or to return to the product's default.
	Want Settings
	// Expect is what the caller last saw of rows. A row that is now neither as
	// expected nor as wanted was changed by somebody else: [ErrConflict].
	Expect Settings
	// Passphrase of the key; nil when none is configured.
	Passphrase *string
	// SendPassphrase sends it although the server has one already.
	SendPassphrase bool
	// Resave saves and verifies although no row differs, so that the server
	// reads files again that were replaced under the same name.
	Resave bool
	Live   LiveCheck
	// Restart allows to restart the server when the change needs it.
	Restart bool
	// MinimumDaysValid is how many whole days the certificate must be valid yet.
	MinimumDaysValid int64
	// AllowEndpointPortRemoval allows a list of ports without the endpoint's.
	AllowEndpointPortRemoval bool
	// ServedBefore is the fingerprint of the certificate that the server had
	// before it was told to serve one from its storage; "" when it is not
	// known. The server is trusted with it again once the change ends that.
	ServedBefore string
}

// Warning is something to tell a person about a change that went well.
type Warning struct {
	Setting         Setting // the row it is about; "" for none
	Summary, Detail string
}

// Outcome is what became of a change.
type Outcome struct {
	// Settings as read afterwards; nil when they could not be read.
	Settings Settings
	// RestartDue: some of it takes effect at the next restart of the server.
	RestartDue bool
	// RolledBack: the previous settings were restored.
	RolledBack bool
	// ServedBefore is the fingerprint of the certificate that the server
	// presented before the change, where the change was the first to make it
	// serve one from its storage; else "".
	ServedBefore string
	Warnings     []Warning
}

// ChangeHTTPTSSL changes the HTTPT SSL settings: checks, General in one post,
// passphrase, live check, redirect last. When the live check fails, the
// previous settings are restored. The outcome is never nil.
func (c *Client) ChangeHTTPTSSL(ctx context.Context, change Change) (*Outcome, error) {
	outcome := &Outcome{}
	err := c.writing(ctx, func(ctx context.Context) error {
		r := &run{client: c, change: change, outcome: outcome}
		if err := r.prepare(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		ctx, cancel := unstoppable(ctx)
		defer cancel()
		err := r.steps(ctx)
		if err != nil {
			err = r.recover(ctx, err)
		}
		return errors.Join(err, r.readBack(ctx, err))
	})
	return outcome, err
}

// run is one change under way.
type run struct {
	client  *Client
	change  Change
	outcome *Outcome

	before     Settings    // all settings, read when the change began
	target     Settings    // all settings, as they should be afterwards
	deployment *deployment // what is to be served; nil when there is nothing to check
	leaf       *x509.Certificate
	chain      []*x509.Certificate
	live       LiveCheck
	liveBefore liveState
	wrote      bool // something may have been changed already
}

// prepare reads and checks everything; it changes nothing.
func (r *run) prepare(ctx context.Context) error {
	c := r.client
	var err error
	if r.before, err = c.httptSSL(ctx, c.readSettings, r.change.Want.ordered()); err != nil {
		return err
	}
	r.outcome.Settings = r.before
	if err := conflict(r.before, r.change); err != nil {
		return err
	}
	r.target = maps.Clone(r.before)
	maps.Copy(r.target, r.change.Want)
	if r.differs(Ports) {
		warnings, err := c.checkPorts(ctx, r.before[Ports], r.target[Ports], r.change.AllowEndpointPortRemoval)
		if err != nil {
			return err
		}
		r.outcome.Warnings = append(r.outcome.Warnings, warnings...)
	}
	r.live = c.liveTarget(r.change.Live, r.target[Ports].Ports())
	if err := r.check(ctx); err != nil {
		return err
	}
	return r.lookBefore(ctx)
}

// conflict compares the rows with what they held when the change was decided.
func conflict(now Settings, change Change) error {
	for _, setting := range change.Want.ordered() {
		expected, ok := change.Expect[setting]
		if !ok || setting.Same(now[setting], expected) || setting.Same(now[setting], change.Want[setting]) {
			continue
		}
		return &Error{
			Kind: ErrConflict, Op: "change " + setting.Label(),
			Found:  fmt.Sprintf("When the change was planned it was %s; now it is %s. Nothing was changed.", expected, now[setting]),
			Advice: "Run a new plan and check whether the change is still wanted.",
		}
	}
	return nil
}

// differs reports whether a setting is to be changed.
func (r *run) differs(setting Setting) bool {
	want, ok := r.change.Want[setting]
	return ok && !setting.Same(want, r.before[setting])
}

// servesFiles reports whether settings make the server present a certificate
// from the storage.
func servesFiles(s Settings) bool {
	isSet := func(setting Setting) bool { value := s[setting]; return !value.Default && value.Text != "" }
	return s[UseSSL].Yes() && isSet(Certificate) && isSet(Key)
}

func (r *run) check(ctx context.Context) error {
	if !servesFiles(r.target) {
		return nil
	}
	d, findings, err := r.client.checkStored(ctx, CheckInput{
		Settings: r.target, Passphrase: r.change.Passphrase,
		ServerName: r.live.ServerName, MinimumDaysValid: r.change.MinimumDaysValid,
	}, r.before)
	if err != nil {
		return err
	}
	for _, finding := range findings {
		r.outcome.Warnings = append(r.outcome.Warnings, Warning{settingOf(finding.Subject), finding.Summary, finding.Detail})
	}
	if d == nil {
		return nil
	}
	r.deployment = d
	r.leaf, r.chain, err = d.Expected()
	return err
}

func settingOf(role certs.Role) Setting {
	for setting, r := range roleOf {
		if r == role {
			return setting
		}
	}
	if role == certs.RolePassphrase {
		return KeyPassphrase
	}
	return ""
}

// lookBefore makes the handshake that later ones are compared with.
func (r *run) lookBefore(ctx context.Context) error {
	if !r.verifies() {
		return nil
	}
	r.liveBefore = r.client.look(ctx, r.live)
	if !servesFiles(r.before) {
		r.outcome.ServedBefore = r.liveBefore.fingerprint()
	}
	if r.liveBefore.isUnreachable() && !r.differs(Ports) {
		return &Error{
			Kind: ErrCheck, Op: "make the live check at " + r.live.Address, Cause: r.liveBefore.err,
			Found:  "Nothing answers there, so that the change could not be verified. Nothing was changed.",
			Advice: "Set live_check.address to an address of the server that this machine reaches, or live_check.enabled = false.",
		}
	}
	return nil
}

// verifies reports whether a handshake is to prove the change.
func (r *run) verifies() bool { return r.change.Live.Enabled && r.leaf != nil }

// general returns what is to be saved on General. A passphrase of its own is
// not saved there: its form sets it.
func (r *run) general() Settings {
	want := r.change.Want.in(menuGeneral)
	if value, ok := want[KeyPassphrase]; ok && !value.Default {
		delete(want, KeyPassphrase)
	}
	return want
}

func (r *run) sendsPassphrase() bool {
	value, ok := r.change.Want[KeyPassphrase]
	return ok && !value.Default && r.change.Passphrase != nil &&
		(r.change.SendPassphrase || r.before[KeyPassphrase].Default)
}

// steps makes the change, in the order that never leaves users at a redirect
// to something that is not served.
func (r *run) steps(ctx context.Context) error {
	c := r.client
	redirect, changesRedirect := r.change.Want[RedirectToHTTPS]
	if changesRedirect && !redirect.Yes() {
		if err := r.save(ctx, menuSecurity, Settings{RedirectToHTTPS: redirect}, false); err != nil {
			return err
		}
	}
	// While no passphrase is set, the key in use has none, and setting one
	// disturbs nothing: so the new key finds it. Otherwise the key in use needs
	// the old one until the settings name the new key.
	first := r.before[KeyPassphrase].Default
	if r.sendsPassphrase() && first {
		r.wrote = true
		if err := c.setPassphrase(ctx, *r.change.Passphrase); err != nil {
			return err
		}
	}
	r.expectAtEndpoint()
	if err := r.save(ctx, menuGeneral, r.general(), r.change.Resave); err != nil {
		return err
	}
	if r.sendsPassphrase() && !first {
		r.wrote = true
		err := c.setPassphrase(ctx, *r.change.Passphrase)
		if err != nil && (!errors.Is(err, ErrUnknownOutcome) || !r.provesPassphrase(ctx)) {
			return err
		}
	}
	c.session.dropConnections()
	if err := r.verify(ctx); err != nil {
		return err
	}
	if changesRedirect && redirect.Yes() {
		return r.save(ctx, menuSecurity, Settings{RedirectToHTTPS: redirect}, false)
	}
	return nil
}

// provesPassphrase reports whether a handshake shows that a passphrase arrived
// whose answer was lost: the server presents a certificate that it did not
// before, and whose key only that passphrase opens.
func (r *run) provesPassphrase(ctx context.Context) bool {
	if !r.verifies() || r.liveBefore.fingerprint() == certs.Fingerprint(r.leaf) {
		return false
	}
	isNew := func(s liveState) bool { leafOK, _ := s.presents(r.leaf, r.chain); return leafOK }
	return isNew(r.client.await(ctx, r.live, r.live.Timeout, isNew))
}

// expectAtEndpoint prepares for the certificate that the endpoint is going to
// present: the new leaf, or the one that the server had before it served one
// from its storage.
func (r *run) expectAtEndpoint() {
	if r.leaf != nil {
		r.client.trust.learn(certs.Fingerprint(r.leaf))
	}
	if servesFiles(r.before) && !servesFiles(r.target) {
		r.client.trust.learn(r.change.ServedBefore)
	}
}

// save saves a page, provided that its rows are still as they were when the
// change began.
func (r *run) save(ctx context.Context, page string, want Settings, always bool) error {
	if len(want) == 0 {
		return nil
	}
	r.wrote = true
	expect := maps.Clone(r.before)
	if r.sendsPassphrase() {
		delete(expect, KeyPassphrase)
	}
	_, err := r.client.save(ctx, page, want, saveOptions{expect: expect, always: always})
	return err
}

// verify makes the live check, and restarts the server where that is needed
// and allowed.
func (r *run) verify(ctx context.Context) error {
	due := r.differs(Ports)
	if r.verifies() && (!due || !r.liveBefore.isUnreachable()) {
		pending, err := r.liveCheck(ctx, r.live.Timeout)
		if err != nil {
			return err
		}
		due = due || pending
	}
	if !due {
		return nil
	}
	if !r.change.Restart {
		r.outcome.RestartDue = true
		return nil
	}
	return r.restart(ctx)
}

// liveCheck waits for the expected certificate. pending tells that the server
// still serves what it did before, which a restart should end.
func (r *run) liveCheck(ctx context.Context, timeout time.Duration) (pending bool, err error) {
	state := r.client.await(ctx, r.live, timeout, func(s liveState) bool {
		leafOK, chainOK := s.presents(r.leaf, r.chain)
		return leafOK && chainOK
	})
	leafOK, chainOK := state.presents(r.leaf, r.chain)
	switch {
	case leafOK && chainOK:
		return false, nil
	case leafOK:
		return true, nil // the chain is not served yet
	case state.fingerprint() != "" && state.fingerprint() == r.liveBefore.fingerprint():
		return true, nil
	case r.liveBefore.isPlain() && state.isPlain():
		return true, nil
	}
	return false, &Error{
		Kind: ErrLive, Op: "verify the change at " + r.live.Address,
		Found: fmt.Sprintf("Expected was the certificate of %q, SHA-256 %s. Found was: %s.",
			r.leaf.Subject, certs.Fingerprint(r.leaf), state),
	}
}

// restart restarts the server and repeats the live check.
func (r *run) restart(ctx context.Context) error {
	c := r.client
	if err := c.restart(ctx); err != nil {
		return err
	}
	if c.removesEndpointPort(r.target[Ports].Ports()) {
		c.session.move(r.target)
	}
	if err := r.awaitPorts(ctx); err != nil {
		return err
	}
	if err := c.awaitAdministration(ctx); err != nil {
		return err
	}
	if !r.verifies() {
		return nil
	}
	pending, err := r.liveCheck(ctx, restartTimeout)
	if err == nil && pending {
		err = &Error{
			Kind: ErrLive, Op: "verify the change at " + r.live.Address,
			Found: "The server was restarted and still does not serve the new certificate with its chain: " + c.look(ctx, r.live).String() + ".",
		}
	}
	return err
}
