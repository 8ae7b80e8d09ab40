// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// at returns the address of a path of the server.
func (s *Session) at(path string) (*url.URL, error) {
	base := *s.base
	base.Path += "/"
	return base.Parse("." + path)
}

// Fetch reads a path of the server that is no page of the administration.
func (s *Session) Fetch(ctx context.Context, path string) ([]byte, error) {
	resp, err := s.fetch(ctx, path)
	if err != nil {
		return nil, err
	}
	return resp.body, nil
}

func (s *Session) fetch(ctx context.Context, path string) (*response, error) {
	u, err := s.at(path)
	if err != nil {
		return nil, err
	}
	resp, err := s.get(ctx, u, maxPageBytes)
	if err == nil && resp.status != http.StatusOK {
		err = &confproxy.Error{
			Kind: confproxy.ErrServer, Op: "read " + s.address(u),
			Found: fmt.Sprintf("The server answers %d %s.", resp.status, http.StatusText(resp.status)),
		}
	}
	return resp, err
}

// FormAction returns where the only form of a page is sent to.
func (s *Session) FormAction(ctx context.Context, path string) (string, error) {
	resp, err := s.fetch(ctx, path)
	if err != nil {
		return "", err
	}
	page, err := s.parse(resp)
	if err != nil {
		return "", err
	}
	forms := page.Forms()
	if len(forms) != 1 {
		return "", &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "find the form of " + path,
			Found: fmt.Sprintf("Expected one form, got %d.", len(forms)),
		}
	}
	return forms[0].Fill().Address().String(), nil
}

// Post sends a message once and returns the reply. An error tells by
// [confproxy.MayHaveChanged] whether the server can have acted on it.
func (s *Session) Post(ctx context.Context, address, contentType string, message []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	s.origin.changes()
	resp, err := s.do(ctx, req, maxPageBytes)
	if err != nil {
		return nil, err
	}
	if resp.status != http.StatusOK {
		return nil, sent(&confproxy.Error{
			Kind: confproxy.ErrServer, Op: "send a message to " + s.address(resp.url),
			Found: fmt.Sprintf("The server answers %d %s.", resp.status, http.StatusText(resp.status)),
		})
	}
	return resp.body, nil
}
