// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package probe finds out what a TLS port presents, and why a handshake fails.
package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Options configure a [Probe].
type Options struct {
	Address    string         // host:port
	ServerName string         // sent as SNI and compared with the certificate; "" for the host of Address
	Roots      *x509.CertPool // nil for the system's
	Timeout    time.Duration  // of connecting and handshake together; 0 for 10 seconds
}

// Result is what a port presents. Whether it is trusted is a value, not an
// error.
type Result struct {
	// Certificates are the presented certificates, leaf first; never empty. See
	// [certs.Problem].
	Certificates      []*x509.Certificate
	Verified          bool
	VerificationError string // "" when verified
	Version           string // such as "TLS 1.3"
	CipherSuite       string
	RemoteAddress     string
	// Unfinished is the reason why the handshake could not be finished,
	// although certificates were presented; "" if it was finished. Whether the
	// server has their key is then unknown.
	Unfinished string
}

// DialError means that nothing could be reached at the address.
type DialError struct {
	Address string
	Cause   error
}

func (e *DialError) Error() string {
	return fmt.Sprintf("cannot connect to %s: %v", e.Address, e.Cause)
}

// Unwrap returns the cause.
func (e *DialError) Unwrap() error { return e.Cause }

// HandshakeError means that something answered, but TLS failed.
type HandshakeError struct {
	Address string
	Reason  string // the cause that a second attempt found; "" for none
	Cause   error
}

func (e *HandshakeError) Error() string {
	var record tls.RecordHeaderError
	if errors.As(e.Cause, &record) && record.Conn != nil { // the answer did not begin with TLS
		return fmt.Sprintf("%s answers, but not with TLS (probably with plain HTTP): %v", e.Address, e.Cause)
	}
	if e.Reason != "" {
		return fmt.Sprintf("the TLS handshake with %s failed: %s (%v)", e.Address, e.Reason, e.Cause)
	}
	return fmt.Sprintf("the TLS handshake with %s failed: %v", e.Address, e.Cause)
}

// Unwrap returns the cause.
func (e *HandshakeError) Unwrap() error { return e.Cause }

const defaultTimeout = 10 * time.Second

// Probe makes a handshake and returns the presented certificates. Errors are
// *[DialError] and *[HandshakeError]. If the handshake fails, a second
// connection finds out why. Nothing is sent after the handshake, so it may
// accept any certificate and the oldest protocols and ciphers.
func Probe(ctx context.Context, o Options) (*Result, error) {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return nil, &DialError{o.Address, err}
	}
	if o.ServerName == "" {
		o.ServerName = host
	}
	o.ServerName = certs.ASCIIName(o.ServerName)
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return nil, &DialError{o.Address, err}
	}
	defer conn.Close()
	state, asked, err := handshake(ctx, conn, o.ServerName)
	switch {
	case err != nil && asked:
		return nil, &HandshakeError{o.Address, "the server demands a client certificate", err}
	case err != nil:
		return lookCloser(ctx, o, err)
	case len(state.PeerCertificates) == 0:
		return nil, &HandshakeError{Address: o.Address, Cause: errors.New("no certificate was presented")}
	}
	result := &Result{
		Certificates: state.PeerCertificates, Verified: true,
		Version: tls.VersionName(state.Version), CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		RemoteAddress: conn.RemoteAddr().String(),
	}
	if err := certs.Verify(state.PeerCertificates, o.ServerName, o.Roots); err != nil {
		result.Verified, result.VerificationError = false, err.Error()
	}
	return result, nil
}

// handshake makes a handshake, and reports whether the server asked for a
// client certificate.
func handshake(ctx context.Context, conn net.Conn, serverName string) (state tls.ConnectionState, asked bool, err error) {
	client := tls.Client(conn, &tls.Config{
		ServerName:         serverName,
		InsecureSkipVerify: true, //nolint:gosec // It looks at certificates that are not trusted, too.
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       allCipherSuites(),
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked = true
			return &tls.Certificate{}, nil // none
		},
	})
	err = client.HandshakeContext(ctx)
	return client.ConnectionState(), asked, err
}

// lookCloser finds out why a handshake failed. A certificate that cannot be
// parsed is shown nevertheless.
func lookCloser(ctx context.Context, o Options, cause error) (*Result, error) {
	failure := &HandshakeError{Address: o.Address, Cause: cause}
	var record tls.RecordHeaderError
	if ctx.Err() != nil || errors.As(cause, &record) {
		return nil, failure
	}
	answer, err := sayHello(ctx, o.Address, o.ServerName)
	if err != nil {
		return nil, failure // The first error is more precise.
	}
	for position, certificate := range answer.certificates {
		if problem := certs.Problem(certificate); problem != nil {
			reason := fmt.Sprintf("the presented certificate %d cannot be checked: %v", position+1, problem)
			return &Result{
				Certificates: answer.certificates, VerificationError: reason, Unfinished: reason,
				Version: tls.VersionName(answer.version), CipherSuite: answer.suiteName(), RemoteAddress: answer.remote,
			}, nil
		}
	}
	failure.Reason = answer.reason(cause)
	return nil, failure
}

func allCipherSuites() []uint16 {
	var ids []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, suite.ID)
	}
	return ids
}
