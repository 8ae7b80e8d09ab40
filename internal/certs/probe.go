// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"
)

// ProbeOptions say where to look.
type ProbeOptions struct {
	Address    string         // host:port
	ServerName string         // sent as SNI and compared with the certificate; "" for the host of Address
	Roots      *x509.CertPool // nil for the system's
	Timeout    time.Duration  // of connecting and handshake together; 0 for 10 seconds
}

// ProbeResult is what a port presents. Whether it can be trusted is a value,
// not an error.
type ProbeResult struct {
	Certificates      []*x509.Certificate // leaf first, as presented; never empty
	Verified          bool
	VerificationError string // "" when verified
	Version           string // such as "TLS 1.3"
	CipherSuite       string
	RemoteAddress     string
}

// DialError says that nothing could be reached at the address.
type DialError struct {
	Address string
	Cause   error
}

func (e *DialError) Error() string {
	return fmt.Sprintf("cannot connect to %s: %v", e.Address, e.Cause)
}

// Unwrap gives the cause.
func (e *DialError) Unwrap() error { return e.Cause }

// HandshakeError says that something answered, and TLS with it failed.
type HandshakeError struct {
	Address string
	Cause   error
}

func (e *HandshakeError) Error() string {
	var record tls.RecordHeaderError
	if errors.As(e.Cause, &record) && record.Conn != nil { // what came first was no TLS at all
		return fmt.Sprintf("%s answers, but not with TLS (plain HTTP, probably): %v", e.Address, e.Cause)
	}
	return fmt.Sprintf("the TLS handshake with %s failed: %v", e.Address, e.Cause)
}

// Unwrap gives the cause.
func (e *HandshakeError) Unwrap() error { return e.Cause }

const defaultProbeTimeout = 10 * time.Second

// Probe makes one handshake and returns what was presented. Errors are
// *[DialError] and *[HandshakeError]. Nothing is sent after the handshake, so
// that it may accept any certificate and the oldest protocols and ciphers.
func Probe(ctx context.Context, o ProbeOptions) (*ProbeResult, error) {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return nil, &DialError{o.Address, err}
	}
	if o.ServerName == "" {
		o.ServerName = host
	}
	if o.Timeout == 0 {
		o.Timeout = defaultProbeTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", o.Address)
	if err != nil {
		return nil, &DialError{o.Address, err}
	}
	defer conn.Close()
	client := tls.Client(conn, &tls.Config{
		ServerName:         o.ServerName,
		InsecureSkipVerify: true, //nolint:gosec // It looks at certificates that are not trusted, too.
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       allCipherSuites(),
	})
	if err := client.HandshakeContext(ctx); err != nil {
		return nil, &HandshakeError{o.Address, err}
	}
	state := client.ConnectionState()
	if len(state.PeerCertificates) == 0 {
		return nil, &HandshakeError{o.Address, errors.New("no certificate was presented")}
	}
	result := &ProbeResult{
		Certificates: state.PeerCertificates, Verified: true,
		Version: tls.VersionName(state.Version), CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		RemoteAddress: conn.RemoteAddr().String(),
	}
	if err := verify(state.PeerCertificates, o); err != nil {
		result.Verified, result.VerificationError = false, err.Error()
	}
	return result, nil
}

func verify(presented []*x509.Certificate, o ProbeOptions) error {
	intermediates := x509.NewCertPool()
	for _, certificate := range presented[1:] {
		intermediates.AddCert(certificate)
	}
	_, err := presented[0].Verify(x509.VerifyOptions{DNSName: o.ServerName, Roots: o.Roots, Intermediates: intermediates})
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		// The library's text has the time of day, and would be another at every look.
		return fmt.Errorf("x509: the certificate of %q has expired or is not yet valid: it is valid from %s to %s",
			title(invalid.Cert), stamp(invalid.Cert.NotBefore), stamp(invalid.Cert.NotAfter))
	}
	return err
}

func allCipherSuites() []uint16 {
	var ids []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, suite.ID)
	}
	return ids
}
