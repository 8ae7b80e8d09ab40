// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Fetch reads a path of the server that is no page of the administration.
func (s *Session) Fetch(ctx context.Context, path string) ([]byte, error) {
	resp, err := s.fetch(ctx, path)
	if err != nil {
		return nil, err
	}
	return resp.body, nil
}

func (s *Session) fetch(ctx context.Context, path string) (*response, error) {
	u := s.base.JoinPath(path)
	resp, err := s.get(ctx, u, maxPageBytes)
	if err == nil && resp.status != http.StatusOK {
		err = &confproxy.Error{
			Kind: confproxy.ErrServer, Op: "read " + s.Address(u),
			Found: fmt.Sprintf("The server answers %d %s.", resp.status, http.StatusText(resp.status)),
		}
	}
	return resp, err
}

// FormAction returns the action of the form with a text area.
func (s *Session) FormAction(ctx context.Context, path string) (string, error) {
	resp, err := s.fetch(ctx, path)
	if err != nil {
		return "", err
	}
	page, err := s.parse(resp)
	if err != nil {
		return "", err
	}
	forms := slices.DeleteFunc(page.Forms(), func(form *htmlform.Form) bool {
		return !slices.ContainsFunc(form.Controls(), func(control *htmlform.Control) bool { return control.Kind == htmlform.Textarea })
	})
	if len(forms) != 1 {
		return "", &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "find the form of " + path,
			Found: fmt.Sprintf("Expected one form with a text area, got %d.", len(forms)),
		}
	}
	return forms[0].Fill().Address().String(), nil
}

// Ask sends a message that changes nothing, again if there was no answer, and
// returns the reply. It is a POST nevertheless, which a read-only client does
// not send. A redirect to TLS loses the message, which is then sent again
// there.
func (s *Session) Ask(ctx context.Context, address, contentType string, message []byte) ([]byte, error) {
	ask := func() (*response, error) {
		r := &retry{session: s, pause: firstPause, isFinal: true}
		return s.read(ctx, maxPageBytes, r, func() (*http.Request, error) { return s.message(ctx, address, contentType, message) })
	}
	atEndpoint := s.origin.isAtEndpoint()
	resp, err := ask()
	if err == nil && atEndpoint && !s.origin.isAtEndpoint() {
		resp, err = ask()
	}
	return s.reply(resp, err)
}

// Post sends a message once and returns the reply. [confproxy.MayHaveChanged]
// of the error reports whether the server may have acted on it.
func (s *Session) Post(ctx context.Context, address, contentType string, message []byte) ([]byte, error) {
	req, err := s.message(ctx, address, contentType, message)
	if err != nil {
		return nil, err
	}
	s.origin.changes()
	return s.reply(s.do(ctx, req, maxPageBytes))
}

// message returns the request for a message. A read-only client returns an
// error.
func (s *Session) message(ctx context.Context, address, contentType string, message []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(message))
	if err == nil {
		req.Header.Set("Content-Type", contentType)
		err = s.refuse(ctx, func() confproxy.Submission {
			return confproxy.Submission{Op: "send a message", Request: s.request(req.Method, req.URL, contentType)}
		})
	}
	return req, err
}

func (s *Session) reply(resp *response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	if resp.status != http.StatusOK {
		return nil, sent(s.serverError("send a message to "+s.Address(resp.url), resp))
	}
	return resp.body, nil
}
