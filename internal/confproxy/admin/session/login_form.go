// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// logInByForm sends the login. After a failure without an answer, it checks
// whether the password was accepted. If not, it sends the login once more,
// except after a timeout, which may be throttling.
func (s *Session) logInByForm(ctx context.Context, form *htmlform.Form) error {
	kind, first, err := s.sendLogin(ctx, form)
	isLost := err != nil && !errors.Is(err, confproxy.ErrAuth) && !errors.Is(err, confproxy.ErrLayout)
	if isLost && ctx.Err() == nil {
		root, isLogin, lookErr := s.lookAtRoot(ctx)
		switch {
		case lookErr != nil:
		case !isLogin && root.Status < http.StatusBadRequest:
			first, err = firstPage{view: root}, nil
		case isLogin && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, confproxy.ErrForeignHost):
			if form, ok := Find(root, loginForm); ok {
				kind, first, err = s.sendLogin(ctx, form)
			}
		}
	}
	if err == nil {
		s.loggedIn(ctx, kind, first)
	}
	return err
}

// sendLogin sends a login form and evaluates the answer. It returns the first
// page of the administration.
func (s *Session) sendLogin(ctx context.Context, form *htmlform.Form) (kind confproxy.LoginKind, first firstPage, err error) {
	fill, kind, err := s.fillLogin(form)
	if err != nil {
		return kind, first, s.noLogin(err)
	}
	req, err := fill.Request(ctx)
	if err != nil {
		return kind, first, s.noLogin(err)
	}
	resp, err := s.do(ctx, req, maxPageBytes)
	if err != nil {
		return kind, first, err
	}
	if resp.status >= http.StatusInternalServerError {
		return kind, first, s.serverError("log in to "+inShort(s.base), resp)
	}
	first, err = s.judgeLogin(ctx, kind, resp)
	return kind, first, err
}

// fillLogin enters the password, and the user name if there is a field for it.
func (s *Session) fillLogin(form *htmlform.Form) (*htmlform.Submission, confproxy.LoginKind, error) {
	kind := confproxy.LoginFormNoUser
	fill := form.Fill()
	var user, password *htmlform.Control
	for _, control := range form.Controls() {
		switch {
		case control.Kind == htmlform.Password:
			password = control
		case control.Kind == htmlform.Text && !control.Hidden() && user == nil:
			user = control
		}
	}
	if user != nil {
		kind = confproxy.LoginForm
		if err := fill.Set(user, s.config.Username); err != nil {
			return nil, kind, err
		}
	}
	if fill.Set(password, s.config.Password) != nil { // its error could quote the password
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

// judgeLogin determines from the answer to a login whether it was accepted.
func (s *Session) judgeLogin(ctx context.Context, kind confproxy.LoginKind, resp *response) (first firstPage, err error) {
	answer, err := s.show(ctx, resp, s.generation.Load())
	if needed, ok := errors.AsType[*loginNeeded](err); ok {
		page, _ := Find(needed.view, func(page *htmlform.Page) (*htmlform.Page, bool) {
			_, ok := loginForm(page)
			return page, ok
		})
		return first, s.reject(kind, s.complaint(page))
	}
	switch {
	case err != nil:
		return first, err
	case resp.status == http.StatusForbidden || resp.status == http.StatusTooManyRequests:
		return first, s.reject(kind, s.complaint(answer.Pages[0]))
	case len(answer.Menu()) > 0:
		return firstPage{answer, answer.URL}, nil
	}
	if err := s.refuseNewPassword(kind, answer); err != nil {
		return first, err
	}
	root, isLogin, err := s.lookAtRoot(ctx)
	switch {
	case err != nil:
		return first, err
	case isLogin || root.Status >= http.StatusBadRequest:
		return first, s.reject(kind, s.Quote(answer.Text()))
	}
	return firstPage{view: root}, s.refuseNewPassword(kind, root)
}

func (s *Session) noLogin(cause error) error {
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: "log in to " + inShort(s.base), Cause: cause,
		Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
	}
}

// loginForm returns a form with exactly one password and few other fields.
func loginForm(page *htmlform.Page) (*htmlform.Form, bool) {
	const most = 6
	for _, form := range page.Forms() {
		passwords, others := 0, 0
		for _, control := range form.Controls() {
			switch control.Kind {
			case htmlform.Password:
				passwords++
			case htmlform.Text, htmlform.Checkbox, htmlform.Select, htmlform.Radio:
				others++
			case htmlform.Textarea, htmlform.File, htmlform.SelectMultiple:
				others += most + 1
			}
		}
		if passwords == 1 && others <= most {
			return form, true
		}
	}
	return nil, false
}

// defaultButton returns the button that a browser presses when its user presses
// Enter.
func defaultButton(form *htmlform.Form) *htmlform.Control {
	for _, control := range form.Controls() {
		if control.IsSubmit() && !control.Disabled {
			return control
		}
	}
	return nil
}
