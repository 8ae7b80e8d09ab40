// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// trusting is a connection that trusts the system's authorities.
type trusting struct{ confproxy.Connection }

func (trusting) RootCAs() *x509.CertPool { return nil }

// Only the addresses that lag behind are named as waited for.
func TestPollHandshakeNamesTheLagging(t *testing.T) {
	t.Parallel()
	before := handshakes{{address: "a:1"}, {address: "b:2", err: &probe.DialError{}}, {address: "c:3", err: &probe.DialError{}}}
	lagging := before.lagging(func(at int, h handshake) bool { return at == 0 && !h.isUnreachable() })
	if got := lagging.addresses(); got != "b:2, c:3" {
		t.Errorf("lagging: %s", got)
	}

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := closed.Addr().String()
	_ = closed.Close()
	var told []string
	ctx := progress.With(t.Context(), func(message string) { told = append(told, message) })
	ways := confproxy.Ways{Log: slog.New(slog.DiscardHandler), Mask: &secret.Masker{}, Connection: trusting{}}
	_, lagging = pollHandshake(ctx, ways, LiveCheck{Addresses: []string{"127.0.0.1:1", address}}, 100*time.Millisecond, "the certificate",
		func(at int, _ handshake) bool { return at == 0 })
	if lagging.addresses() != address || len(told) != 1 || !strings.HasPrefix(told[0], "waiting for the certificate at "+address+",") {
		t.Errorf("lagging: %s; told: %q", lagging.addresses(), told)
	}
}

// A server whose port is accepted by a proxy in between is down when the proxy
// closes the connection.
func TestHoldAddress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		serve func(net.Conn)
		want  error
	}{
		"waits for a request": {func(net.Conn) {}, nil},
		"speaks first":        {func(conn net.Conn) { _, _ = conn.Write([]byte("220")) }, nil},
		"closes at once":      {func(conn net.Conn) { _ = conn.Close() }, io.EOF},
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			if conn, err := listener.Accept(); err == nil {
				test.serve(conn)
				t.Cleanup(func() { _ = conn.Close() })
			}
		}()
		if err := holdAddress(t.Context(), listener.Addr().String()); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

// A server whose TLS fails as before the change may need a restart, which the
// deployment may not make.
func TestMayNeedRestart(t *testing.T) {
	t.Parallel()
	address := certstest.Listen(t, func(net.Conn) {})
	other := certstest.Issue(t, certstest.Leaf{}).Cert
	for name, before := range map[string]handshake{"failed before": {err: io.EOF}, "served before": {presented: []*x509.Certificate{other}}} {
		d := &deployment{
			Deployment:   Deployment{Live: LiveCheck{Enabled: true, Addresses: []string{address}}},
			ways:         confproxy.Ways{Log: slog.New(slog.DiscardHandler), Mask: &secret.Masker{}, Connection: trusting{}},
			servedBefore: handshakes{before}, expected: expectation{"new"}, leaf: &x509.Certificate{}, report: &Report{},
		}
		if _, err := d.liveCheck(t.Context(), time.Millisecond); err == nil || d.report.MayNeedRestart != (name == "failed before") {
			t.Errorf("%s: %v, a restart may be needed: %t", name, err, d.report.MayNeedRestart)
		}
	}
}
