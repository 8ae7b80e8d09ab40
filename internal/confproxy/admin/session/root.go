// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// firstPage is the first page of the administration, as last read in the
// current login.
type firstPage struct {
	view *View    // nil while it was not read
	home *url.URL // the page that the login led to; nil for the documented address
}

// isAdministration reports whether a view shows the menu.
func isAdministration(v *View) bool { return v != nil && len(v.Menu()) > 0 && !v.IsError() }

// Root returns the first page of the administration, as last read in the
// current login: its menu entries keep their addresses. isFresh reports that it
// was read now.
func (s *Session) Root(ctx context.Context) (root *View, isFresh bool, err error) {
	if known := s.lastRoot(); known != nil {
		return known, false, nil
	}
	root, err = s.OpenRoot(ctx)
	return root, true, err
}

// lastRoot returns the first page as last read; nil while it was not.
func (s *Session) lastRoot() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	if isAdministration(s.first.view) {
		return s.first.view
	}
	return nil
}

// OpenRoot opens the documented address, or the page that the login led to from
// there, and makes sure that it is the administration.
func (s *Session) OpenRoot(ctx context.Context) (*View, error) {
	at := s.start()
	root, err := s.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	if now := s.start(); now != at && len(root.Menu()) == 0 { // it logged in
		if root, err = s.Open(ctx, now); err != nil {
			return nil, err
		}
	}
	if isAdministration(root) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.first.view = root
		return root, nil
	}
	return nil, s.noAdministration(root)
}

// noAdministration distinguishes the reasons why the documented address may not
// show the administration. The answer to an untrusted address is unknown.
func (s *Session) noAdministration(v *View) error {
	said := ""
	if text := s.Quote(v.Text()); text != "" {
		said = fmt.Sprintf(" and says: %q", text)
	}
	op := "open the administration at " + s.Address(s.root())
	isUntrusted := v.Status < http.StatusInternalServerError && s.texts.Untrusted().MatchString(v.Text())
	switch {
	case v.Status == http.StatusForbidden, isUntrusted:
		return &confproxy.Error{
			Kind: confproxy.ErrUntrustedNetwork, Op: op,
			Found: fmt.Sprintf("The server answers %d%s.", v.Status, said),
			Advice: "The administration is open to trusted networks only: add this machine's address to them (on Linux the file setting_trustednet " +
				"in the installation folder, or confproxyctl headless), or use a machine that is trusted.",
		}
	case v.Status >= http.StatusInternalServerError:
		return &confproxy.Error{
			Kind: confproxy.ErrServer, Op: op,
			Found:  fmt.Sprintf("The server answers %d%s.", v.Status, said),
			Advice: TryLater,
		}
	}
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: op,
		Found: fmt.Sprintf("Expected the administration of an ISL Conference Proxy with its menu, got another page. The server answers %d%s. %s",
			v.Status, said, s.LinksOn(v)),
		Advice: "Check the endpoint. If it is a Conference Proxy, this machine may not be in a trusted network: " +
			"the administration is open to trusted networks only.",
	}
}

// LinksOn lists the links of a view, for messages.
func (s *Session) LinksOn(v *View) string {
	const most = 40
	seen := map[string]bool{}
	var texts []string
	for _, page := range v.Pages {
		for _, link := range page.Links() {
			if link.Text != "" && !seen[link.Text] && len(texts) < most {
				seen[link.Text] = true
				texts = append(texts, link.Text)
			}
		}
	}
	if len(texts) == 0 {
		return "The page has no links."
	}
	return fmt.Sprintf("The links of the page are: %s.", s.QuoteAll(texts))
}
