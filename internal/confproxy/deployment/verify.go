// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// verify makes the live check. It leaves changes that take effect at a restart
// to the restart, including the end of serving a certificate.
func (d *deployment) verify(ctx context.Context) error {
	d.restartDue = d.changesPorts()
	moves := removesEndpointPort(d.ways, d.before[confproxy.Ports], d.target[confproxy.Ports])
	if d.verifies() && !d.servedBefore.all(handshake.isUnreachable) {
		pending, err := d.liveCheck(ctx, d.Live.Timeout)
		if err != nil {
			return err
		}
		if pending {
			d.ways.Tell(ctx, "not served before a restart", "presented", d.served)
		}
		d.restartDue = d.restartDue || pending
	}
	if d.endsServing() {
		isOther := func(at int, h handshake) bool {
			return h.fingerprint() == "" || h.fingerprint() != d.servedBefore[at].fingerprint()
		}
		_, lagging := pollHandshake(ctx, d.ways, d.Live, d.Live.Timeout, "another certificate", isOther)
		d.restartDue = d.restartDue || len(lagging) > 0
	}
	if moves || d.ways.Connection.Endpoint().Scheme != "https" {
		return nil
	}
	return d.renew(ctx)
}

// renew makes sure that the server can still be managed, by the rules of the
// configuration.
func (d *deployment) renew(ctx context.Context) error {
	if err := d.ways.Connection.Renew(ctx); err != nil {
		return &confproxy.Error{
			Kind: confproxy.ErrLive, Op: "connect to the administration anew", Cause: err,
			Found: "With the new settings the server can no longer be managed from here.",
		}
	}
	return nil
}

// liveCheck waits for the expected certificate. pending reports that the server
// still presents the previous one, which a restart should change.
func (d *deployment) liveCheck(ctx context.Context, timeout time.Duration) (pending bool, err error) {
	begin := time.Now()
	served, lagging := pollHandshake(ctx, d.ways, d.Live, timeout, "the new certificate", d.meets)
	d.served = served
	switch {
	case len(lagging) == 0:
		d.ways.Tell(ctx, "verified", "presented", served, "took", progress.Since(begin))
		return false, nil
	case served.areAll(d.presentsLeaf), d.isPending(served, d.Restart): // not even the chain, or nothing at all is served yet
		return true, nil
	}
	d.report.MayNeedRestart = d.isPending(served, true)
	return false, d.notServed(served, fmt.Sprintf("Expected the certificate of %q, SHA-256 %s, got %s.",
		d.leaf.Subject, d.expected.leaf(), served))
}

// notServed reports a failed live check, with the likely cause: the product is
// documented to read keys in traditional form.
func (d *deployment) notServed(served handshakes, found string) error {
	lagging := served.lagging(d.meets)
	err := &confproxy.Error{Kind: confproxy.ErrLive, Op: "verify the change at " + cmp.Or(lagging.addresses(), served.addresses()), Found: found}
	if d.key == nil {
		return err
	}
	if keys := d.key.Keys(); len(keys) == 1 && !keys[0].IsTraditional() {
		err.Advice = fmt.Sprintf("A likely cause is the key: it is in the form %s, and the server is documented to read the traditional form. "+
			"Convert an RSA or EC key with: %s.", keys[0].Format, certs.ConvertKey)
	}
	return err
}

// isPending reports whether every address shows the new certificate, or the old
// one, or plain HTTP, as before. A server whose TLS fails as before may need a
// restart; if it may not be made, the change cannot be verified.
func (d *deployment) isPending(served handshakes, mayRestart bool) bool {
	for i, now := range served {
		before := d.servedBefore[i]
		mayChange := now.fingerprint() != "" || now.isPlain() || mayRestart
		if !d.presentsLeaf(i, now) && (!now.isLike(before) || !mayChange) {
			return false
		}
	}
	return true
}

// restart restarts the server if that is needed and allowed, and repeats the
// live check.
func (d *deployment) restart(ctx context.Context) error {
	if !d.restartDue {
		return nil
	}
	if !d.Restart {
		d.report.RestartDue = true
		return nil
	}
	begin := time.Now()
	d.isRestarted = true
	orderErr := restart(ctx, d.ways, confproxy.ScopeServer)
	if orderErr != nil && !confproxy.MayHaveChanged(orderErr) {
		return orderErr
	}
	timeout, order := max(restartTimeout, d.Live.Timeout), "The server was restarted"
	if orderErr != nil {
		timeout, order = d.Live.Timeout, "The server was not seen to go down after the order to restart it"
		if unknown, ok := errors.AsType[*confproxy.Error](orderErr); ok {
			order += fmt.Sprintf(" (%s)", strings.TrimSuffix(unknown.Cause.Error(), "."))
		}
	}
	if len(d.otherServers) > 0 {
		d.report.Warnings = append(d.report.Warnings, Warning{
			Summary: "Other servers were not restarted",
			Detail: fmt.Sprintf("Only the endpoint's own server was restarted. The change takes effect on the others when they are restarted: %s.",
				strings.Join(d.otherServers, ", ")),
		})
	}
	ports := d.target[confproxy.Ports].Ports()
	if removesEndpointPort(d.ways, d.before[confproxy.Ports], d.target[confproxy.Ports]) {
		d.ways.Connection.Relocate(ports[0], d.target.ServesStorage())
	}
	if listsEndpointPort(d.ways, d.before[confproxy.Ports]) { // otherwise they are mapped to others
		if err := awaitPorts(ctx, d.ways, ports); err != nil {
			return err
		}
	}
	if err := awaitAdministration(ctx, d.ways, begin, restartTimeout); err != nil {
		return err
	}
	if !d.verifies() {
		return nil
	}
	pending, err := d.liveCheck(ctx, timeout)
	if err == nil && pending {
		served := handshakeAll(ctx, d.ways, d.Live)
		err = d.notServed(served, fmt.Sprintf("%s and still does not serve the new certificate with its chain: %s.", order, served))
	}
	return err
}
