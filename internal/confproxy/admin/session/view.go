// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"errors"
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

// View is the content of a browser window: a page and the pages in its frames.
type View struct {
	URL    *url.URL         // the final address of the page
	Pages  []*htmlform.Page // the page itself first; never empty
	Status int              // of the HTTP answer
	LedOn  bool             // a posted form was answered by a redirect, and the view is its target

	asked  *url.URL // the address that was opened; nil for the answer to a form
	method string   // of the last request
	header http.Header
	texts  *Texts
}

// Find returns the first result of probe for one of the pages.
func Find[T any](v *View, probe func(*htmlform.Page) (T, bool)) (T, bool) {
	for _, page := range v.Pages {
		if result, ok := probe(page); ok {
			return result, true
		}
	}
	var zero T
	return zero, false
}

// IsError reports whether the answer has an error status.
func (v *View) IsError() bool { return v.Status >= http.StatusBadRequest }

// Text returns the visible text of all pages.
func (v *View) Text() string {
	texts := make([]string, len(v.Pages))
	for i, page := range v.Pages {
		texts[i] = page.Text()
	}
	return strings.Join(texts, " ")
}

// Shows reports whether the address is that of one of the pages.
func (v *View) Shows(u *url.URL) bool {
	for _, page := range v.Pages {
		if SameAddress(page.URL(), u) {
			return true
		}
	}
	return false
}

// Menu returns the documented menu entries in the view.
func (v *View) Menu() []string {
	var found []string
	for _, entry := range v.texts.Menu {
		if _, ok := Find(v, func(page *htmlform.Page) (bool, bool) {
			return true, len(page.LinksByText(entry)) > 0 || len(page.Buttons(entry)) > 0
		}); ok {
			found = append(found, entry)
		}
	}
	return found
}

// isLogin reports whether the view asks for a login: by HTTP authentication, or
// by a form with one password and without the administration beside it.
func (v *View) isLogin() bool {
	if v.Status == http.StatusUnauthorized {
		return true
	}
	_, ok := Find(v, loginForm)
	return ok && len(v.Menu()) == 0
}

// Address returns an address without its fragment, and without the question mark
// before an empty query, which an empty GET form adds.
func Address(u *url.URL) string {
	bare := *u
	bare.ForceQuery, bare.Fragment, bare.RawFragment = false, "", ""
	return bare.String()
}

// SameAddress compares the results of [Address].
func SameAddress(a, b *url.URL) bool { return Address(a) == Address(b) }

// ErrStale reports an address that expired with the session of its page.
var ErrStale = errors.New("the address ended with its session")

// Open opens an address as a browser window does, with its frames, and logs in
// if it meets a login.
func (s *Session) Open(ctx context.Context, u *url.URL) (*View, error) {
	v, err := s.openBeside(ctx, u)
	needed, ok := errors.AsType[*loginNeeded](err)
	if !ok {
		return v, err
	}
	if err := s.logIn(ctx, needed); err != nil {
		return nil, err
	}
	if first := s.lastRoot(); first != nil && SameAddress(u, s.root()) {
		return first, nil // the login showed it
	}
	v, err = s.openBeside(ctx, u)
	if _, still := errors.AsType[*loginNeeded](err); still {
		return nil, ErrStale
	}
	return v, err
}

// openBeside opens an address beside other reads, while nothing logs in.
func (s *Session) openBeside(ctx context.Context, u *url.URL) (*View, error) {
	s.logins.RLock()
	defer s.logins.RUnlock()
	return s.openOnce(ctx, u)
}

func (s *Session) openOnce(ctx context.Context, u *url.URL) (*View, error) {
	generation := s.generation.Load()
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

// show parses an answer, follows its refresh and its frames, and detects a
// login page.
func (s *Session) show(ctx context.Context, resp *response, generation int64) (*View, error) {
	page, err := s.parse(resp)
	for i := 0; err == nil && i < maxRefreshes; i++ {
		next, delay, ok := page.Refresh()
		if !ok || delay > maxRefreshDelay || SameAddress(next, resp.url) {
			break
		}
		if resp, err = s.get(ctx, next, maxPageBytes); err == nil {
			page, err = s.parse(resp)
		}
	}
	if err == nil {
		page, err = s.whole(ctx, resp, page)
	}
	if err != nil {
		return nil, err
	}
	v := &View{URL: resp.url, method: resp.method, Status: resp.status, header: resp.header, texts: &s.texts, Pages: []*htmlform.Page{page}}
	if err := s.addFrames(ctx, v, page, maxFrameDepth); err != nil {
		return nil, err
	}
	s.last.Store(v)
	if v.isLogin() {
		return v, &loginNeeded{view: v, generation: generation}
	}
	if server := resp.header.Get("Server"); server != "" { // documented: by default it discloses its version
		s.mu.Lock()
		defer s.mu.Unlock()
		s.version = s.Quote(server)
	}
	return v, nil
}

func (s *Session) addFrames(ctx context.Context, v *View, parent *htmlform.Page, depth int) error {
	if depth == 0 {
		return nil
	}
	for _, src := range parent.Frames() {
		if !s.origin.owns(src) || len(v.Pages) > maxFrames || v.Shows(src) {
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
		v.Pages = append(v.Pages, page)
		if err := s.addFrames(ctx, v, page, depth-1); err != nil {
			return err
		}
	}
	return nil
}
