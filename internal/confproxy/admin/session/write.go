// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// ErrEnded reports that a login answered a change, which may have taken effect.
var ErrEnded = errors.New("the session had ended when the change arrived; the server asked for the login instead")

// ErrRefused reports that a change was refused without a login and did not take effect.
var ErrRefused = errors.New("the server asked for the login first")

// Send submits a form once and returns the view of the answer.
// [confproxy.MayHaveChanged] of the error reports whether the server may have
// acted on it.
func (s *Session) Send(ctx context.Context, op string, fill *htmlform.Submission) (*View, error) {
	answer, err := s.Submit(ctx, op, fill)
	if err != nil {
		return nil, err
	}
	return answer.View(ctx)
}

// Answer is an answer to a form without a view.
type Answer struct {
	session *Session
	op      string
	method  string // of the form
	resp    *response
}

// Submit submits a form once, as Send does, and lets the caller decide whether
// to create a view of the answer: large pages take time.
func (s *Session) Submit(ctx context.Context, op string, fill *htmlform.Submission) (*Answer, error) {
	if err := fill.CheckUntouched(); err != nil {
		return nil, &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
	}
	req, err := fill.Request(ctx)
	if err != nil {
		return nil, &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Cause: err}
	}
	if err := s.refuse(ctx, func() confproxy.Submission { return s.describe(op, fill) }); err != nil {
		return nil, err
	}
	resp, err := s.doWrite(ctx, op, req)
	if err != nil {
		return nil, err
	}
	return &Answer{session: s, op: op, method: req.Method, resp: resp}, nil
}

// doWrite sends a request once that may change the server.
func (s *Session) doWrite(ctx context.Context, op string, req *http.Request) (*response, error) {
	s.origin.changes()
	resp, err := s.do(ctx, req, maxPageBytes)
	if err == nil && resp.status >= http.StatusBadRequest && resp.status != http.StatusUnauthorized {
		err = sent(s.serverError(op, resp))
	}
	return resp, err
}

// Shows reports whether the answer is a page that surely shows a text, a file's
// name perhaps, and so needs no view to be understood. With captures, every page
// gets a view.
func (a *Answer) Shows(text string) bool {
	return a.resp.status == http.StatusOK && a.session.capture == nil && text == html.EscapeString(text) && bytes.Contains(a.resp.body, []byte(text))
}

// View returns the view of the answer.
func (a *Answer) View(ctx context.Context) (*View, error) {
	v, err := a.session.show(ctx, a.resp, a.session.generation.Load())
	if _, ok := errors.AsType[*loginNeeded](err); ok {
		err = ended(a.op, ErrEnded)
	}
	if err != nil {
		return nil, sent(err)
	}
	v.LedOn = a.method == http.MethodPost && v.method == http.MethodGet
	return v, nil
}

// Follow opens, once, a link that changes something. It returns [ErrRefused] if
// the server asked for the login at that address.
func (s *Session) Follow(ctx context.Context, op string, link *htmlform.Link) (*View, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, link.URL.String(), http.NoBody)
	if err == nil {
		err = s.refuse(ctx, func() confproxy.Submission {
			return confproxy.Submission{Op: op, Button: s.shown(link.Text), Request: s.request(http.MethodGet, link.URL, "")}
		})
	}
	if err != nil {
		return nil, err
	}
	generation := s.generation.Load()
	resp, err := s.doWrite(ctx, op, req)
	if err != nil {
		return nil, err
	}
	answer, err := s.show(ctx, resp, generation)
	_, isLogin := errors.AsType[*loginNeeded](err)
	switch {
	case isLogin && SameAddress(resp.url, link.URL):
		return nil, ended(op, ErrRefused)
	case isLogin:
		return nil, sent(ended(op, ErrEnded))
	case err != nil:
		return nil, sent(err)
	}
	return answer, nil
}

func ended(op string, cause error) error {
	return &confproxy.Error{Kind: confproxy.ErrServer, Op: op, Cause: cause, Advice: "Try again."}
}

// Download reads a file of the given size in bytes. If it meets a login, it
// logs in and reads again.
func (s *Session) Download(ctx context.Context, op string, u *url.URL, size int64) ([]byte, error) {
	for try := 1; ; try++ {
		generation := s.generation.Load()
		resp, err := s.get(ctx, u, maxFileBytes)
		if err != nil {
			return nil, err
		}
		if resp.status == http.StatusOK && int64(len(resp.body)) == size {
			return resp.body, nil
		}
		if resp.status >= http.StatusInternalServerError {
			return nil, s.serverError(op, resp)
		}
		if needed := s.loginIn(resp, generation); needed != nil {
			if try > 1 {
				return nil, s.notStayed()
			}
			if err := s.logIn(ctx, needed); err != nil {
				return nil, err
			}
			continue
		}
		found := fmt.Sprintf("Expected %d bytes as the table says, got %d.", size, len(resp.body))
		if resp.status != http.StatusOK {
			found = fmt.Sprintf("The server answers %d %s.", resp.status, http.StatusText(resp.status))
		}
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: op, Found: found,
			Advice: "The file may have just changed. Try again.",
		}
	}
}

// loginIn returns the login in the answer for a file; nil for none. The answer
// is not captured as pages are: it may be the file.
func (s *Session) loginIn(resp *response, generation int64) *loginNeeded {
	page, err := htmlform.Parse(resp.url, resp.contentType(), bytes.NewReader(resp.body), maxPageBytes)
	if err != nil {
		return nil //nolint:nilerr // It is no page.
	}
	v := &View{URL: resp.url, Status: resp.status, header: resp.header, texts: &s.texts, Pages: []*htmlform.Page{page}}
	if !v.isLogin() {
		return nil
	}
	return &loginNeeded{view: v, generation: generation}
}
