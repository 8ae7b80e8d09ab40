// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"crypto/rand"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// maxFailures is the number of failed logins that are allowed within loginWindow (the throttle is documented, its
// numbers are not).
const (
	maxFailures = 5
	loginWindow = 5 * time.Minute
)

// authState is the state of logins and sessions; guarded by Server.mu.
type authState struct {
	sessions   map[string]int         // page views by session
	tokens     map[string]string      // form token → session that it was shown to
	failures   map[string][]time.Time // by user and by address (documented)
	basicSeen  bool
	ok, failed int
}

func (a *authState) reset() {
	*a = authState{failures: map[string][]time.Time{}}
	a.forget()
}

// forget ends every session, as a restart does.
func (a *authState) forget() {
	a.sessions, a.tokens, a.basicSeen = map[string]int{}, map[string]string{}, false
}

// throttled reports whether logins of the user or from the address are refused now.
func (a *authState) throttled(keys ...string) bool {
	since := time.Now().Add(-loginWindow)
	return slices.ContainsFunc(keys, func(key string) bool {
		a.failures[key] = slices.DeleteFunc(a.failures[key], since.After)
		return len(a.failures[key]) >= maxFailures
	})
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Refusal is the reason for refusing a login, as text for people; "" is no refusal.
type Refusal string

// Refusals of a login. Their wording is unknown.
const (
	Admitted       Refusal = ""
	NotGiven       Refusal = "Please log in."
	WrongPassword  Refusal = "Wrong user name or password."
	TooMany        Refusal = "Too many failed logins. Logging in is blocked for a while; try again later."
	NotWhitelisted Refusal = "This account may not use the administration."
)

// check checks credentials and counts a failed attempt. The caller holds s.mu.
func (s *Server) check(user, password, remote string) Refusal {
	host, _, _ := net.SplitHostPort(remote)
	list, keys := strings.Fields(s.valueOf(labelWhitelist)), []string{"user " + user, "address " + host}
	switch {
	case s.auth.throttled(keys...):
		s.logf("login of %q refused: too many failures", user)
		return TooMany
	case !same(user, s.opt.Username) || !same(password, s.data.Password):
		s.auth.failed++
		for _, key := range keys {
			s.auth.failures[key] = append(s.auth.failures[key], time.Now())
		}
		s.logf("login of %q failed", user)
		return WrongPassword
	case len(list) > 0 && !slices.Contains(list, user): // documented
		s.logf("login of %q refused: not in the whitelist", user)
		return NotWhitelisted
	}
	return Admitted
}

// SetPassword changes the administrator's password. Sessions continue.
func (s *Server) SetPassword(password string) {
	defer s.lock()()
	s.data.Password = password
}

// Basic checks a request's HTTP Basic credentials.
func (s *Server) Basic(r *http.Request) Refusal {
	user, password, given := r.BasicAuth()
	if !given {
		return NotGiven
	}
	defer s.lock()()
	refusal := s.check(user, password, r.RemoteAddr)
	if refusal == Admitted && !s.auth.basicSeen {
		s.auth.basicSeen = true
		s.auth.ok++
	}
	return refusal
}

// Login opens a session for valid credentials.
func (s *Server) Login(user, password, remote string) (sid string, refusal Refusal) {
	defer s.lock()()
	if refusal = s.check(user, password, remote); refusal != Admitted {
		return "", refusal
	}
	s.auth.ok++
	sid = rand.Text()
	s.auth.sessions[sid] = 0
	return sid, Admitted
}

// MustChangePassword reports whether the account must change its password before anything else.
func (s *Server) MustChangePassword() bool {
	defer s.lock()()
	return s.opt.MustChangePassword && s.data.Password == s.opt.Password
}

// ChangePassword changes the account's password. problem explains why it was
// not changed.
func (s *Server) ChangePassword(password, again string) (problem string) {
	if password != again {
		return "The passwords do not match. Nothing was changed."
	}
	defer s.lock()()
	if password == "" || same(password, s.data.Password) {
		return "Choose another password than the one you have."
	}
	s.data.Password = password
	return ""
}

// UseSession reports whether a session is valid for the request. Page views use it up; a post is accepted if the
// session lasted until the page that it came from.
func (s *Server) UseSession(sid, method string) bool {
	defer s.lock()()
	views, open := s.auth.sessions[sid]
	if !open || method == http.MethodPost || s.opt.Skin.SessionLife == 0 {
		return open
	}
	s.auth.sessions[sid] = views + 1
	if views == s.opt.Skin.SessionLife {
		delete(s.auth.sessions, sid)
		return false
	}
	return true
}

// Logout ends a session.
func (s *Server) Logout(sid string) {
	defer s.lock()()
	delete(s.auth.sessions, sid)
}

func (s *Server) dropSessions() {
	defer s.lock()()
	s.auth.forget()
}

// NewToken creates a form token for a session.
func (s *Server) NewToken(sid string) string {
	defer s.lock()()
	token := rand.Text()
	s.auth.tokens[token] = sid
	return token
}

// UseToken accepts a form token once.
func (s *Server) UseToken(token, sid string) bool {
	defer s.lock()()
	owner, ok := s.auth.tokens[token]
	delete(s.auth.tokens, token)
	return ok && owner == sid
}

// Trusts reports whether the administration may be used from a request's
// address.
func (s *Server) Trusts(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && slices.ContainsFunc(s.trusted, func(p netip.Prefix) bool { return p.Contains(from.Addr().Unmap()) })
}

// Logins counts logins since the start or the last Restore. HTTP Basic has no login of its own: the first accepted
// request after a start or restart counts as one, and each refused password as a failed one.
func (s *Server) Logins() (ok, failed int) {
	defer s.lock()()
	return s.auth.ok, s.auth.failed
}
