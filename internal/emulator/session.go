// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"time"
)

// maxFailures is how many failed logins within the window are allowed (that there is a throttle is documented, its numbers are not).
const maxFailures = 5

// session is a form login that was accepted.
type session struct{ views int }

// authState is who is logged in; guarded by Server.mu.
type authState struct {
	sessions   map[string]*session
	tokens     map[string]string // form token → session it was shown to
	failures   []time.Time
	basicSeen  bool
	ok, failed int
}

func (a *authState) reset() {
	*a = authState{}
	a.forget()
}

// forget ends every session, as a restart does.
func (a *authState) forget() {
	a.sessions, a.tokens, a.basicSeen = map[string]*session{}, map[string]string{}, false
}

// throttled tells whether logins are refused for now.
func (a *authState) throttled(window time.Duration) bool {
	since := time.Now().Add(-window)
	kept := a.failures[:0]
	for _, t := range a.failures {
		if t.After(since) {
			kept = append(kept, t)
		}
	}
	a.failures = kept
	return len(kept) >= maxFailures
}

func (a *authState) fail() {
	a.failed++
	a.failures = append(a.failures, time.Now())
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// loginProblem is a reason to refuse a login, as the product would word it.
type loginProblem string

const (
	noProblem     loginProblem = ""
	notGiven      loginProblem = "Please log in."
	wrongPassword loginProblem = "Wrong user name or password."
	tooMany       loginProblem = "Too many failed logins. Logging in is blocked for a while; try again later."
)

// SetPassword changes the administrator's password. Sessions go on.
func (s *Server) SetPassword(password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt.Password = password
}

// check judges credentials and counts the attempt. The caller holds s.mu.
func (s *Server) check(user, password string) loginProblem {
	switch {
	case s.auth.throttled(s.opt.LoginWindow):
		s.logf("login of %q refused: too many failures", user)
		return tooMany
	case !same(user, s.opt.Username) || !same(password, s.opt.Password):
		s.auth.fail()
		s.logf("login of %q failed", user)
		return wrongPassword
	}
	return noProblem
}

// basic judges the request's HTTP Basic credentials.
func (s *Server) basic(r *http.Request) loginProblem {
	user, password, given := r.BasicAuth()
	if !given {
		return notGiven
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	problem := s.check(user, password)
	if problem == noProblem && !s.auth.basicSeen {
		s.auth.basicSeen = true
		s.auth.ok++
	}
	return problem
}

// login opens a session for the right credentials.
func (s *Server) login(user, password string) (sid string, problem loginProblem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if problem = s.check(user, password); problem != noProblem {
		return "", problem
	}
	s.auth.ok++
	sid = rand.Text()
	s.auth.sessions[sid] = &session{}
	return sid, noProblem
}

// admit tells whether a session is still good for the request. Views use it up; a post is accepted as long as the
// session lasted to the page it came from.
func (s *Server) admit(sid, method string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := s.auth.sessions[sid]
	if open == nil {
		return false
	}
	if method == http.MethodPost || s.skin.SessionLife == 0 {
		return true
	}
	open.views++
	if open.views > s.skin.SessionLife {
		delete(s.auth.sessions, sid)
		return false
	}
	return true
}

func (s *Server) logout(sid string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.auth.sessions, sid)
}

func (s *Server) dropSessions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auth.forget()
}

// newToken makes the form token of a page.
func (s *Server) newToken(sid string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := rand.Text()
	s.auth.tokens[token] = sid
	return token
}

// spend accepts a form token once.
func (s *Server) spend(token, sid string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner, ok := s.auth.tokens[token]
	delete(s.auth.tokens, token)
	return ok && owner == sid
}
