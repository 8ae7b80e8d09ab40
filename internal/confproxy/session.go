// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
)

// session is the conversation with one server: cookies, login, connections,
// and where the pages were found.
type session struct {
	client  *Client
	capture *capture.Writer

	mu         sync.Mutex
	http       *http.Client
	basic      bool     // send the password with every request
	moved      *url.URL // where addresses of the endpoint are spoken to instead
	backable   bool     // the server may be at its endpoint again
	gone       bool     // the endpoint's port was removed
	left       *url.URL // where it moved back from: addresses of pages read there are the endpoint's again
	generation int      // raised by every login
	home       *url.URL // where the login led to; nil for the documented address
	login      LoginKind
	version    string
	places     map[string]*url.URL
	sloppy     bool // its pages leave html or body open

	loginMu sync.Mutex // one login at a time
}

func newSession(c *Client) *session {
	s := &session{client: c, capture: capture.New(c.config.CaptureDir, isVocabulary), login: LoginNone}
	s.reset()
	return s
}

// reset forgets cookies, places and connections.
func (s *session) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil {
		s.http.CloseIdleConnections()
	}
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	s.http = &http.Client{
		Transport:     newTransport(s.client.trust, s.client.base.Hostname()),
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	s.basic = false
	s.home = nil
	s.places = map[string]*url.URL{}
}

// dropConnections closes idle connections, so that the next request makes a
// handshake of its own.
func (s *session) dropConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.http.CloseIdleConnections()
}

// place remembers where a page was found, for as long as the login lasts.
func (s *session) place(name string, u *url.URL) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u == nil {
		delete(s.places, name)
		return
	}
	s.places[name] = u
}

func (s *session) placeOf(name string) *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.places[name]
}

func (s *session) currentGeneration() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation
}

// root is the documented address of the administration.
func (s *session) root() *url.URL {
	u := *s.client.base
	u.Path += administrationPath
	return &u
}

// prepare makes a request fit to be sent: to this server, over TLS if the
// server moved there, with the password where the login is HTTP Basic.
func (s *session) prepare(req *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	base := s.client.base
	if to := s.instead(req.URL); to != nil {
		u := *req.URL
		u.Scheme, u.Host = to.Scheme, to.Host
		req.URL, req.Host = &u, u.Host
	}
	if !s.isOwn(req.URL) {
		return &Error{
			Kind: ErrForeignHost, Op: "continue on " + origin(base),
			Found:  fmt.Sprintf("A link, form or redirect leads to %s; nothing was sent there.", origin(req.URL)),
			Advice: "If that is the server's right address, make it the endpoint.",
		}
	}
	if s.basic {
		req.SetBasicAuth(s.client.config.Username, s.client.config.Password)
	}
	if s.client.config.UserAgent != "" {
		req.Header.Set("User-Agent", s.client.config.UserAgent)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en")
	return nil
}

// instead returns where the server is spoken to in place of an address's own
// origin; nil for there. The caller holds the lock.
func (s *session) instead(u *url.URL) *url.URL {
	switch {
	case s.moved != nil && sameOrigin(u, s.client.base):
		return s.moved
	case s.moved == nil && s.left != nil && sameOrigin(u, s.left):
		return s.client.base
	}
	return nil
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && hostPort(a) == hostPort(b) }

// belongs reports whether an address is of the configured server: the same
// origin, or the same host over TLS.
func (s *session) belongs(u *url.URL) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isOwn(u)
}

// isOwn is belongs for callers that hold the lock.
func (s *session) isOwn(u *url.URL) bool {
	base := s.client.base
	for _, own := range []*url.URL{base, s.moved} {
		if own != nil && sameOrigin(u, own) {
			return true
		}
	}
	return u.Scheme == "https" && u.Hostname() == base.Hostname()
}

// noticeUpgrade remembers that the server sent plain http on to https.
func (s *session) noticeUpgrade(from, to *url.URL) {
	if from.Scheme == "http" && to.Scheme == "https" && s.belongs(to) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.moved = &url.URL{Scheme: to.Scheme, Host: to.Host}
	}
}

