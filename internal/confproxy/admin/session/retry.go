// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

const (
	maxAttempts = 4
	maxTimeouts = 2
	firstPause  = 150 * time.Millisecond
)

// get reads one address. It sends the request again after a connection failure
// or an answer that means "not now", and with another scheme if the server has
// changed it.
func (s *Session) get(ctx context.Context, u *url.URL, limit int64) (*response, error) {
	return s.read(ctx, limit, &retry{session: s, pause: firstPause}, func() (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	})
}

// read sends a request that changes nothing, and creates it anew for each
// attempt.
func (s *Session) read(ctx context.Context, limit int64, r *retry, request func() (*http.Request, error)) (*response, error) {
	for {
		req, err := request()
		if err != nil {
			return nil, err
		}
		resp, err := s.do(ctx, req, limit)
		if again, err := r.after(ctx, req.URL, resp, err); !again {
			return resp, err
		}
	}
}

// retry decides whether to send a read again.
type retry struct {
	session  *Session
	attempts int
	timeouts int
	pause    time.Duration
	isFinal  bool  // an answer is kept, whatever its status: it may refuse a secret
	overTLS  error // the reason why TLS at the same port does not work; nil until that was tried
}

// after evaluates the result of a request to u, and waits before the next
// attempt.
func (r *retry) after(ctx context.Context, u *url.URL, resp *response, err error) (again bool, _ error) {
	wasSeen := err == nil || confproxy.MayHaveChanged(err)
	err = unsent(err)
	if ctx.Err() != nil {
		return false, err
	}
	if r.goesBack(err) {
		return true, nil
	}
	isTransient := isTransient(resp, err)
	if !isTransient && !saysTLSOnly(u, resp) {
		return false, err
	}
	timedOut := errors.Is(err, context.DeadlineExceeded)
	if timedOut {
		r.timeouts++
	}
	if wasSeen && !timedOut && r.overTLS == nil {
		moved, tlsErr := r.session.upgrade(ctx, u)
		if moved {
			return true, nil
		}
		r.overTLS = tlsErr
	}
	r.attempts++
	if !isTransient || r.isSpent(err) || progress.Sleep(ctx, r.pause) != nil {
		return false, r.failure(resp, err)
	}
	r.pause *= 2
	return true, nil
}

// isSpent reports whether there were enough attempts.
func (r *retry) isSpent(err error) bool {
	return r.attempts >= maxAttempts || r.timeouts >= maxTimeouts || r.isFinal && err == nil
}

// goesBack reports whether TLS was lost, and the read returns to plain HTTP.
func (r *retry) goesBack(err error) bool {
	isLost := errors.Is(err, confproxy.ErrUntrustedCertificate) || errors.Is(err, confproxy.ErrUnreachable)
	return isLost && r.session.origin.lose()
}

// failure adds the TLS error at the same port to the plain HTTP error. The
// first error determines the kind, unless it is just an answer that asks for
// TLS.
func (r *retry) failure(resp *response, err error) error {
	switch {
	case r.overTLS == nil:
		return err
	case err == nil && isTransient(resp, nil):
		err = r.session.serverError("reach "+inShort(resp.url), resp)
	case err == nil:
		return fmt.Errorf("%w Without TLS the port answers %d", r.overTLS, resp.status)
	}
	return fmt.Errorf("%w Over TLS at the same port: %s", err, r.overTLS.Error())
}

// isTransient reports whether a read with this result may be tried again.
func isTransient(resp *response, err error) bool {
	if err == nil {
		switch resp.status {
		case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		}
		return false
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return false
	}
	return errors.Is(err, confproxy.ErrUnreachable) || errors.Is(err, confproxy.ErrUnfinished)
}

// saysTLSOnly reports whether an answer to plain HTTP may come from a port that
// requires TLS: many servers answer "400 Bad Request".
func saysTLSOnly(u *url.URL, resp *response) bool {
	if u.Scheme != "http" || resp == nil {
		return false
	}
	return resp.status == http.StatusBadRequest || resp.status == http.StatusUpgradeRequired
}

// upgrade checks whether the endpoint's port, which refuses plain HTTP, now
// speaks TLS, and continues there. It reports whether it does.
func (s *Session) upgrade(ctx context.Context, u *url.URL) (bool, error) {
	if !s.origin.isAtEndpoint() || u.Scheme != "http" || !sameOrigin(u, s.base) {
		return false, nil
	}
	secure := &url.URL{Scheme: "https", Host: confproxy.HostPort(u), Path: s.root().Path}
	ctx, cancel := context.WithTimeout(ctx, s.config.RequestTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, secure.String(), http.NoBody)
	if err != nil {
		return false, err
	}
	_, err = s.roundTrip(req, maxPageBytes)
	if errors.Is(err, confproxy.ErrUntrustedCertificate) {
		return false, err
	}
	if err != nil {
		return false, nil // it speaks no TLS either
	}
	s.origin.upgrade(secure)
	return true, nil
}
