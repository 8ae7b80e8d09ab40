// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// trust decides which certificates of the endpoint are accepted.
type trust struct {
	serverName string
	roots      *x509.CertPool
	pinned     string
	insecure   bool

	learned sync.Map // fingerprints of leaves that this process put there itself
}

// learn accepts another leaf for the rest of this process, whatever its issuer:
// the one that is being deployed to the endpoint's port. It ignores "".
func (t *trust) learn(fingerprint string) {
	if fingerprint != "" {
		t.learned.Store(fingerprint, true)
	}
}

// tlsConfig verifies by [trust.verify] instead of the standard verification,
// which knows no fingerprints.
func (t *trust) tlsConfig() *tls.Config {
	return &tls.Config{
		ServerName:         t.serverName,
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection below verifies.
		VerifyConnection: func(state tls.ConnectionState) error {
			return t.verify(state.PeerCertificates)
		},
	}
}

func (t *trust) verify(presented []*x509.Certificate) error {
	if len(presented) == 0 {
		return &certificateError{cause: fmt.Errorf("the server presented no certificate")}
	}
	leaf := presented[0]
	fingerprint := certs.Fingerprint(leaf)
	_, isLearned := t.learned.Load(fingerprint)
	switch {
	case isLearned:
		return nil
	case t.pinned != "":
		if fingerprint == t.pinned {
			return nil
		}
		return &certificateError{leaf: leaf, cause: fmt.Errorf("its fingerprint is not the pinned %s", t.pinned)}
	case t.insecure:
		return nil
	}
	if err := certs.Verify(presented, t.serverName, t.roots); err != nil {
		return &certificateError{leaf: leaf, cause: err}
	}
	return nil
}

// certificateError is a certificate that was not accepted.
type certificateError struct {
	leaf  *x509.Certificate
	cause error
}

func (e *certificateError) Error() string {
	if e.leaf == nil {
		return e.cause.Error()
	}
	return fmt.Sprintf("certificate of %q with SHA-256 fingerprint %s: %v", e.leaf.Subject, certs.Fingerprint(e.leaf), e.cause)
}

func (e *certificateError) Unwrap() error { return e.cause }

func parseRoots(pem []byte) (*x509.CertPool, error) {
	content := certs.NewContent(pem)
	if err := content.Err(); err != nil {
		return nil, err
	}
	if len(content.Certificates()) == 0 {
		return nil, errors.New("expected certificates in PEM form, got none")
	}
	pool := x509.NewCertPool()
	for _, certificate := range content.Certificates() {
		if err := certs.Problem(certificate); err != nil {
			return nil, fmt.Errorf("it holds a certificate that cannot be used: %w", err)
		}
		pool.AddCert(certificate)
	}
	return pool, nil
}
