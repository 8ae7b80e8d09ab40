// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package deployment makes a server present a certificate, as one transaction:
// it checks everything, runs ordered steps, verifies the result by handshakes,
// and undoes the steps if one fails. It also compares a server with the result
// of the last deployment.
//
// The method steps is the place to begin. Nobody else writes to the server
// meanwhile: the client sees to that.
package deployment

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// Deployment is a change of the HTTPT SSL settings, with the files that they
// name, that is made as a whole or not at all.
type Deployment struct {
	// Files are stored first, by name. They replace files of the same name with
	// other contents.
	Files map[string]*certs.Content
	// Obsolete picks, from the files that are stored in the end, those to delete
	// once every address presents the new certificate. Nil picks none.
	Obsolete func(stored map[string]confproxy.File) []string
	// Want are the rows to set, or to reset to the product's default.
	Want confproxy.Values
	// Expect are the values of rows that the caller last saw. A row with
	// neither its expected nor its wanted value was changed by somebody else:
	// [ErrConflict].
	Expect confproxy.Values
	// Passphrase is the passphrase of the key; nil if none is configured.
	Passphrase *string
	// SendPassphrase sends it although the server has one already, and there is
	// no sign that it needs another.
	SendPassphrase bool
	// PlainKey reports that the current key is known to need no passphrase, so
	// that entering one disturbs nothing.
	PlainKey bool
	// Resave saves although no row differs, and there is no sign that the
	// server must read the files again.
	Resave bool
	// Verified is the last verified state; nil for none, in which case the
	// server reads the files again.
	Verified *Verified
	// Previous is the contents of files before they were replaced for this
	// deployment, by name. If the deployment fails, the contents that settings
	// name are restored.
	Previous map[string][]byte
	Live     LiveCheck
	// Restart allows a restart of the server if the change needs it.
	Restart bool
	// MinimumDaysValid is the number of whole days for which the certificate
	// must remain valid.
	MinimumDaysValid int64
	// AllowEndpointPortRemoval allows a list of ports without the endpoint's.
	AllowEndpointPortRemoval bool
	// ServedBefore is the fingerprint of the certificate that the server
	// presented before it first served one from its storage; "" if it is
	// unknown. The server is trusted with it again once the change ends that.
	ServedBefore string
}

// Deploy changes the HTTPT SSL settings: it checks everything, runs the steps
// in order, and undoes them in reverse order if one fails. The report is never
// nil.
func Deploy(ctx context.Context, ways confproxy.Ways, wanted Deployment) (*Report, error) {
	know(ways, wanted.Passphrase, wanted.Files)
	d := &deployment{Deployment: wanted, ways: ways, report: &Report{}}
	defer d.report.mask(ways.Mask)
	begin := time.Now()
	if err := d.prepare(ctx); err != nil {
		d.refuse(ctx, err)
		return d.report, err
	}
	ways.Tell(ctx, "checked", append(described(d.leaf), "warnings", len(d.report.Warnings), "took", progress.Since(begin))...)
	if err := ctx.Err(); err != nil {
		return d.report, err
	}
	interruptible := ctx
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	failed := d.run(ctx, interruptible, d.steps())
	if err := d.readBack(ctx); failed == nil {
		ways.Tell(ctx, "deployed", "restart_due", d.report.RestartDue, "took", progress.Since(begin))
		d.report.Verified = d.verified()
		return d.report, err
	}
	ways.Tell(ctx, "the deployment failed", "undone", d.report.RolledBack(), "took", progress.Since(begin))
	return d.report, failed
}

// know adds the secrets of a deployment to the mask.
func know(ways confproxy.Ways, passphrase *string, files map[string]*certs.Content) {
	if passphrase != nil {
		ways.Mask.Add(*passphrase)
	}
	for _, content := range files {
		ways.Mask.AddKeys(content.Bytes())
	}
}

