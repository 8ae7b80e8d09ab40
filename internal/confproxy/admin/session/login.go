// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// rejected remembers, for the whole process, the passwords that were refused:
// failed logins are throttled (documented), so a second attempt with the same
// password could lock its owner out.
var rejected sync.Map // [32]byte -> error

func (s *Session) credential() [32]byte {
	return sha256.Sum256([]byte(confproxy.HostPort(s.base) + "\x00" + s.config.Username + "\x00" + s.config.Password))
}

// loginNeeded is the error of reads that met a login instead of a page.
type loginNeeded struct { //nolint:errname // It is a state more than a failure.
	view       *View
	generation int64 // of the session that met it
}

func (*loginNeeded) Error() string { return "a login is needed" }

// logIn answers the login that a read met, unless another read has done so.
func (s *Session) logIn(ctx context.Context, needed *loginNeeded) error {
	s.logins.Lock()
	defer s.logins.Unlock()
	if s.generation.Load() != needed.generation {
		return nil
	}
	if err, found := rejected.Load(s.credential()); found {
		return err.(error) //nolint:forcetypeassert // Only errors are stored.
	}
	if s.config.Password == "" {
		return &confproxy.Error{
			Kind: confproxy.ErrNoPassword, Op: "log in to " + inShort(s.base),
			Found: "The server asks for a password.",
		}
	}
	s.forgetPlaces()
	v, err := s.loginAtRoot(ctx, needed.view)
	if err != nil {
		return err
	}
	if form, ok := Find(v, loginForm); ok {
		err = s.logInByForm(ctx, form)
	} else {
		err = s.logInBasic(ctx, v)
	}
	return unsent(err)
}

// loginAtRoot returns the login of the documented address. The login of another
// page may lead back to that page alone, without the menu. It reads the login
// again if anything was read since. If only the page asks for a login, that
// login is returned.
func (s *Session) loginAtRoot(ctx context.Context, v *View) (*View, error) {
	if v.asked != nil && SameAddress(v.asked, s.root()) && s.IsLast(v) {
		return v, nil
	}
	root, isLogin, err := s.lookAtRoot(ctx)
	if err != nil || isLogin {
		return root, err
	}
	return v, nil
}

// lookAtRoot reads the documented address and reports whether it asks for a
// login.
func (s *Session) lookAtRoot(ctx context.Context) (v *View, isLogin bool, err error) {
	v, err = s.openOnce(ctx, s.root())
	if needed, ok := errors.AsType[*loginNeeded](err); ok {
		return needed.view, true, nil
	}
	return v, false, err
}

// loggedIn records a login, and the first page that it showed.
func (s *Session) loggedIn(ctx context.Context, kind confproxy.LoginKind, first firstPage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation.Add(1)
	s.login, s.first = kind, first
	s.log.InfoContext(ctx, "logged in", "endpoint", inShort(s.base), "login", string(kind))
}

// reject makes the login fail for the rest of this process.
func (s *Session) reject(kind confproxy.LoginKind, message string) error {
	what, check := "user name or password", "Check username and password, and that the account is an administrator account. "
	if kind == confproxy.LoginFormNoUser {
		what, check = "password", "Check the password. The login has no field for a user name. "
	}
	found := fmt.Sprintf("The server asks for the login again without a message, as servers do that refuse the %s.", what)
	if message != "" {
		found = fmt.Sprintf("The server refused the %s and says: %q.", what, message)
	}
	return s.endLogin(kind, found, check+
		"If Administrator account whitelist (user IDs) of Security is on, it must name the account. "+
		"The password is not tried again in this run, because failed logins are throttled; wait a while if there were too many.")
}

func (s *Session) endLogin(kind confproxy.LoginKind, found, advice string) error {
	op := "log in to " + inShort(s.base)
	if kind != confproxy.LoginFormNoUser {
		op += fmt.Sprintf(" as %q", s.config.Username)
	}
	err := &confproxy.Error{Kind: confproxy.ErrAuth, Op: op, Found: found, Advice: advice}
	rejected.Store(s.credential(), err)
	s.basic.Store(false) // no other read sends it again
	return err
}

// refuseNewPassword fails the login if the server demands a new password before
// anything else, as it can for any account (documented).
func (s *Session) refuseNewPassword(kind confproxy.LoginKind, v *View) error {
	if _, demands := Find(v, newPasswordForm); !demands || len(v.Menu()) > 0 {
		return nil
	}
	return s.endLogin(kind, "The server accepted the password, but demands a new one for the account before anything else.",
		"Log in with a browser and set a new password, then use that one. The login is not tried again in this run.")
}

// newPasswordForm returns a form in which a password is entered twice.
func newPasswordForm(page *htmlform.Page) (*htmlform.Form, bool) {
	for _, form := range page.Forms() {
		passwords := 0
		for _, control := range form.Controls() {
			if control.Kind == htmlform.Password {
				passwords++
			}
		}
		if passwords > 1 {
			return form, true
		}
	}
	return nil, false
}

func (s *Session) logInBasic(ctx context.Context, v *View) error {
	if !hasBasic(v.header) {
		return &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "log in to " + inShort(s.base),
			Found:  fmt.Sprintf("Expected HTTP Basic or a login form, got a login of another kind: %q.", s.Quote(v.header.Get("WWW-Authenticate"))),
			Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
		}
	}
	if s.basic.Swap(true) { // it was sent already, with the request that met the login
		return s.reject(confproxy.LoginBasic, s.Quote(v.Text()))
	}
	resp, err := s.get(ctx, s.root(), maxPageBytes)
	if err != nil {
		return err
	}
	if resp.status == http.StatusUnauthorized || resp.status == http.StatusForbidden { // the network was trusted when the server asked
		message := ""
		if page, err := s.parse(resp); err == nil {
			message = s.complaint(page)
		}
		return s.reject(confproxy.LoginBasic, message)
	}
	var first firstPage
	if root, err := s.show(ctx, resp, s.generation.Load()); err == nil {
		if err := s.refuseNewPassword(confproxy.LoginBasic, root); err != nil {
			return err
		}
		first.view = root
	}
	s.loggedIn(ctx, confproxy.LoginBasic, first)
	return nil
}

func hasBasic(header http.Header) bool {
	for _, value := range header.Values("WWW-Authenticate") {
		value = strings.ToLower(value)
		if strings.HasPrefix(value, "basic") || strings.Contains(value, "basic ") {
			return true
		}
	}
	return false
}
