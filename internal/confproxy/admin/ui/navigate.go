// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package ui is what a person sees and does in the administration: its
// documented texts and the guessed ones, the way to a page, its buttons, and
// what an answer to them means.
package ui

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// Match is the certainty that a view shows the wanted page.
type Match int

// The levels of certainty.
const (
	NoMatch Match = iota
	Likely
	Certain
)

// Spec describes a page of the administration: the visible texts on the way
// to it, and how to recognise it.
type Spec struct {
	Path      []string
	Recognise func(*session.View) Match
}

func (p Spec) String() string { return strings.Join(p.Path, " > ") }

// Open opens a page of the administration, at its remembered address or by the
// menu.
func Open(ctx context.Context, s *session.Session, p Spec) (*session.View, error) {
	if u := s.Remembered(p.String()); u != nil {
		v, err := s.Open(ctx, u)
		if err != nil {
			return nil, err
		}
		if !v.IsError() && p.Recognise(v) != NoMatch {
			return v, nil
		}
		s.Remember(p.String(), nil)
	}
	root, isFresh, err := s.Root(ctx)
	if err != nil {
		return nil, err
	}
	search, err := searchFrom(ctx, s, root, p)
	if err == nil && !isFresh && (search.match == NoMatch || search.best == root) { // the remembered address may be out of date
		if root, err = s.OpenRoot(ctx); err == nil {
			search, err = searchFrom(ctx, s, root, p)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case search.match != NoMatch:
		s.Remember(p.String(), search.best.URL)
		return search.best, nil
	case search.broken != nil:
		return nil, CannotShow(s, search.broken, opening(s, p))
	}
	return nil, &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: opening(s, p),
		Found:  fmt.Sprintf("No menu entry leads to such a page. %s", s.LinksOn(root)),
		Advice: "Check that the account may administer this server.",
	}
}

func searchFrom(ctx context.Context, s *session.Session, root *session.View, p Spec) (*search, error) {
	found := &search{session: s, page: p}
	err := found.findPage(ctx, root, p.Path)
	return found, err
}

// search is a search for one page.
type search struct {
	session *session.Session
	page    Spec
	best    *session.View
	match   Match
	broken  *session.View // an error page that an entry led to
}

// consider keeps a view that shows the page with more certainty than the best
// so far.
func (s *search) consider(v *session.View) Match {
	found := s.page.Recognise(v)
	if found > s.match {
		s.best, s.match = v, found
	}
	return found
}

// findPage searches a view for the page, then follows the entry with its text,
// and the entries above it in the menu, which may have to be opened first. path
// has the texts of the remaining entries.
func (s *search) findPage(ctx context.Context, from *session.View, path []string) error {
	if s.consider(from) == Certain || len(path) == 0 {
		return nil
	}
	if s.best == from {
		s.best, s.match = nil, NoMatch // the target of an entry is more certain than a similar page
	}
	for step, entry := range slices.Backward(path) {
		for _, u := range candidates(from, entry) {
			v, err := s.session.Open(ctx, u)
			switch {
			case err != nil:
				return err
			case v.IsError():
				s.broken = v
			default:
				err = s.findPage(ctx, v, path[step+1:])
			}
			if err != nil || s.match == Certain {
				return err
			}
		}
		if s.match != NoMatch {
			return nil
		}
	}
	s.consider(from)
	return nil
}

func opening(s *session.Session, p Spec) string {
	return fmt.Sprintf("open %s in the administration of %s", p, s.Endpoint().Redacted())
}

// CannotShow reports a page that the server answers with an error status.
func CannotShow(s *session.Session, v *session.View, op string) error {
	found := fmt.Sprintf("The server answers %d for the page %s", v.Status, s.Address(v.URL))
	if text := s.Quote(v.Text()); text != "" {
		found += fmt.Sprintf(" and says: %q", text)
	}
	advice := session.TryLater
	if v.Status < http.StatusInternalServerError {
		advice = "Check that the account may administer this server."
	}
	return &confproxy.Error{Kind: confproxy.ErrServer, Op: op, Found: found + ".", Advice: advice}
}

// NotRecognised reports a page that was not found or not understood.
func NotRecognised(op, page string) error {
	return &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Found: fmt.Sprintf("The page %s was not recognised.", page)}
}

// candidates returns the addresses of the entries with the given text that lead
// away from the view, each once.
func candidates(v *session.View, text string) []*url.URL {
	var all []*url.URL
	for _, u := range slices.Concat(Addresses(v, text)...) {
		isKnown := slices.ContainsFunc(all, func(known *url.URL) bool { return session.SameAddress(known, u) })
		if !isKnown && !v.Shows(u) {
			all = append(all, u)
		}
	}
	return all
}

// Addresses returns the targets of the entries with that whole text: visible
// links, then hidden ones, then buttons of GET forms.
func Addresses(v *session.View, text string) [][]*url.URL {
	var shown, hidden, buttons []*url.URL
	for _, page := range v.Pages {
		for _, link := range page.LinksByText(text) {
			if link.Hidden {
				hidden = append(hidden, link.URL)
			} else {
				shown = append(shown, link.URL)
			}
		}
		for _, button := range page.Buttons(text) {
			if u, ok := ReadingButton(button); ok {
				buttons = append(buttons, u)
			}
		}
	}
	return [][]*url.URL{shown, hidden, buttons}
}
