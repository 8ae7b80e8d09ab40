// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxPageBytes = 8 << 20   // of one page of the administration
	maxFileBytes = 128 << 20 // of one downloaded file
	maxRedirects = 10
)

// response is a whole answer, after redirects.
type response struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
}

func (r *response) contentType() string { return r.header.Get("Content-Type") }

// sentError is a failure after which the server may have seen the request.
type sentError struct{ cause error }

func (e *sentError) Error() string { return e.cause.Error() }
func (e *sentError) Unwrap() error { return e.cause }

// mayHaveArrived reports whether a request that failed may have taken effect.
func mayHaveArrived(err error) bool {
	var sent *sentError
	return errors.As(err, &sent)
}

func newTransport(trust *trust, host string) *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSClientConfig:        trust.tlsConfig(host),
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    maxReaders,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// exchange sends a request, follows redirects within the server, and reads the
// whole answer, all within the request timeout.
func (s *session) exchange(ctx context.Context, req *http.Request, limit int64) (*response, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.config.RequestTimeout)
	defer cancel()
	arrived := false // an earlier hop was answered, so the first request was seen
	for range maxRedirects {
		if err := s.prepare(req); err != nil {
			return nil, err
		}
		resp, err := s.hop(req.WithContext(ctx), limit)
		if err != nil {
			if arrived && !mayHaveArrived(err) {
				err = &sentError{err}
			}
			return nil, err
		}
		location := resp.header.Get("Location")
		if location == "" || resp.status < 300 || resp.status > 399 || resp.status == http.StatusNotModified {
			return resp, nil
		}
		arrived = true
		if req, err = redirect(req, resp, location); err != nil {
			return nil, &sentError{err}
		}
		s.noticeUpgrade(resp.url, req.URL)
	}
	return nil, &sentError{&Error{
		Kind: ErrLayout, Op: "open " + req.URL.Redacted(),
		Found: fmt.Sprintf("The server redirected more than %d times.", maxRedirects),
	}}
}

// hop is one request and its answer.
func (s *session) hop(req *http.Request, limit int64) (*response, error) {
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, classify(req.URL, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, &sentError{classify(req.URL, err)}
	}
	if int64(len(body)) > limit {
		return nil, &sentError{&Error{
			Kind: ErrLayout, Op: "read " + req.URL.Redacted(),
			Found:  fmt.Sprintf("The answer is longer than %d bytes.", limit),
			Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
		}}
	}
	return &response{url: req.URL, status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// redirect makes the request that a browser would make next.
func redirect(req *http.Request, resp *response, location string) (*http.Request, error) {
	next, err := resp.url.Parse(location)
	if err != nil {
		return nil, &Error{Kind: ErrLayout, Op: "follow a redirect", Found: fmt.Sprintf("The server redirected to %q, which is no address.", location)}
	}
	if next.Fragment == "" {
		next.Fragment = resp.url.Fragment
	}
	keep := resp.status == http.StatusTemporaryRedirect || resp.status == http.StatusPermanentRedirect
	if !keep || req.Body == nil || req.GetBody == nil {
		method := http.MethodGet
		if req.Method == http.MethodHead {
			method = http.MethodHead
		}
		return http.NewRequestWithContext(req.Context(), method, next.String(), http.NoBody)
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	repeated := req.Clone(req.Context())
	repeated.URL, repeated.Host, repeated.Body = next, next.Host, body
	return repeated, nil
}

// classify turns an error of the HTTP client into one of this package. An
// error before the request was sent is told apart from one after it.
func classify(u *url.URL, err error) error {
	if urlError, ok := errors.AsType[*url.Error](err); ok {
		err = urlError.Err
	}
	if certificate, ok := errors.AsType[*certificateError](err); ok {
		return &Error{
			Kind: ErrUntrustedCertificate, Op: "connect to " + origin(u), Cause: certificate,
			Advice: "Set ca_cert_pem or ca_cert_file to the authority's certificate, tls_server_name to a name in the certificate, or certificate_fingerprint to the fingerprint above once you have made sure that it is your server's.",
		}
	}
	failure := &Error{
		Kind: ErrUnreachable, Op: "reach " + origin(u), Cause: err,
		Advice: "Check the endpoint's host, port and scheme (http or https), and that the server is running.",
	}
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns), errors.As(err, &op) && op.Op == "dial":
		return failure
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		failure.Found = "The port speaks plain HTTP, no TLS."
		failure.Advice = "Use http:// in the endpoint, or switch SSL on first."
		return failure
	case errors.Is(err, context.Canceled):
		failure.Found = "The operation was interrupted."
		failure.Advice = ""
	}
	return &sentError{failure}
}

// origin returns scheme, host and port for messages.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// repeatable reports whether a read that ended so may be tried again.
func repeatable(ctx context.Context, resp *response, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	if err == nil {
		switch resp.status {
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return false
	}
	return errors.Is(err, ErrUnreachable)
}

// wait sleeps within the context.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
