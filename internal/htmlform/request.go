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
	target := s.Target()
	target.Fragment, target.RawFragment = "", ""
	if s.Method() == http.MethodGet {
		pairs := s.Pairs()
		target.RawQuery, target.ForceQuery = s.encoder().urlEncoded(pairs), len(pairs) == 0
	}
	return target
}

// Request returns the request a browser would send for the submission. The
// body can be read again by GetBody. Each call chooses a new boundary.
func (s *Submission) Request(ctx context.Context) (*http.Request, error) {
	target := s.Address()
	if !isWeb(target) {
		return nil, fmt.Errorf("cannot send the form: its action %q is no http or https address", target)
	}
	var body []byte
	var contentType string
	switch s.Method() {
	case http.MethodGet:
	case http.MethodPost:
		enc, pairs := s.encoder(), s.Pairs()
		switch contentType = s.enctype(); contentType {
		case typeMultipart:
			boundary := newBoundary(pairs)
			body = enc.multipart(pairs, boundary)
			contentType += "; boundary=" + boundary
		case typePlain:
			body = enc.plain(pairs)
		default:
			body = []byte(enc.urlEncoded(pairs))
		}
	default:
		return nil, fmt.Errorf("cannot send the form: its method only closes a dialog of the page; expected GET or POST")
	}
	req, err := http.NewRequestWithContext(ctx, s.Method(), target.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("cannot send the form: %w", err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
		req.ContentLength = int64(len(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		if req.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
		if len(body) == 0 {
			req.Body = http.NoBody
		}
	}
	s.setOrigin(req)
	return req, nil
}

// setOrigin tells where the request comes from, by the browsers' default policy
// strict-origin-when-cross-origin.
func (s *Submission) setOrigin(req *http.Request) {
	page := s.form.doc.url
	if !isWeb(page) {
		return
	}
	origin := originOf(page)
	if req.Method == http.MethodPost {
		req.Header.Set("Origin", origin)
	}
	switch {
	case originOf(req.URL) == origin:
		referer := clone(page)
		referer.Fragment, referer.RawFragment, referer.User = "", "", nil
		req.Header.Set("Referer", referer.String())
	case page.Scheme == "http" || req.URL.Scheme == "https":
		req.Header.Set("Referer", origin+"/")
	}
}

func originOf(u *url.URL) string {
	host := u.Hostname()
	if bytes.ContainsRune([]byte(host), ':') {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && (u.Scheme != "http" || port != "80") && (u.Scheme != "https" || port != "443") {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}
