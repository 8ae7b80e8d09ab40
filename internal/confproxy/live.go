// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// DefaultLiveTimeout is how long the server may take to serve what was saved.
const DefaultLiveTimeout = 10 * time.Second

// restartTimeout is how long the server may take to come back.
const restartTimeout = 90 * time.Second

// LiveCheck says where a handshake is to prove what the server serves.
type LiveCheck struct {
	Enabled bool
	// Address is host:port; empty for those of the endpoint.
	Address string
	// ServerName is sent as SNI; empty for the endpoint's.
	ServerName string
	// Timeout bounds the wait for the new certificate; zero for
	// [DefaultLiveTimeout].
	Timeout time.Duration
}

// liveState is what one handshake showed.
type liveState struct {
	presented []*x509.Certificate
	err       error
}

func (l liveState) fingerprint() string {
	if len(l.presented) == 0 {
		return ""
	}
	return certs.Fingerprint(l.presented[0])
}

// isPlain reports a port that answered, but not with TLS.
func (l liveState) isPlain() bool {
	var record tls.RecordHeaderError
	return errors.As(l.err, &record)
}

// isUnreachable reports a port that nobody listens at.
func (l liveState) isUnreachable() bool {
	var dial *certs.DialError
	return errors.As(l.err, &dial)
}

func (l liveState) String() string {
	if l.err != nil {
		return l.err.Error()
	}
	leaf := l.presented[0]
	return fmt.Sprintf("the certificate of %q, SHA-256 %s, valid until %s", leaf.Subject, l.fingerprint(), leaf.NotAfter.UTC().Format(time.RFC3339))
}

// presents reports whether the handshake showed the leaf and, after it, the
// chain; roots at its end may be left out.
func (l liveState) presents(leaf *x509.Certificate, chain []*x509.Certificate) (leafOK, chainOK bool) {
	if len(l.presented) == 0 || !l.presented[0].Equal(leaf) {
		return false, false
	}
	rest := l.presented[1:]
	for _, wanted := range chain {
		if wanted.CheckSignatureFrom(wanted) == nil {
			continue // a root need not be sent
		}
		for len(rest) > 0 && !rest[0].Equal(wanted) {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return true, false
		}
	}
	return true, true
}

// look makes one handshake.
func (c *Client) look(ctx context.Context, live LiveCheck) liveState {
	result, err := certs.Probe(ctx, certs.ProbeOptions{
		Address: live.Address, ServerName: live.ServerName, Roots: c.roots, Timeout: 5 * time.Second,
	})
	if err != nil {
		return liveState{err: err}
	}
	if result.Unfinished != "" { // whether the server has the key is not known
		return liveState{err: &certs.HandshakeError{Address: live.Address, Reason: result.Unfinished, Cause: errors.New("the handshake was not finished")}}
	}
	return liveState{presented: result.Certificates}
}

// await makes handshakes until one is as wanted or the time is over, and
// returns the last. The first may take longer.
func (c *Client) await(ctx context.Context, live LiveCheck, timeout time.Duration, wanted func(liveState) bool) liveState {
	end := time.Now().Add(timeout)
	state := c.look(ctx, live)
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	pause := 50 * time.Millisecond
	for {
		if wanted(state) || wait(ctx, pause) != nil {
			return state
		}
		pause = min(2*pause, time.Second)
		next := c.look(ctx, live)
		if !time.Now().Before(end) || ctx.Err() != nil {
			return state // the last handshake was cut short by the end of the time
		}
		state = next
	}
}

// liveTarget fills in where the live check looks by default: at the endpoint,
// or at the first port that remains when the endpoint's is going to be removed.
func (c *Client) liveTarget(live LiveCheck, ports []int64) LiveCheck {
	if live.Address == "" {
		live.Address = c.Address()
		if removed := c.removesEndpointPort(ports); removed {
			live.Address = net.JoinHostPort(c.base.Hostname(), strconv.FormatInt(ports[0], 10))
		}
	}
	if live.ServerName == "" {
		live.ServerName = c.TLSServerName()
	}
	if live.Timeout == 0 {
		live.Timeout = DefaultLiveTimeout
	}
	return live
}
