// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

const (
	maxFrames       = 16
	maxFrameDepth   = 3
	maxRefreshes    = 5
	maxRefreshDelay = 5 * time.Second
)

// view is what a browser's window shows: a page and the pages in its frames.
type view struct {
	asked  *url.URL // what was opened; nil when it answers a form
	url    *url.URL // where that led
	status int
	header http.Header
	pages  []*htmlform.Page // the page itself first
}

// find returns the first result that probe has for one of the pages.
func find[T any](v *view, probe func(*htmlform.Page) (T, bool)) (T, bool) {
	for _, page := range v.pages {
		if result, ok := probe(page); ok {
			return result, true
		}
	}
	var zero T
	return zero, false
}

func (v *view) text() string {
	texts := make([]string, len(v.pages))
	for i, page := range v.pages {
		texts[i] = page.Text()
	}
	return strings.Join(texts, " ")
}

// loginNeeded is returned by reads that met a login instead of a page.
type loginNeeded struct { //nolint:errname // It is a state more than a failure.
	view       *view // with the login form; nil for HTTP Basic
	generation int   // of the session that met it
}

func (*loginNeeded) Error() string { return "a login is needed" }

// readView opens an address as a browser's window would, with its frames.
func (s *session) readView(ctx context.Context, u *url.URL) (*view, error) {
	generation := s.currentGeneration()
	resp, err := s.get(ctx, u, maxPageBytes)
	if err != nil {
		return nil, err
	}
	v, err := s.show(ctx, resp, generation)
	if v != nil {
		v.asked = u
	}
	return v, err
}

// show parses an answer, follows its refresh and its frames, and notices a
// login page.
func (s *session) show(ctx context.Context, resp *response, generation int) (*view, error) {
	page, err := s.parse(resp)
	for i := 0; err == nil && i < maxRefreshes; i++ {
		next, delay, ok := page.Refresh()
		if !ok || delay > maxRefreshDelay || sameAddress(next, resp.url) {
			break
		}
		if resp, err = s.get(ctx, next, maxPageBytes); err == nil {
			page, err = s.parse(resp)
		}
	}
	if err != nil {
		return nil, err
	}
	if page, err = s.whole(ctx, resp, page); err != nil {
		return nil, err
	}
	v := &view{url: resp.url, status: resp.status, header: resp.header, pages: []*htmlform.Page{page}}
	s.noticeVersion(resp.header)
	if err := s.addFrames(ctx, v, page, maxFrameDepth); err != nil {
		return nil, err
	}
	err = v.asLogin(resp, generation)
	return v, err
}

// asLogin returns the login that an answer asks for; nil for none.
func (v *view) asLogin(resp *response, generation int) error {
	if challenge(resp) || v.isLogin() {
		return &loginNeeded{view: v, generation: generation}
	}
	return nil
}

// loginIn returns the login that was met in place of a file; nil for none. The
// answer is not captured as pages are: it may be the file.
func loginIn(resp *response, generation int) error {
	page, err := htmlform.Parse(resp.url, resp.contentType(), bytes.NewReader(resp.body), maxPageBytes)
	if err != nil {
		return nil //nolint:nilerr // It is no page.
	}
	v := &view{url: resp.url, status: resp.status, header: resp.header, pages: []*htmlform.Page{page}}
	return v.asLogin(resp, generation)
}