// deployment is a running [Deployment].
type deployment struct {
	Deployment
	ways   confproxy.Ways
	report *Report

	before       confproxy.Values  // all settings at the beginning
	target       confproxy.Values  // all settings as wanted
	expected     expectation       // empty if there is nothing to check
	leaf         *x509.Certificate // the expected one
	stored       Verified          // the files that will be served
	key          *certs.Content
	servedBefore handshakes
	served       handshakes // of the last live check
	restartDue   bool
	isRestarted  bool     // a restart was ordered
	otherServers []string // that a restart does not reach
	portsPending bool     // a change of ports was saved before, and is not in effect
	// passphraseDue reports that the settings name a new key, whose passphrase is
	// not entered yet.
	passphraseDue bool
	openSave      string // the page with a save that may still take effect
	isRehearsed   bool   // a read-only client tells what it would send, see rehearse
}

// changes reports whether a setting changes.
func (d *deployment) changes(setting confproxy.Setting) bool {
	want, ok := d.Want[setting]
	return ok && !setting.Same(want, d.before[setting])
}

// rereads reports whether the server must read the files again: because a file
// is not the verified one, or because the server does not present the
// certificate in the files.
func (d *deployment) rereads() bool {
	return d.Resave || len(d.Want) > 0 && d.target.ServesStorage() && (!d.stored.sameFiles(d.Verified) || !d.servesAlready())
}

// servesAlready reports whether handshakes before any change showed the wanted
// certificate; also if there was nothing to verify.
func (d *deployment) servesAlready() bool {
	return !d.verifies() || d.servedBefore.areAll(d.meets)
}

// verified returns the state after a successful deployment.
func (d *deployment) verified() *Verified {
	if !d.target.ServesStorage() {
		return &Verified{Ports: d.portsInEffect()}
	}
	d.stored.observe(d.served)
	d.stored.Ports = d.portsInEffect()
	return &d.stored
}

// portsInEffect returns the ports on which the server listens.
func (d *deployment) portsInEffect() confproxy.Value {
	listening, known := d.Verified.ports()
	switch {
	case !d.report.RestartDue || !d.changesPorts():
		return d.target[confproxy.Ports]
	case d.changes(confproxy.Ports) || !known:
		return d.before[confproxy.Ports]
	}
	return listening
}

// changesPorts reports whether a change of ports is not in effect yet: one of
// this deployment, or an earlier one.
func (d *deployment) changesPorts() bool { return d.changes(confproxy.Ports) || d.portsPending }

// verifies reports whether handshakes verify the change.
func (d *deployment) verifies() bool { return d.Live.Enabled && len(d.expected) > 0 }

// isProven reports whether every address presented the expected certificates in
// the last live check, or there was nothing to verify.
func (d *deployment) isProven() bool {
	return !d.verifies() || len(d.served) > 0 && d.served.areAll(d.meets)
}

// meets reports whether an address presents the expected certificates, or
// decides nothing.
func (d *deployment) meets(at int, h handshake) bool {
	return d.expected.metBy(h) || d.isSilent(at, h)
}

// presentsLeaf reports whether an address presents the expected leaf, or decides
// nothing.
func (d *deployment) presentsLeaf(at int, h handshake) bool {
	return d.expected.leafIn(h) || d.isSilent(at, h)
}

// isSilent reports whether nothing answers at an address, as before: it may be a
// new port before the restart. It must not keep the others from being verified
// and repaired.
func (d *deployment) isSilent(at int, h handshake) bool {
	return h.isUnreachable() && d.servedBefore[at].isUnreachable() && (!d.isRestarted || !d.changesPorts())
}

// endsServing reports whether the live check is to see that a certificate from
// the storage is no longer served.
func (d *deployment) endsServing() bool {
	return d.Live.Enabled && d.before.ServesStorage() && !d.target.ServesStorage()
}

// readBack reads the settings after the change, for the report.
func (d *deployment) readBack(ctx context.Context) error {
	readings, err := d.ways.Settings.Read(ctx, d.relevant()...)
	d.report.Settings = nil
	if err == nil {
		d.report.Settings = readings.Values()
	}
	return err
}

// expectAtEndpoint prepares for the certificate that the endpoint will present:
// the new leaf, or the certificate from before the server served one from its
// storage.
func (d *deployment) expectAtEndpoint() {
	d.ways.Connection.Trust(d.expected.leaf())
	if d.before.ServesStorage() && !d.target.ServesStorage() {
		d.ways.Connection.Trust(d.ServedBefore)
	}
}
