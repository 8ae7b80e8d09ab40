// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package probe_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
)

func TestProbeReportsVersionAndCipher(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	rsaKey, err := certstest.Algorithms["RSA"]()
	rsaLeaf := certstest.Sign(t, &f.Middle, certstest.Must(t, rsaKey, err))
	tests := map[string]struct {
		leaf    certstest.Party
		version uint16
		suite   uint16
		want    string
		suites  []string
	}{
		"1.0":               {f.Leaf, tls.VersionTLS10, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, "TLS 1.0", []string{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"}},
		"1.1":               {f.Leaf, tls.VersionTLS11, tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, "TLS 1.1", []string{"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"}},
		"1.2":               {f.Leaf, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "TLS 1.2", []string{"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"}},
		"1.2 RSA exchange":  {rsaLeaf, tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_CBC_SHA, "TLS 1.2", []string{"TLS_RSA_WITH_AES_128_CBC_SHA"}},
		"1.0 3DES":          {rsaLeaf, tls.VersionTLS10, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, "TLS 1.0", []string{"TLS_RSA_WITH_3DES_EDE_CBC_SHA"}},
		"1.3 is not chosen": {f.Leaf, tls.VersionTLS13, 0, "TLS 1.3", []string{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}},
	}
	roots := x509.NewCertPool()
	roots.AddCert(f.Root.Certificate)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: test.version}
			if test.suite != 0 {
				config.CipherSuites = []uint16{test.suite}
			}
			address := certstest.Serve(t, config, test.leaf.Key, test.leaf.Certificate, f.Middle.Certificate)
			result, err := probe.Probe(t.Context(), probe.Options{Address: address, ServerName: certstest.Host, Roots: roots})
			certstest.Must(t, result, err)
			if result.Version != test.want || !strings.Contains(strings.Join(test.suites, " "), result.CipherSuite) {
				t.Errorf("%s with %s, expected %s with one of %s", result.Version, result.CipherSuite, test.want, test.suites)
			}
			if !result.Verified {
				t.Errorf("not verified: %s", result.VerificationError)
			}
		})
	}
}

// TestProbeNames: without a server name, the host of the address counts, and an
// IP address must be in the certificate.
func TestProbeNames(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)} })
	roots := x509.NewCertPool()
	roots.AddCert(f.Root.Certificate)
	address := certstest.Serve(t, nil, f.Leaf.Key, f.Leaf.Certificate, f.Middle.Certificate)
	for name, verified := range map[string]bool{"": true, "127.0.0.1": true, certstest.Host: true, "127.0.0.2": false, "other.example": false} {
		result, err := probe.Probe(t.Context(), probe.Options{Address: address, ServerName: name, Roots: roots})
		if certstest.Must(t, result, err).Verified != verified {
			t.Errorf("as %q: verified is %t (%s), expected %t", name, result.Verified, result.VerificationError, verified)
		}
	}
}

// TestProbeErrorDoesNotMove: the same state always gives the same text, or
// every plan would show a difference.
func TestProbeErrorDoesNotMove(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t, certstest.ValidFor(-1))
	roots := x509.NewCertPool()
	roots.AddCert(f.Root.Certificate)
	result, err := probe.Probe(t.Context(), probe.Options{
		Address: certstest.Serve(t, nil, f.Leaf.Key, f.Leaf.Certificate, f.Middle.Certificate), ServerName: certstest.Host, Roots: roots,
	})
	const form = "2006-01-02T15:04:05Z"
	want := `x509: the certificate of "CN=` + certstest.Host + `" has expired or is not yet valid: it is valid from ` +
		f.Leaf.NotBefore.UTC().Format(form) + " to " + f.Leaf.NotAfter.UTC().Format(form)
	if certstest.Must(t, result, err).VerificationError != want {
		t.Errorf("error %q, expected %q", result.VerificationError, want)
	}
}

func TestProbeFailures(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(web.Close)
	tests := map[string]struct {
		address   string
		handshake bool // otherwise the connection fails
		timeout   time.Duration
		text      string
	}{
		"plain HTTP": {web.Listener.Addr().String(), true, 0, "answers, but not with TLS (probably with plain HTTP)"},
		"banner": {certstest.Listen(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "220 mail.example.com ESMTP\r\n")
			_, _ = io.Copy(io.Discard, c)
		}), true, 0, "not with TLS"},
		"silent":   {certstest.Listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }), true, 2 * time.Second, "deadline"},
		"hangs up": {certstest.Listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }), true, 0, "TLS handshake"},
		"SSL 3": {certstest.Listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_, _ = c.Write([]byte{21, 3, 0, 0, 2, 2, 70})
			_, _ = io.Copy(io.Discard, c)
		}), true, 0, "protocol version"},
		"closed":     {closedPort(t), false, 0, "cannot connect to"},
		"no port":    {"localhost", false, 0, "missing port"},
		"empty":      {"", false, 0, "missing port"},
		"impossible": {"127.0.0.1:99999", false, 0, "invalid port"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := probe.Probe(t.Context(), probe.Options{Address: test.address, ServerName: certstest.Host, Timeout: cmp.Or(test.timeout, time.Minute)})
			if result != nil || err == nil {
				t.Fatalf("result %v, error %v", result, err)
			}
			var dial *probe.DialError
			var handshake *probe.HandshakeError
			if errors.As(err, &handshake) != test.handshake || errors.As(err, &dial) == test.handshake {
				t.Errorf("error of type %T", err)
			}
			if !strings.Contains(err.Error(), test.text) || !strings.Contains(err.Error(), test.address) {
				t.Errorf("error %q, expected one with %q and the address %q", err, test.text, test.address)
			}
			if errors.Unwrap(err) == nil {
				t.Error("the error has no cause")
			}
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		address := certstest.Listen(t, func(c net.Conn) { cancel(); _, _ = io.Copy(io.Discard, c) })
		if _, err := probe.Probe(ctx, probe.Options{Address: address}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, expected that of the context", err)
		}
	})
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	certstest.Must(t, listener, err)
	defer listener.Close()
	return listener.Addr().String()
}
