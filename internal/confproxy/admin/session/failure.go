// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// sent marks a failure after which the server may have seen the request.
func sent(err error) error {
	if err == nil || confproxy.MayHaveChanged(err) {
		return err
	}
	return &confproxy.SentError{Cause: err}
}

// unsent removes the mark: neither a read nor a login changes the server.
func unsent(err error) error {
	if marked, ok := errors.AsType[*confproxy.SentError](err); ok {
		return marked.Cause
	}
	return err
}

// classify converts an error of the HTTP client to one of the domain. kind is
// the one of a failed connection.
func (s *Session) classify(u *url.URL, kind, err error) error {
	if certificate, ok := errors.AsType[*certificateError](err); ok {
		return &confproxy.Error{Kind: confproxy.ErrUntrustedCertificate, Op: "connect to " + inShort(u), Cause: certificate}
	}
	failure := &confproxy.Error{
		Kind: kind, Op: "reach " + inShort(u), Cause: s.quoteError(err),
		Advice: "Check the endpoint's host, port and scheme (http or https), and that the server is running.",
	}
	if errors.Is(err, context.Canceled) {
		failure.Found, failure.Advice = "The operation was interrupted.", ""
		return failure
	}
	if found, advice := tlsFailure(err); found != "" {
		failure.Found, failure.Advice = found, advice
	}
	return failure
}

// unfinished converts the error of an answer that breaks off.
func (s *Session) unfinished(u *url.URL, err error) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return s.classify(u, confproxy.ErrUnreachable, err)
	}
	return &confproxy.Error{
		Kind: confproxy.ErrUnfinished, Op: "read " + s.Address(u), Cause: s.quoteError(err),
		Advice: "Check the log of the server, and any proxy in between.",
	}
}

// tlsFailure explains a TLS failure between client and server; "" for other
// errors.
func tlsFailure(err error) (found, advice string) {
	const settings = "Check HTTPT SSL protocol and HTTPT SSL cipher suite on the server, and any proxy in between."
	const files = "Check HTTPT SSL certificate, HTTPT SSL key and the passphrase of the key on the server."
	text := err.Error()
	for _, known := range []struct{ sign, found, advice string }{
		{"server gave HTTP response to HTTPS client", "The port speaks plain HTTP, not TLS.", "Switch SSL on first."},
		{"first record does not look like a TLS handshake", "The port does not speak TLS.", "Switch SSL on first."},
		{"certificate required", "The server demands a client certificate, and this client has none.", "Manage the server through a port that demands none."},
		{"unsupported protocol version", "The server speaks an old version of TLS only; TLS 1.2 or newer is required.", settings},
		{"protocol version not supported", "The server and this client have no version of TLS in common; TLS 1.2 or newer is required.", settings},
		{"server chose an unconfigured cipher suite", "The server chose a cipher suite that this client does not accept.", settings},
		{"tls: handshake failure", "The server refused the TLS handshake: no cipher suite in common, no usable certificate and key, " +
			"or no client certificate.", files + " " + settings},
		{"tls: internal error", "The server could not make the TLS handshake: its certificate and key may not be usable.", files},
	} {
		if strings.Contains(text, known.sign) {
			return known.found, known.advice
		}
	}
	return "", ""
}

// TryLater is the advice about an answer with an error status.
const TryLater = "Check the log of the server and try again later."

// serverError reports an answer with an error status.
func (s *Session) serverError(op string, resp *response) error {
	found := fmt.Sprintf("It answered %d %s.", resp.status, http.StatusText(resp.status))
	if page, err := s.parse(resp); err == nil {
		if text := s.Quote(page.Text()); text != "" {
			found = fmt.Sprintf("It answered %d %s: %q.", resp.status, http.StatusText(resp.status), text)
		}
	}
	return &confproxy.Error{Kind: confproxy.ErrServer, Op: op, Found: found, Advice: TryLater}
}
