// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Deployment is a change of the HTTPT SSL settings, with the files that they
// name, that is made as a whole or not at all.
type Deployment struct {
	// Files are stored first, by name. A file of the same name and other
	// contents is replaced.
	Files map[string]*certs.Content
	// Obsolete picks, from the files that are stored in the end, those to delete
	// once the new certificate is proven to be served. Nil picks none.
	Obsolete func(stored map[string]File) []string
	// Want are the rows to set, or to return to the product's default.
	Want Values
	// Expect is what the caller last saw of rows. A row that is now neither as
	// expected nor as wanted was changed by somebody else: [ErrConflict].
	Expect Values
	// Passphrase of the key; nil when none is configured.
	Passphrase *string
	// SendPassphrase sends it although the server has one already, and nothing
	// tells that it needs another.
	SendPassphrase bool
	// PlainKey tells that the key in use is known to need no passphrase, so that
	// entering one disturbs nothing.
	PlainKey bool
	// Resave saves although no row differs, and nothing tells that the server
	// has to read what they name again.
	Resave bool
	// Verified is what was verified before; nil for nothing.
	Verified *Verified
	// Previous is what files held before they were replaced for this
	// deployment, by name. One that fails puts it back where settings name them.
	Previous map[string][]byte
	Live     LiveCheck
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

// Warning is something to tell a person about a deployment that went well.
type Warning struct {
	Setting         Setting // the row it is about; the zero value for none
	Summary, Detail string
}

// Report is what became of a deployment.
type Report struct {
	// Settings as read afterwards; nil when they could not be read.
	Settings Values
	// RestartDue: some of it takes effect at the next restart of the server.
	RestartDue bool
	// ServedBefore is the fingerprint of the certificate that the server
	// presented before, where this deployment was the first to make it serve one
	// from its storage; else "".
	ServedBefore string
	Warnings     []Warning
	// Verified is what there is after a deployment that went well; nil after
	// one that failed, or when the settings name no certificate.
	Verified *Verified
	// Stored are the files of the deployment as they are listed afterwards.
	Stored map[string]File
	// NotDeleted is why obsolete files were not deleted; nil when they were.
	NotDeleted error
	// Undone are the steps of a failed deployment that were undone, last first.
	Undone []Undone
	// ServesAsBefore: after the steps were undone, handshakes showed what they
	// had shown before the deployment.
	ServesAsBefore bool
	// Serves is what handshakes showed after the steps were undone; "" for none.
	Serves string
}

// Undone is a step that was undone, or could not be.
type Undone struct {
	What   string // "the previous settings"
	Err    error  // why it could not be undone; nil when it was
	Remedy string // what a person has to do then, in whole sentences
}

// RolledBack reports whether a failed deployment was undone as a whole.
func (r *Report) RolledBack() bool {
	for _, undone := range r.Undone {
		if undone.Err != nil {
			return false
		}
	}
	return len(r.Undone) > 0 && r.ServesAsBefore
}

// Deploy changes the HTTPT SSL settings: it checks everything, runs the steps in
// order, and undoes them in reverse when one fails. The report is never nil.
func (c *Client) Deploy(ctx context.Context, wanted Deployment) (*Report, error) {
	c.know(wanted.Passphrase)
	for _, content := range wanted.Files {
		c.ways.Mask.AddKeys(content.Bytes())
	}
	d := &deployment{Deployment: wanted, client: c, report: &Report{}}
	defer d.report.mask(c)
	err := c.writing(ctx, func(ctx context.Context) error {
		if err := d.prepare(ctx); err != nil {
			d.refuse(ctx)
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		ctx, cancel := Detached(ctx)
		defer cancel()
		failed := d.run(ctx, d.steps())
		if err := d.readBack(ctx); failed == nil {
			d.report.Verified = d.verified()
			return err
		}
		return failed
	})
	return d.report, err
}

// deployment is a [Deployment] under way.
type deployment struct {
	Deployment
	client *Client
	report *Report

	before       Values       // all settings, read when it began
	target       Values       // all settings, as they should be afterwards
	expected     *expectation // nil when there is nothing to check
	stored       Verified     // the files that are going to be served
	servedBefore handshakes
	served       handshakes // of the last live check
	restartDue   bool
	otherServers []string // that a restart does not reach
	portsPending bool     // a change of ports was saved before, and is not in effect
}

// prepare reads and checks everything. It changes nothing.
func (d *deployment) prepare(ctx context.Context) error {
	c := d.client
	readings, err := c.ways.Settings.Read(ctx, d.relevant()...)
	if err == nil {
		d.before, err = readings.Require(d.Want.Ordered()...)
	}
	if err != nil {
		return err
	}
	d.report.Settings = d.before
	if err := conflict(d.before, d.Want, d.Expect); err != nil {
		return err
	}
	d.target = maps.Clone(d.before)
	maps.Copy(d.target, d.Want)
	if d.changes(Ports) {
		if d.report.Warnings, err = c.checkPorts(ctx, d.before[Ports], d.target[Ports], d.AllowEndpointPortRemoval); err != nil {
			return err
		}
	}
	if d.Verified != nil && !d.changes(Ports) && !Ports.Same(d.Verified.Ports, d.target[Ports]) {
		d.portsPending = c.pendingPorts(ctx, d.Verified.Ports, d.target[Ports]) != ""
	}
	d.Live = c.withDefaults(d.Live, d.before[Ports], d.target[Ports])
	if err := d.check(ctx); err != nil {
		return err
	}
	if err := d.lookBefore(ctx); err != nil {
		return err
	}
	return d.canRestart(ctx)
}

// canRestart makes sure that a restart which may turn out to be needed can be
// ordered.
func (d *deployment) canRestart(ctx context.Context) error {
	if !d.Restart || !d.changesPorts() && !d.rereads() {
		return nil
	}
	others, err := d.client.ways.Servers.CanRestart(ctx)
	d.otherServers = others
	return err
}

// relevant returns the settings that the deployment looks at: those of pages that
// it changes, and of General.
func (d *deployment) relevant() []Setting {
	return slices.DeleteFunc(slices.Clone(HTTPTSSL), func(s Setting) bool {
		return s.Page != PageGeneral && len(d.Want.On(s.Page)) == 0
	})
}

// conflict compares rows with what they held when the change was decided.
func conflict(now, want, expect Values) error {
	for _, setting := range want.Ordered() {
		expected, ok := expect[setting]
		if !ok || setting.Same(now[setting], expected) || setting.Same(now[setting], want[setting]) {
			continue
		}
		return Conflict(setting, expected, now[setting])
	}
	return nil
}

// Conflict reports a row that somebody else changed since a change was decided.
func Conflict(setting Setting, expected, now Value) error {
	return &Error{
		Kind: ErrConflict, Op: "change " + setting.Label,
		Found: fmt.Sprintf("When the change was planned it was %s; now it is %s. Nothing was changed.", expected, now),
	}
}

// changes reports whether a setting is to be changed.
func (d *deployment) changes(setting Setting) bool {
	want, ok := d.Want[setting]
	return ok && !setting.Same(want, d.before[setting])
}

// ServesStorage reports whether settings make the server present a certificate
// from the Private storage.
func (v Values) ServesStorage() bool {
	return v[UseSSL].Yes() && v[Certificate].Names() && v[Key].Names()
}

func (d *deployment) check(ctx context.Context) error {
	if !d.target.ServesStorage() {
		return nil
	}
	stored, findings, err := d.client.checkStored(ctx, CheckInput{
		Settings: d.target, Passphrase: d.Passphrase, Verified: d.Verified,
		ServerName: d.Live.ServerName, MinimumDaysValid: d.MinimumDaysValid,
		Planned: func(name string) (*certs.Content, bool) {
			content, planned := d.Files[name]
			return content, planned
		},
	}, d.before)
	if err != nil {
		return err
	}
	for _, finding := range findings {
		d.report.Warnings = append(d.report.Warnings, Warning{settingOf(finding.Subject), finding.Summary, finding.Detail})
	}
	d.expected, d.stored.Files = stored.expected, stored.files
	if d.expected != nil {
		d.stored.Expected = d.expected.fingerprints()
	}
	return nil
}

// rereads reports whether the server has to read again what the settings name:
// because a file is not the one that was verified, or because the server does
// not present what the files say.
func (d *deployment) rereads() bool {
	return d.Resave || d.target.ServesStorage() && (!d.stored.sameFiles(d.Verified) || !d.servesAlready())
}

// servesAlready reports whether handshakes showed, before anything was changed,
// what is to be served; also when there was nothing to prove.
func (d *deployment) servesAlready() bool {
	return !d.verifies() || d.servedBefore.all(d.expected.metBy)
}

// verified returns what there is after a deployment that went well.
func (d *deployment) verified() *Verified {
	if !d.target.ServesStorage() {
		return &Verified{Ports: d.portsInEffect()}
	}
	d.stored.observe(d.served)
	d.stored.Ports = d.portsInEffect()
	return &d.stored
}

// portsInEffect returns the ports at which the server listens.
func (d *deployment) portsInEffect() Value {
	switch {
	case !d.report.RestartDue || !d.changesPorts():
		return d.target[Ports]
	case d.changes(Ports) || d.Verified == nil:
		return d.before[Ports]
	}
	return d.Verified.Ports
}

// changesPorts reports whether a change of ports is still to take effect: one of
// this deployment, or one that was saved before.
func (d *deployment) changesPorts() bool { return d.changes(Ports) || d.portsPending }

// lookBefore makes the handshakes that later ones are compared with.
func (d *deployment) lookBefore(ctx context.Context) error {
	if !d.verifies() {
		return nil
	}
	d.servedBefore = d.client.handshake(ctx, d.Live)
	if !d.before.ServesStorage() {
		d.report.ServedBefore = d.servedBefore.fingerprint()
	}
	for _, one := range d.servedBefore {
		if one.isUnreachable() && !d.changesPorts() {
			return &Error{
				Kind: ErrLiveUnreachable, Op: "make the live check at " + one.address, Cause: one.err,
				Found: "Nothing answers there, so that the change could not be verified. Nothing was changed.",
			}
		}
	}
	return nil
}

// verifies reports whether handshakes are to prove the change.
func (d *deployment) verifies() bool { return d.Live.Enabled && d.expected != nil }

// readBack reads what is on the server after the change, for the report.
func (d *deployment) readBack(ctx context.Context) error {
	readings, err := d.client.ways.Settings.Read(ctx, d.relevant()...)
	d.report.Settings = nil
	if err == nil {
		d.report.Settings = readings.Values()
	}
	return err
}

// expectAtEndpoint prepares for the certificate that the endpoint is going to
// present: the new leaf, or the one that the server had before it served one
// from its storage.
func (d *deployment) expectAtEndpoint() {
	if d.expected != nil {
		d.client.ways.Connection.Trust(certs.Fingerprint(d.expected.leaf))
	}
	if d.before.ServesStorage() && !d.target.ServesStorage() {
		d.client.ways.Connection.Trust(d.ServedBefore)
	}
}
