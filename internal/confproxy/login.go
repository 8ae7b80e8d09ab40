// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// LoginKind is how the administration asks for the password, which is not
// documented.
type LoginKind string

// The kinds of login that the client knows.
const (
	LoginNone       LoginKind = "none"
	LoginBasic      LoginKind = "basic"
	LoginForm       LoginKind = "form"
	LoginFormNoUser LoginKind = "form without user name"
)

// rejected remembers, for the whole process, which passwords were refused:
// failed logins are throttled (documented), so that a second try of the same
// password could lock its owner out.
var rejected sync.Map // [32]byte -> error

func (s *session) credential() [32]byte {
	c := s.client.config
	return sha256.Sum256([]byte(hostPort(s.client.base) + "\x00" + c.Username + "\x00" + c.Password))
}

// logIn answers the login that a read met, unless another read did meanwhile.
func (s *session) logIn(ctx context.Context, needed *loginNeeded) error {
	s.loginMu.Lock()
	defer s.loginMu.Unlock()
	if s.currentGeneration() != needed.generation {
		return nil
	}
	if err, found := rejected.Load(s.credential()); found {
		return err.(error) //nolint:forcetypeassert // Only errors are stored.
	}
	if s.client.config.Password == "" {
		return &Error{
			Kind: ErrAuth, Op: "log in to " + origin(s.client.base),
			Found:  "The server asks for a password and none is configured.",
			Advice: "Set the provider's password or the environment variable CONFPROXY_PASSWORD.",
		}
	}
	s.mu.Lock()
	s.places = map[string]*url.URL{}
	s.home = nil
	s.mu.Unlock()
	v, err := s.loginAtRoot(ctx, needed.view)
	if err != nil {
		return err
	}
	if form, ok := find(v, loginForm); ok {
		return s.logInByForm(ctx, form)
	}
	return s.logInBasic(ctx, v)
}

// loginAtRoot returns the login that the documented address shows. One that
// some page shows in mid-flight may lead back to that page alone, without the
// menu. Where only the page asks for a login, that is returned.
func (s *session) loginAtRoot(ctx context.Context, v *view) (*view, error) {
	if v.asked != nil && sameAddress(v.asked, s.root()) {
		return v, nil
	}
	root, isLogin, err := s.lookAtRoot(ctx)
	if err != nil || isLogin {
		return root, err
	}
	return v, nil
}

// lookAtRoot reads the documented address and tells whether it asks for a login.
func (s *session) lookAtRoot(ctx context.Context) (v *view, isLogin bool, err error) {
	v, err = s.readView(ctx, s.root())
	if needed, ok := errors.AsType[*loginNeeded](err); ok {
		return needed.view, true, nil
	}
	return v, false, err
}

// setHome remembers the page that a login led to, and goes on from there, as a
// person does: its address, and those of the links on it, may carry the
// session.
func (s *session) setHome(u *url.URL) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.home = u
}

// start is where the way to every page begins.
func (s *session) start() *url.URL {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.home != nil {
		return s.home
	}
	return s.root()
}

func (s *session) loggedIn(kind LoginKind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.login = kind
}

// reject ends the login for this process.
func (s *session) reject(message string) error {
	found := "The server asks for the login again and says nothing, as servers do that refuse the user name or password."
	if message != "" {
		found = fmt.Sprintf("The server refused the user name or password and says: %q.", s.client.redact(message))
	}
	err := &Error{
		Kind: ErrAuth, Op: fmt.Sprintf("log in to %s as %q", origin(s.client.base), s.client.config.Username),
		Found:  found,
		Advice: "Check username and password. The password is not tried again in this run, because failed logins are throttled; wait a while if too many were made.",
	}
	rejected.Store(s.credential(), err)
	return err
}

