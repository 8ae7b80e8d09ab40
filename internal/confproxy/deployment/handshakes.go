// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
)

// handshake is the result of one TLS handshake.
type handshake struct {
	address   string
	presented []*x509.Certificate
	err       error
}

// fingerprint returns the fingerprint of the presented leaf, "" for none.
func (h handshake) fingerprint() string {
	if len(h.presented) == 0 {
		return ""
	}
	return certs.Fingerprint(h.presented[0])
}

// isPlain reports whether a port answered, but not with TLS.
func (h handshake) isPlain() bool {
	var record tls.RecordHeaderError
	return errors.As(h.err, &record)
}

// isUnreachable reports whether nothing listens on a port.
func (h handshake) isUnreachable() bool {
	var dial *probe.DialError
	return errors.As(h.err, &dial)
}

// isLike reports whether two handshakes had the same result: the same leaf, or
// the same kind of failure.
func (h handshake) isLike(other handshake) bool {
	if h.fingerprint() != "" || other.fingerprint() != "" {
		return h.fingerprint() == other.fingerprint()
	}
	return h.isPlain() == other.isPlain()
}

func (h handshake) String() string {
	if h.err != nil {
		return h.err.Error()
	}
	leaf := h.presented[0]
	return fmt.Sprintf("the certificate of %q, SHA-256 %s, valid until %s", leaf.Subject, h.fingerprint(), leaf.NotAfter.UTC().Format(time.RFC3339))
}

// expectation is the fingerprints of the certificates that a server must
// present, leaf first; empty if they are unknown.
type expectation []string

// expect returns the expectation of a leaf and its chain. A root need not be
// sent.
func expect(leaf *x509.Certificate, chain []*x509.Certificate) expectation {
	expected := expectation{certs.Fingerprint(leaf)}
	for _, issuer := range chain {
		if issuer.CheckSignatureFrom(issuer) != nil {
			expected = append(expected, certs.Fingerprint(issuer))
		}
	}
	return expected
}

// leaf returns the fingerprint of the leaf, "" for none.
func (e expectation) leaf() string {
	if len(e) == 0 {
		return ""
	}
	return e[0]
}

func (e expectation) leafIn(h handshake) bool { return len(e) > 0 && h.fingerprint() == e[0] }

// metBy reports whether a handshake showed the expected certificates, leaf first
// and the others in order.
func (e expectation) metBy(h handshake) bool {
	if !e.leafIn(h) {
		return false
	}
	rest := h.presented[1:]
	for _, wanted := range e[1:] {
		at := slices.IndexFunc(rest, func(c *x509.Certificate) bool { return certs.Fingerprint(c) == wanted })
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}

func (e expectation) meets(_ int, h handshake) bool { return e.metBy(h) }

// handshakes are the handshakes with all addresses of a live check, in order.
type handshakes []handshake

func (h handshakes) all(accept func(handshake) bool) bool {
	return !slices.ContainsFunc(h, func(one handshake) bool { return !accept(one) })
}

// areLike compares the handshakes address by address.
func (h handshakes) areLike(others handshakes) bool {
	return slices.EqualFunc(h, others, handshake.isLike)
}

// accepts decides whether the handshake with one address of a live check, by
// its index, is as wanted.
type accepts func(at int, h handshake) bool

// lagging returns the handshakes that are not as wanted.
func (h handshakes) lagging(wanted accepts) handshakes {
	var lagging handshakes
	for i, one := range h {
		if !wanted(i, one) {
			lagging = append(lagging, one)
		}
	}
	return lagging
}

// areAll reports whether every handshake is as wanted.
func (h handshakes) areAll(wanted accepts) bool { return len(h.lagging(wanted)) == 0 }

func (h handshakes) addresses() string {
	texts := make([]string, len(h))
	for i, one := range h {
		texts[i] = one.address
	}
	return strings.Join(texts, ", ")
}

// fingerprints returns the fingerprints by address.
func (h handshakes) fingerprints() []string {
	var all []string
	for _, one := range h {
		all = append(all, one.fingerprint())
	}
	return all
}

// unreachable returns the reasons why addresses did not answer, by address; nil
// for one that did.
func (h handshakes) unreachable() []error {
	reasons := make([]error, len(h))
	for at, one := range h {
		if one.isUnreachable() {
			reasons[at] = one.err
		}
	}
	return reasons
}

// fingerprint returns the fingerprint at the first address.
func (h handshakes) fingerprint() string {
	if len(h) == 0 {
		return ""
	}
	return h[0].fingerprint()
}

func (h handshakes) String() string {
	if len(h) == 1 {
		return h[0].String()
	}
	texts := make([]string, len(h))
	for i, one := range h {
		texts[i] = fmt.Sprintf("at %s %s", one.address, one)
	}
	return strings.Join(texts, "; ")
}

// described returns a certificate for the log.
func described(leaf *x509.Certificate) []any {
	if leaf == nil {
		return nil
	}
	return []any{"certificate", leaf.Subject.String(), "sha256", certs.Fingerprint(leaf), "valid_until", leaf.NotAfter.UTC().Format(time.RFC3339)}
}