func (s *session) addFrames(ctx context.Context, v *view, parent *htmlform.Page, depth int) error {
	if depth == 0 {
		return nil
	}
	for _, src := range parent.Frames() {
		if !s.belongs(src) || len(v.pages) > maxFrames || v.shows(src) {
			continue
		}
		resp, err := s.get(ctx, src, maxPageBytes)
		if err != nil {
			return err
		}
		page, err := s.parse(resp)
		if err == nil {
			page, err = s.whole(ctx, resp, page)
		}
		if err != nil {
			return err
		}
		v.pages = append(v.pages, page)
		if err := s.addFrames(ctx, v, page, depth-1); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) shows(u *url.URL) bool {
	for _, page := range v.pages {
		if sameAddress(page.URL(), u) {
			return true
		}
	}
	return false
}

// sameAddress compares two addresses without their fragments. The question mark
// before no query, which an empty GET form leaves behind, does not count.
func sameAddress(a, b *url.URL) bool {
	x, y := *a, *b
	x.ForceQuery, y.ForceQuery = false, false
	x.Fragment, x.RawFragment, y.Fragment, y.RawFragment = "", "", "", ""
	return x.String() == y.String()
}

func (s *session) parse(resp *response) (*htmlform.Page, error) {
	s.capture.Page(resp.status, resp.contentType(), resp.body)
	page, err := htmlform.Parse(resp.url, resp.contentType(), bytes.NewReader(resp.body), maxPageBytes)
	if err != nil {
		return nil, &Error{
			Kind: ErrLayout, Op: "read the page " + resp.url.Redacted(), Cause: err,
			Advice: "Check that the endpoint is the administration of an ISL Conference Proxy.",
		}
	}
	return page, nil
}

// mustClose are elements that HTML does not let a page leave open. A page that
// does was cut off, and must neither be saved nor believed to be a whole list.
var mustClose = map[string]bool{
	"form": true, "table": true, "select": true, "textarea": true, "script": true,
	"style": true, "title": true, "fieldset": true, "frameset": true,
}

// whole makes sure that a page was not cut off. Pages may leave body and html
// open: such a page is read once more, and believed when it comes again.
func (s *session) whole(ctx context.Context, resp *response, page *htmlform.Page) (*htmlform.Page, error) {
	unclosed := page.Unclosed()
	if len(unclosed) == 0 || s.isSloppy() && !anyMustClose(unclosed) {
		return page, nil
	}
	again, err := s.get(ctx, resp.url, maxPageBytes)
	if err != nil {
		return nil, err
	}
	if page, err = s.parse(again); err != nil {
		return nil, err
	}
	unclosed = page.Unclosed()
	if anyMustClose(unclosed) {
		return nil, &Error{
			Kind: ErrLayout, Op: "read the page " + resp.url.Redacted(),
			Found:  fmt.Sprintf("It seems to be cut off: <%s> is not closed.", strings.Join(unclosed, ">, <")),
			Advice: "Try again; if it stays so, a proxy or the server cuts pages.",
		}
	}
	if len(unclosed) > 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sloppy = true
	}
	return page, nil
}

func (s *session) isSloppy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sloppy
}

func anyMustClose(names []string) bool {
	for _, name := range names {
		if mustClose[name] {
			return true
		}
	}
	return false
}

// challenge reports whether the answer asks for HTTP authentication.
func challenge(resp *response) bool {
	return resp.status == http.StatusUnauthorized
}

// noticeVersion keeps the version that the server discloses in its answers
// (documented: by default it does).
func (s *session) noticeVersion(header http.Header) {
	if server := header.Get("Server"); server != "" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.version = server
	}
}

// withLogin runs a read, logging in when it meets a login, and repeating it
// from its beginning.
//
// What it reads must begin at what is known without a session: addresses taken
// from an earlier page may have gone with theirs.
func withLogin[T any](ctx context.Context, s *session, read func() (T, error)) (T, error) {
	const tries = 3
	var none T
	for range tries {
		result, err := read()
		var needed *loginNeeded
		if !errors.As(err, &needed) {
			return result, err
		}
		if err := s.logIn(ctx, needed); err != nil {
			return none, err
		}
	}
	return none, &Error{
		Kind: ErrAuth, Op: "stay logged in to " + origin(s.client.base),
		Found:  "The server accepts the login and asks for it again at the next page.",
		Advice: "Check whether another administrator's login ends this one, and whether a proxy in between drops cookies.",
	}
}
