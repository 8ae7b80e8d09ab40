// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

const (
	maxPageBytes = 8 << 20   // of one page of the administration
	maxFileBytes = 128 << 20 // of one downloaded file
	maxRedirects = 10
	maxIdle      = 4 // connections that are kept for the readers of one server
)

// response is a complete answer, after redirects.
type response struct {
	trail  []capture.Exchange // the request that led to the answer
	method string
	url    *url.URL
	status int
	header http.Header
	body   []byte
}

func (r *response) contentType() string { return r.header.Get("Content-Type") }

// connections are the connections to one server. New ones replace the current
// ones only once they have succeeded.
type connections struct {
	trust   *trust
	current atomic.Pointer[http.Transport]
}

type transportKey struct{}

// withTransport makes the requests of a context use another transport.
func withTransport(ctx context.Context, t *http.Transport) context.Context {
	return context.WithValue(ctx, transportKey{}, t)
}

func newConnections(trust *trust) *connections {
	c := &connections{trust: trust}
	c.current.Store(c.fresh())
	return c
}

// RoundTrip sends one request.
func (c *connections) RoundTrip(req *http.Request) (*http.Response, error) {
	if t, ok := req.Context().Value(transportKey{}).(*http.Transport); ok {
		return t.RoundTrip(req)
	}
	return c.current.Load().RoundTrip(req)
}

func (c *connections) replace(t *http.Transport) { c.current.Swap(t).CloseIdleConnections() }

// fresh returns a transport without connections.
func (c *connections) fresh() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext, // for all addresses of the host together
		TLSClientConfig:        c.trust.tlsConfig(),
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    maxIdle,
		IdleConnTimeout:        5 * time.Minute, // longer than a live check with a restart
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// do sends a request, follows redirects within the server, and reads the
// complete answer, all within the request timeout.
func (s *Session) do(ctx context.Context, req *http.Request, limit int64) (*response, error) {
	outer, isWrite := ctx, req.Method != http.MethodGet
	ctx, cancel := context.WithTimeout(ctx, s.config.RequestTimeout)
	defer cancel()
	mark := func(err error) error { return err }
	var trail []capture.Exchange
	for range maxRedirects {
		if err := s.prepare(req); err != nil {
			return nil, mark(err)
		}
		resp, err := s.roundTrip(req.WithContext(ctx), limit)
		if err != nil && isWrite && req.Method == http.MethodGet { // the target of a write's redirect is a read
			resp, err = s.get(outer, req.URL, limit)
			return resp, mark(err)
		}
		if err != nil {
			return nil, mark(err)
		}
		trail = append(trail, capture.Exchange{
			Method: req.Method, URL: resp.url, Status: resp.status, Challenge: resp.header.Get("WWW-Authenticate"),
		})
		resp.trail = trail
		location := resp.header.Get("Location")
		if location == "" || resp.status < 300 || resp.status > 399 || resp.status == http.StatusNotModified {
			return resp, nil
		}
		mark = sent // the first request was answered, so the server has seen it
		if req, err = redirect(req, resp, location); err != nil {
			return nil, sent(err)
		}
		if resp.url.Scheme == "http" && req.URL.Scheme == "https" && s.origin.owns(req.URL) {
			s.origin.upgrade(req.URL)
		}
	}
	return nil, sent(&confproxy.Error{
		Kind: confproxy.ErrLayout, Op: "open " + s.Address(req.URL),
		Found: fmt.Sprintf("The server redirected more than %d times.", maxRedirects),
	})
}

// prepare prepares a request for sending: to this server, at its current
// address, with the password if the login is HTTP Basic.
func (s *Session) prepare(req *http.Request) error {
	req.URL = s.origin.resolve(req.URL)
	req.Host = req.URL.Host
	if !s.origin.owns(req.URL) {
		return &confproxy.Error{
			Kind: confproxy.ErrForeignHost, Op: "continue on " + inShort(s.base),
			Found:  fmt.Sprintf("A link, form or redirect leads to %s; nothing was sent there.", inShort(req.URL)),
			Advice: "If that is the server's right address, make it the endpoint.",
		}
	}
	if s.basic.Load() {
		req.SetBasicAuth(s.config.Username, s.config.Password)
	}
	if s.config.UserAgent != "" {
		req.Header.Set("User-Agent", s.config.UserAgent)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en")
	return nil
}

// roundTrip is one request with its answer.
func (s *Session) roundTrip(req *http.Request, limit int64) (resp *response, err error) {
	begin := time.Now()
	defer func() { s.logRequest(req, resp, err, begin) }()
	defer progress.WhileSlow(req.Context(), min(progress.SlowAfter, s.config.RequestTimeout/2), func(ctx context.Context, waited string) {
		progress.Tell(ctx, s.log, s.secrets, "waiting for the server to answer", "method", req.Method, "path", shortPath(req.URL), "waited", waited)
	})()
	return s.transmit(req, limit)
}

// logRequest logs one request, without its query, its form and the answer.
func (s *Session) logRequest(req *http.Request, resp *response, err error, begin time.Time) {
	args := []any{"method", req.Method, "path", shortPath(req.URL), "ms", time.Since(begin).Milliseconds()}
	if err != nil {
		args = append(args, "error", err.Error())
	} else {
		args = append(args, "status", resp.status, "bytes", len(resp.body))
	}
	s.log.DebugContext(req.Context(), "request", args...)
}

func (s *Session) transmit(req *http.Request, limit int64) (*response, error) {
	connected := false
	var noTLS atomic.Bool // another goroutine connects
	req = req.Clone(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(conn httptrace.GotConnInfo) {
			connected = true
			if conn.Reused && req.URL.Scheme == "https" {
				s.keepsTLS.Store(true)
			}
		},
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) {
			noTLS.Store(err != nil)
		},
	}))
	for _, cookie := range s.jar.Cookies(req.URL) {
		req.AddCookie(cookie)
	}
	resp, err := s.conns.RoundTrip(req)
	if err != nil {
		kind := confproxy.ErrUnreachable
		if noTLS.Load() {
			kind = confproxy.ErrNoTLS
		}
		if err = s.classify(req.URL, kind, err); connected {
			err = sent(err)
		}
		return nil, err
	}
	defer resp.Body.Close()
	s.jar.SetCookies(req.URL, resp.Cookies())
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, sent(s.unfinished(req.URL, err))
	}
	if int64(len(body)) > limit {
		return nil, sent(&confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "read " + s.Address(req.URL),
			Found:  fmt.Sprintf("The answer is longer than %d bytes.", limit),
			Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
		})
	}
	return &response{method: req.Method, url: req.URL, status: resp.StatusCode, header: resp.Header, body: body}, nil
}

// redirect returns the request that a browser would make next.
func redirect(req *http.Request, resp *response, location string) (*http.Request, error) {
	next, err := resp.url.Parse(location)
	if err != nil {
		return nil, &confproxy.Error{Kind: confproxy.ErrLayout, Op: "follow a redirect", Found: "Expected a valid address in the redirect, got an invalid one."}
	}
	if next.Fragment == "" {
		next.Fragment = resp.url.Fragment
	}
	keep := resp.status == http.StatusTemporaryRedirect || resp.status == http.StatusPermanentRedirect
	if !keep || req.Body == nil || req.GetBody == nil {
		return http.NewRequestWithContext(req.Context(), http.MethodGet, next.String(), http.NoBody)
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, err
	}
	repeated := req.Clone(req.Context())
	repeated.URL, repeated.Host, repeated.Body = next, next.Host, body
	return repeated, nil
}
