// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// Address returns where the submission goes: for the method GET, with the query
// that it makes of the values.
func (s *Submission) Address() *url.URL {
	target := s.form.action(s.says("action"))
	target.Fragment, target.RawFragment = "", ""
	if s.Method() == http.MethodGet {
		pairs := s.Pairs()
		target.RawQuery, target.ForceQuery = s.charset().urlEncoded(pairs), len(pairs) == 0
	}
	return target
}

// Request returns the request a browser would send for the submission. The
// body can be read again by GetBody. Each call chooses a new boundary.
func (s *Submission) Request(ctx context.Context) (*http.Request, error) {
	target := s.Address()
	if !isWeb(target) {
		return nil, fmt.Errorf("cannot send the form: its action %q is no http or https address", target.Redacted())
	}
	var body io.Reader
	contentType := ""
	if s.Method() == http.MethodPost {
		set, pairs := s.charset(), s.Pairs()
		contentType = s.enctype()
		if contentType == typeMultipart {
			boundary := newBoundary(pairs)
			body = bytes.NewReader(set.multipart(pairs, boundary))
			contentType += "; boundary=" + boundary
		} else {
			body = bytes.NewReader([]byte(set.urlEncoded(pairs)))
		}
	}
	req, err := http.NewRequestWithContext(ctx, s.Method(), target.String(), body)
	if err != nil {
		return nil, fmt.Errorf("cannot send the form: %w", err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	s.setOrigin(req)
	return req, nil
}

// setOrigin tells where the request comes from, as browsers do: a server may
// refuse a form that does not come from its own page.
func (s *Submission) setOrigin(req *http.Request) {
	page := s.form.doc.url
	if !isWeb(page) {
		return
	}
	origin := page.Scheme + "://" + page.Host
	if req.Method == http.MethodPost {
		req.Header.Set("Origin", origin)
	}
	if origin == req.URL.Scheme+"://"+req.URL.Host {
		referer := clone(page)
		referer.Fragment, referer.RawFragment, referer.User = "", "", nil
		req.Header.Set("Referer", referer.String())
	}
}