func (s *session) logInBasic(ctx context.Context, v *view) error {
	if scheme := v.header.Get("WWW-Authenticate"); !strings.HasPrefix(strings.ToLower(scheme), "basic") && !hasBasic(v.header) {
		return &Error{
			Kind: ErrLayout, Op: "log in to " + origin(s.client.base),
			Found:  fmt.Sprintf("The server asks for a login of a kind that is not supported: %q.", scheme),
			Advice: "HTTP Basic and login forms are supported. Check that the endpoint is the administration of an ISL Conference Proxy.",
		}
	}
	s.mu.Lock()
	again := s.basic
	s.basic = true
	s.mu.Unlock()
	if again { // it was sent already, with the request that met the login
		return s.reject(sentence(v.text()))
	}
	resp, err := s.get(ctx, s.root(), maxPageBytes)
	if err != nil {
		return err
	}
	if resp.status == http.StatusUnauthorized {
		message := ""
		if page, err := s.parse(resp); err == nil {
			message = complaint(page)
		}
		return s.reject(message)
	}
	s.loggedIn(LoginBasic)
	return nil
}

func hasBasic(header http.Header) bool {
	for _, value := range header.Values("WWW-Authenticate") {
		if strings.Contains(strings.ToLower(value), "basic ") || strings.EqualFold(value, "basic") {
			return true
		}
	}
	return false
}

// isLogin reports whether the view is a login: a form with one password, and
// nothing of the administration beside it.
func (v *view) isLogin() bool {
	if _, ok := find(v, loginForm); !ok {
		return false
	}
	return len(v.menu()) == 0
}

// menu returns the documented entries that the view shows.
func (v *view) menu() []string {
	var found []string
	for _, entry := range menuEntries {
		if _, ok := find(v, func(page *htmlform.Page) (bool, bool) {
			return true, len(page.LinksByText(entry)) > 0 || len(page.Buttons(entry)) > 0
		}); ok {
			found = append(found, entry)
		}
	}
	return found
}

// loginForm recognises a form with exactly one password and few other fields.
func loginForm(page *htmlform.Page) (*htmlform.Form, bool) {
	for _, form := range page.Forms() {
		passwords, others := 0, 0
		for _, control := range form.Controls() {
			switch control.Kind() {
			case htmlform.Password:
				passwords++
			case htmlform.Text, htmlform.Checkbox, htmlform.Select, htmlform.Radio:
				others++
			case htmlform.Textarea, htmlform.File, htmlform.SelectMultiple:
				others += 10
			}
		}
		if passwords == 1 && others <= 6 {
			return form, true
		}
	}
	return nil, false
}

// logInByForm sends the login. A failure that is no answer to it is settled by a
// look: the password may have been accepted. Where it was not, it is sent once
// more, but not after a timeout, which is what throttling may look like.
func (s *session) logInByForm(ctx context.Context, form *htmlform.Form) error {
	kind, err := s.sendLogin(ctx, form)
	if isLost := errors.Is(err, ErrUnreachable) || errors.Is(err, ErrServer); isLost && ctx.Err() == nil {
		root, isLogin, lookErr := s.lookAtRoot(ctx)
		switch {
		case lookErr != nil:
		case !isLogin && root.status < http.StatusBadRequest:
			err = nil
		case isLogin && !errors.Is(err, context.DeadlineExceeded):
			if form, ok := find(root, loginForm); ok {
				kind, err = s.sendLogin(ctx, form)
			}
		}
	}
	if err != nil {
		return err
	}
	s.loggedIn(kind)
	return nil
}

// sendLogin sends a login form and judges the answer.
func (s *session) sendLogin(ctx context.Context, form *htmlform.Form) (LoginKind, error) {
	fill, kind, err := s.fillLogin(form)
	if err != nil {
		return kind, s.noLogin(err)
	}
	req, err := fill.Request(ctx)
	if err != nil {
		return kind, s.noLogin(err)
	}
	resp, err := s.exchange(ctx, req, maxPageBytes)
	if err != nil {
		return kind, err
	}
	if resp.status >= http.StatusInternalServerError {
		return kind, s.serverError("log in to "+origin(s.client.base), resp)
	}
	return kind, s.judgeLogin(ctx, resp)
}

