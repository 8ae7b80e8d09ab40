// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package session is the conversation with one server: login, origin,
// redirects, retries and trust. It repeats a read after a temporary failure,
// and restarts it after a login. It sends a write once.
package session

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"sync"
	"sync/atomic"

	"golang.org/x/net/publicsuffix"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Texts are the texts by which a session understands answers.
type Texts struct {
	Menu []string // documented entries of the menu, which a login lacks
	// Complaint matches a line in which a page seems to report a problem.
	Complaint func() *regexp.Regexp
	// Untrusted matches an answer to an untrusted address.
	Untrusted func() *regexp.Regexp
	// Keep reports texts that captures may show.
	Keep func(text string) bool
	// Hint matches words beside a checkbox that captures may show.
	Hint func() *regexp.Regexp
}

// Session is the conversation with one server. It is safe for concurrent use.
type Session struct {
	config  confproxy.Config
	base    *url.URL // of the configured endpoint, without /conf
	texts   Texts
	trust   *trust
	origin  *origin
	jar     http.CookieJar
	conns   *connections
	capture *capture.Writer
	secrets *secret.Masker
	log     *slog.Logger

	basic      atomic.Bool          // send the password with every request
	generation atomic.Int64         // incremented by every login
	keepsTLS   atomic.Bool          // a TLS connection was used again
	sloppy     atomic.Bool          // its pages omit the end tags of html or body
	last       atomic.Pointer[View] // what was read last

	mu      sync.Mutex
	first   firstPage
	login   confproxy.LoginKind
	version string
	places  map[string]*url.URL

	// logins lets reads go on side by side, but a login alone: every answer to
	// another request could change the cookie that its form belongs to.
	logins sync.RWMutex
}

// New checks the configuration and returns a session. It does not connect.
// Errors are [*confproxy.ConfigError].
func New(config confproxy.Config, texts Texts) (*Session, error) {
	config, base, err := config.WithDefaults()
	if err != nil {
		return nil, err
	}
	trust := &trust{serverName: config.TLSServerName, insecure: config.Insecure}
	if len(config.CACertPEM) > 0 {
		if trust.roots, err = parseRoots(config.CACertPEM); err != nil {
			return nil, &confproxy.ConfigError{Field: "CACertPEM", Message: err.Error()}
		}
	}
	if config.CertificateFingerprint != "" {
		if trust.pinned, err = certs.ParseFingerprint(config.CertificateFingerprint); err != nil {
			return nil, &confproxy.ConfigError{Field: "CertificateFingerprint", Message: err.Error()}
		}
	}
	if trust.serverName == "" {
		trust.serverName = base.Hostname()
	}
	writer, err := capture.New(config.CaptureDir, texts.Keep, texts.Hint)
	if err != nil {
		return nil, &confproxy.ConfigError{Field: "CaptureDir", Message: fmt.Sprintf("Expected a folder for copies of pages that can be written to: %v.", err)}
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, err
	}
	s := &Session{
		config: config, base: base, texts: texts, trust: trust, origin: newOrigin(base),
		jar: jar, conns: newConnections(trust), capture: writer,
		secrets: config.Mask, login: confproxy.LoginNone, places: map[string]*url.URL{},
	}
	s.secrets.Add(config.Password)
	s.secrets.Add(config.DatabaseSecret)
	s.log = s.Log("session")
	return s, nil
}

// Endpoint returns the configured address of the server, without /conf.
func (s *Session) Endpoint() *url.URL {
	u := *s.base
	return &u
}

// Mask returns the masker with the secrets of the session.
func (s *Session) Mask() *secret.Masker { return s.secrets }

// Log returns a logger that shows no secret, for one part of the client.
func (s *Session) Log(part string) *slog.Logger {
	return s.secrets.Logger(s.config.Logger).WithGroup(part)
}

// TLSServerName returns the name that the endpoint's certificate should cover.
func (s *Session) TLSServerName() string { return s.trust.serverName }

// RootCAs returns the configured roots, nil for the system's.
func (s *Session) RootCAs() *x509.CertPool { return s.trust.roots }

// Trust accepts another leaf for the rest of this process. It ignores "".
func (s *Session) Trust(fingerprint string) { s.trust.learn(fingerprint) }

// LearnPorts records the ports that the server's own settings list: the server
// may be reached there, too.
func (s *Session) LearnPorts(ports []int64) { s.origin.learn(ports) }

// ClosesTLS reports whether each request needs a TLS handshake of its own. An
// endpoint without TLS is returned to when TLS is lost.
func (s *Session) ClosesTLS() bool { return s.base.Scheme == "https" && !s.keepsTLS.Load() }

// Relocate continues at another port, after the endpoint's was removed.
func (s *Session) Relocate(port int64, useTLS bool) {
	scheme := "http"
	if useTLS {
		scheme = "https"
	}
	s.origin.relocate(scheme, port)
	s.forgetPlaces()
}

// forgetPlaces forgets the addresses of pages.
func (s *Session) forgetPlaces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first, s.places = firstPage{}, map[string]*url.URL{}
}

// Renew reads on new connections. It keeps the current ones until that has
// succeeded.
func (s *Session) Renew(ctx context.Context, read func(context.Context) (*View, error)) error {
	fresh := s.conns.fresh()
	if _, err := Read(withTransport(ctx, fresh), s, read); err != nil {
		fresh.CloseIdleConnections()
		return err
	}
	s.conns.replace(fresh)
	return nil
}

// Login returns the kind of login.
func (s *Session) Login() confproxy.LoginKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.login
}

// Version returns the version that the server discloses; it may be empty.
func (s *Session) Version() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

// Remember records the address of a page for the current login. A nil address
// removes it.
func (s *Session) Remember(page string, u *url.URL) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u == nil {
		delete(s.places, page)
		return
	}
	s.places[page] = u
}

// Remembered returns the address of a page; nil if it is unknown.
func (s *Session) Remembered(page string) *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.places[page]
}

// IsLast reports whether nothing was read since the view: its tokens are the
// server's latest.
func (s *Session) IsLast(v *View) bool { return s.last.Load() == v }

// maxRestarts is the maximum number of times that a read is restarted.
const maxRestarts = 3

// Read runs a read, and restarts it if an address from an earlier page has
// expired with its session.
func Read[T any](ctx context.Context, s *Session, read func(context.Context) (T, error)) (T, error) {
	for range maxRestarts {
		result, err := read(ctx)
		if !errors.Is(err, ErrStale) {
			return result, err
		}
	}
	var none T
	return none, s.notStayed()
}

// notStayed reports a login that does not last until the next request.
func (s *Session) notStayed() error {
	return &confproxy.Error{
		Kind: confproxy.ErrAuth, Op: "stay logged in to " + inShort(s.base), Cause: ErrStale,
		Found:  "The server accepts the login and asks for it again at the next page.",
		Advice: "Check whether another administrator's login ends this one, and whether a proxy in between drops cookies.",
	}
}

// root returns the documented address of the administration.
func (s *Session) root() *url.URL { return s.base.JoinPath(confproxy.AdministrationPath) }

// start returns the start of the way to every page: the target of the login,
// because that address, and those on its page, may carry the session.
func (s *Session) start() *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first.home != nil {
		return s.first.home
	}
	return s.root()
}