// move goes on at the first of the server's new ports, after the endpoint's
// was removed.
func (s *session) move(settings Settings) {
	scheme := "http"
	if servesFiles(settings) {
		scheme = "https"
	}
	s.reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	host := net.JoinHostPort(s.client.base.Hostname(), strconv.FormatInt(settings[Ports].Ports()[0], 10))
	s.moved = &url.URL{Scheme: scheme, Host: host}
	s.gone = true
}

// act sends a request that changes something, once. What the server serves over
// TLS may be another thing then, or fail, so that the server may be met at its
// plain endpoint again.
func (s *session) act(ctx context.Context, req *http.Request) (*response, error) {
	s.mu.Lock()
	s.backable = true
	s.mu.Unlock()
	return s.exchange(ctx, req, maxPageBytes)
}

// moveBack goes back to the endpoint, if the server may be there again. It
// reports whether it went.
func (s *session) moveBack() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	isBack := s.backable && !s.gone && s.moved != nil && s.client.base.Scheme == "http"
	if isBack {
		s.left, s.moved, s.backable = s.moved, nil, false
	}
	return isBack
}

// speaksTLSNow finds out whether a port that refuses plain HTTP speaks TLS
// now, and moves the conversation there. It reports whether it moved.
func (s *session) speaksTLSNow(ctx context.Context, u *url.URL) (bool, error) {
	s.mu.Lock()
	hasMoved := s.moved != nil
	s.mu.Unlock()
	if hasMoved || u.Scheme != "http" || hostPort(u) != hostPort(s.client.base) {
		return false, nil
	}
	secure := &url.URL{Scheme: "https", Host: u.Host}
	if u.Port() == "" {
		secure.Host = hostPort(u)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, secure.String()+s.root().Path, http.NoBody)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.client.config.RequestTimeout)
	defer cancel()
	_, err = s.hop(req.WithContext(ctx), maxPageBytes)
	if errors.Is(err, ErrUntrustedCertificate) {
		return false, err
	}
	if err != nil {
		return false, nil
	}
	s.noticeUpgrade(u, secure)
	return true, nil
}

// get reads one address, with retries.
func (s *session) get(ctx context.Context, u *url.URL, limit int64) (*response, error) {
	return s.repeat(ctx, limit, func() (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	})
}

const maxAttempts = 4

// repeat sends a read again after a failure of the connection or an answer
// that says "not now".
func (s *session) repeat(ctx context.Context, limit int64, build func() (*http.Request, error)) (*response, error) {
	pause := 150 * time.Millisecond
	timeouts := 0
	var tlsErr error // why TLS at the same port is of no use
	for attempt := 1; ; attempt++ {
		req, err := build()
		if err != nil {
			return nil, err
		}
		resp, err := s.exchange(ctx, req, limit)
		u := req.URL // where it was really sent
		timedOut := errors.Is(err, context.DeadlineExceeded)
		if timedOut {
			timeouts++
		}
		isLost := errors.Is(err, ErrUntrustedCertificate) || errors.Is(err, ErrUnreachable)
		if isLost && ctx.Err() == nil && s.moveBack() {
			continue
		}
		if !repeatable(ctx, resp, err) && !looksLikeTLSOnly(u, resp) {
			return resp, err
		}
		if (mayHaveArrived(err) || err == nil) && !timedOut && tlsErr == nil {
			var moved bool
			if moved, tlsErr = s.speaksTLSNow(ctx, u); moved {
				continue
			}
		}
		if attempt >= maxAttempts || timeouts > 1 || !repeatable(ctx, resp, err) {
			if tlsErr != nil && !timedOut {
				return nil, tlsErr // plain HTTP may be over
			}
			return resp, err
		}
		if waitErr := wait(ctx, pause); waitErr != nil {
			return nil, classify(u, waitErr)
		}
		pause *= 2
	}
}

// looksLikeTLSOnly reports whether an answer to plain HTTP may come from a
// port that wants TLS: "400 Bad Request" is what many servers say then.
func looksLikeTLSOnly(u *url.URL, resp *response) bool {
	if u.Scheme != "http" || resp == nil {
		return false
	}
	return resp.status == http.StatusBadRequest || resp.status == http.StatusUpgradeRequired
}