// fillLogin enters the password, and the user name where one is asked for.
func (s *session) fillLogin(form *htmlform.Form) (*htmlform.Submission, LoginKind, error) {
	kind := LoginFormNoUser
	fill := form.Fill()
	var user, password *htmlform.Control
	for _, control := range form.Controls() {
		switch {
		case control.Kind() == htmlform.Password:
			password = control
		case control.Kind() == htmlform.Text && !control.Hidden() && user == nil:
			user = control
		}
	}
	if user != nil {
		kind = LoginForm
		if err := fill.Set(user, s.client.config.Username); err != nil {
			return nil, kind, err
		}
	}
	if fill.Set(password, s.client.config.Password) != nil { // its error could quote the password
		return nil, kind, errors.New("the password field does not take the password")
	}
	if button := defaultButton(form); button != nil {
		if err := fill.Press(button); err != nil {
			return nil, kind, err
		}
	}
	if !strings.EqualFold(fill.Method(), http.MethodPost) {
		return nil, kind, errors.New("the form would put the password into an address (method GET)")
	}
	return fill, kind, nil
}

// judgeLogin tells from the answer to a login whether it was accepted.
func (s *session) judgeLogin(ctx context.Context, resp *response) error {
	answer, err := s.show(ctx, resp, s.currentGeneration())
	var still *loginNeeded
	switch {
	case errors.As(err, &still):
		message := ""
		if page, ok := find(answer, func(page *htmlform.Page) (*htmlform.Page, bool) {
			_, ok := loginForm(page)
			return page, ok
		}); ok {
			message = complaint(page)
		}
		return s.reject(message)
	case err != nil:
		return err
	case resp.status == http.StatusForbidden || resp.status == http.StatusTooManyRequests:
		return s.reject(complaint(answer.pages[0]))
	}
	if len(answer.menu()) > 0 {
		s.setHome(answer.url)
		return nil
	}
	root, isLogin, err := s.lookAtRoot(ctx)
	if err == nil && (isLogin || root.status >= http.StatusBadRequest) {
		err = s.reject(sentence(answer.text()))
	}
	return err
}

func (s *session) noLogin(cause error) error {
	return &Error{
		Kind: ErrLayout, Op: "log in to " + origin(s.client.base), Cause: cause,
		Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
	}
}

// defaultButton is the button that a browser presses when its user hits Enter.
func defaultButton(form *htmlform.Form) *htmlform.Control {
	for _, control := range form.Controls() {
		if isSubmit(control) && !control.Disabled() {
			return control
		}
	}
	return nil
}

var complaintWords = regexp.MustCompile(`(?i)\b(error|fail\w*|wrong|invalid|incorrect|denied|refused|rejected|not allowed|not permitted|forbidden|trusted|too many|blocked|locked|throttl\w*|expired|mismatch|do not match|unable|cannot|could not|must|not valid|in use|not found)\b`)

// complaint returns the line in which a page seems to say what is wrong, cut to
// a length that fits a message.
func complaint(page *htmlform.Page) string {
	for _, line := range page.Lines() {
		if complaintWords.MatchString(line) {
			return sentence(line)
		}
	}
	return ""
}

// sentence cuts a text to one line that fits a message.
func sentence(text string) string {
	const longest = 200
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return text
}

// redact takes the client's own password out of a text that came from a server.
func (c *Client) redact(text string) string {
	if c.config.Password == "" {
		return text
	}
	return strings.ReplaceAll(text, c.config.Password, "********")
}

// serverError reports an answer with an error status.
func (s *session) serverError(op string, resp *response) error {
	found := fmt.Sprintf("It answered %d %s.", resp.status, http.StatusText(resp.status))
	if page, err := s.parse(resp); err == nil {
		if text := sentence(page.Text()); text != "" {
			found = fmt.Sprintf("It answered %d %s: %q.", resp.status, http.StatusText(resp.status), s.client.redact(text))
		}
	}
	return &Error{Kind: ErrServer, Op: op, Found: found, Advice: "Look into the log of the server; try again when it is well."}
}
