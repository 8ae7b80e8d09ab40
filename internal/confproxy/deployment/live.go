// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// DefaultLiveTimeout is the maximum time for the server to serve a saved
// certificate.
const DefaultLiveTimeout = 10 * time.Second

// LiveCheck describes the handshakes that verify what the server presents.
type LiveCheck struct {
	Enabled bool
	// Addresses are host:port each; none means the endpoint's.
	Addresses []string
	// ServerName is sent as SNI; empty means the endpoint's.
	ServerName string
	// Timeout limits the wait for the new certificate; zero means
	// [DefaultLiveTimeout].
	Timeout time.Duration
}

// handshakeAll makes one handshake with every address.
func handshakeAll(ctx context.Context, ways confproxy.Ways, live LiveCheck) handshakes {
	var all handshakes
	for _, address := range live.Addresses {
		one := handshake{address: address}
		stop := progress.WhileSlow(ctx, progress.SlowAfter, func(ctx context.Context, waited string) {
			ways.Tell(ctx, "waiting for a TLS handshake", "address", address, "waited", waited)
		})
		result, err := probe.Probe(ctx, probe.Options{
			Address: address, ServerName: live.ServerName, Roots: ways.Connection.RootCAs(), Timeout: 5 * time.Second,
		})
		stop()
		switch one.err = err; {
		case err != nil:
		case result.Unfinished != "": // it is unknown whether the server has the key
			one.err = &probe.HandshakeError{Address: address, Reason: result.Unfinished, Cause: errors.New("the handshake was not finished")}
		default:
			one.presented = result.Certificates
		}
		all = append(all, one)
	}
	return all
}

// pollHandshake repeats handshakes until all are as wanted or the time is over,
// and returns the last ones. what describes the wanted state. The first
// handshakes may take longer.
func pollHandshake(ctx context.Context, ways confproxy.Ways, live LiveCheck, timeout time.Duration, what string, wanted accepts) (last, lagging handshakes) {
	end := time.Now().Add(timeout)
	last = handshakeAll(ctx, ways, live)
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	pause := 50 * time.Millisecond
	wait := ways.WaitFor(what)
	for {
		lagging = last.lagging(wanted)
		wait.What = what + " at " + lagging.addresses()
		if len(lagging) == 0 || wait.Pause(ctx, pause) != nil {
			return last, lagging
		}
		pause = min(2*pause, time.Second)
		next := handshakeAll(ctx, ways, live)
		if !time.Now().Before(end) || ctx.Err() != nil {
			return last, lagging // the end of the time cut the next one short
		}
		last = next
	}
}

// withDefaults fills in the default address of the live check: the endpoint, or
// the first remaining port if the endpoint's will be removed.
func (live LiveCheck) withDefaults(ways confproxy.Ways, before, after confproxy.Value) LiveCheck {
	if len(live.Addresses) == 0 {
		live.Addresses = []string{ways.Address()}
		if removesEndpointPort(ways, before, after) {
			live.Addresses = []string{atPort(ways, after.Ports()[0])}
		}
	}
	live.ServerName = cmp.Or(live.ServerName, ways.Connection.TLSServerName())
	live.Timeout = cmp.Or(live.Timeout, DefaultLiveTimeout)
	return live
}

// Presented is the result of the handshakes of a live check.
type Presented struct {
	// Fingerprints are those of the leaves, by address; "" for none.
	Fingerprints []string
	// Difference tells what is not as expected; "" for nothing.
	Difference string
	// Unreachable are the reasons why addresses did not answer, by address; nil
	// for one that did.
	Unreachable []error
}

// IsPending reports whether a restart is still due: every address presents the
// same certificate as when it became due, or the expected leaf. The fingerprints
// are by address. An address that did not answer decides nothing.
func (p Presented) IsPending(before []string, leaf string) bool {
	if len(before) == 0 || len(before) != len(p.Fingerprints) {
		return false
	}
	for at, now := range p.Fingerprints {
		if p.Unreachable[at] == nil && (now == "" || now != before[at] && now != leaf) {
			return false
		}
	}
	return true
}

// Look makes a handshake with every address of a live check, and compares
// the result with a leaf and its chain. It does not contact the administration.
func Look(ctx context.Context, ways confproxy.Ways, live LiveCheck, leaf *x509.Certificate, chain []*x509.Certificate) Presented {
	expected := expect(leaf, chain)
	served := handshakeAll(ctx, ways, live.withDefaults(ways, confproxy.Value{}, confproxy.Value{}))
	seen := Presented{Fingerprints: served.fingerprints(), Unreachable: served.unreachable()}
	for at, one := range served {
		switch {
		case seen.Unreachable[at] != nil:
		case expected.metBy(one) || seen.Difference != "":
		case expected.leafIn(one):
			seen.Difference = fmt.Sprintf("%s presents the certificate without its chain", one.address)
		case one.err != nil:
			seen.Difference = fmt.Sprintf("%s presents no certificate: %v", one.address, one.err)
		default:
			seen.Difference = fmt.Sprintf("%s presents %s instead of SHA-256 %s", one.address, one, expected.leaf())
		}
	}
	return seen
}
