// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package session is the conversation with one server: login, origin, redirects,
// retries and trust. A read that fails for the moment is repeated, and begun
// anew when it meets a login. A write is sent once.
package session

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"sync"

	"golang.org/x/net/publicsuffix"

	"github.com/confproxy/terraform-provider-confproxy/internal/capture"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Texts are those by which a session understands what it meets.
type Texts struct {
	Menu []string // documented entries of the menu, which a login lacks
	// Complaint matches a line in which a page seems to say what is wrong.
	Complaint *regexp.Regexp
	// Untrusted matches what an untrusted address seems to be told.
	Untrusted *regexp.Regexp
	// Keep reports texts that captures may show.
	Keep func(text string) bool
	// Hint matches words beside a checkbox that captures may show.
	Hint *regexp.Regexp
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

	mu         sync.Mutex
	basic      bool // send the password with every request
	generation int  // raised by every login
	first      firstPage
	login      confproxy.LoginKind
	version    string
	places     map[string]*url.URL
	sloppy     bool  // its pages leave html or body open
	last       *View // what was read last

	loginMu sync.Mutex // one login at a time
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
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return nil, err
	}
	s := &Session{
		config: config, base: base, texts: texts, trust: trust, origin: newOrigin(base),
		jar: jar, conns: newConnections(trust), capture: capture.New(config.CaptureDir, texts.Keep, texts.Hint),
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

// Mask returns what knows the secrets of the session.
func (s *Session) Mask() *secret.Masker { return s.secrets }

// Log returns a logger that shows no secret, for one part of the client.
func (s *Session) Log(part string) *slog.Logger {
	return s.secrets.Logger(s.config.Logger).WithGroup(part)
}

// TLSServerName returns the name that the endpoint's certificate should cover.
func (s *Session) TLSServerName() string { return s.trust.serverName }

// RootCAs returns the configured roots, nil for the system's.
func (s *Session) RootCAs() *x509.CertPool { return s.trust.roots }

// Trust accepts one more leaf for the rest of this process. "" is none.
func (s *Session) Trust(fingerprint string) { s.trust.learn(fingerprint) }

// LearnPorts notes the ports that the server's own settings list: it may be
// spoken to there, too.
func (s *Session) LearnPorts(ports []int64) { s.origin.learn(ports) }

// Relocate goes on at another port, after the endpoint's was removed.
func (s *Session) Relocate(port int64, useTLS bool) {
	scheme := "http"
	if useTLS {
		scheme = "https"
	}
	s.origin.relocate(scheme, port)
	s.forgetPlaces()
}

// forgetPlaces forgets where pages are.
func (s *Session) forgetPlaces() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.first, s.places = firstPage{}, map[string]*url.URL{}
}

// Renew reads on new connections. The present ones are kept until that has
// succeeded.
func (s *Session) Renew(ctx context.Context, read func(context.Context) error) error {
	fresh := s.conns.fresh()
	if err := s.Read(withTransport(ctx, fresh), read); err != nil {
		fresh.CloseIdleConnections()
		return err
	}
	s.conns.replace(fresh)
	return nil
}

// Login returns how the server asked for the password.
func (s *Session) Login() confproxy.LoginKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.login
}

// Version returns what the server discloses of its version; it may be empty.
func (s *Session) Version() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

// Remember notes where a page was found, for as long as the login lasts. A nil
// address forgets it.
func (s *Session) Remember(page string, u *url.URL) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u == nil {
		delete(s.places, page)
		return
	}
	s.places[page] = u
}

// Remembered returns where a page was found; nil when that is not known.
func (s *Session) Remembered(page string) *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.places[page]
}

// IsLast reports whether nothing was read since the view: its tokens are those
// that the server gave out last.
func (s *Session) IsLast(v *View) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last == v
}

// maxRestarts is how often a read may be begun anew.
const maxRestarts = 3

// Read runs a read, and runs it again from its beginning when an address that it
// took from an earlier page had ended with its session.
func (s *Session) Read(ctx context.Context, read func(context.Context) error) error {
	for range maxRestarts {
		err := read(ctx)
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return s.notStayed()
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

// start returns where the way to every page begins: where the login led to, as
// for a person, because that address, and those on it, may carry the session.
func (s *Session) start() *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first.home != nil {
		return s.first.home
	}
	return s.root()
}

func (s *Session) currentGeneration() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation
}
