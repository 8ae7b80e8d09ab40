// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// match says how surely a view shows what is looked for.
type match int

const (
	noMatch match = iota
	likely
	certain
)

// destination is a page of the administration: the visible texts on the way to
// it, and how it is recognised.
type destination struct {
	path      []string
	recognise func(*view) match
}

func (d destination) String() string { return strings.Join(d.path, " > ") }

// open goes to a page of the administration, by the way it took before or by
// the menu, and logs in when asked to.
func (s *session) open(ctx context.Context, d destination) (*view, error) {
	return withLogin(ctx, s, func() (*view, error) {
		if u := s.placeOf(d.String()); u != nil {
			v, err := s.readView(ctx, u)
			if err != nil {
				return nil, err
			}
			if v.status < http.StatusBadRequest && d.recognise(v) != noMatch {
				return v, nil
			}
			s.place(d.String(), nil)
		}
		root, err := s.openRoot(ctx)
		if err != nil {
			return nil, err
		}
		best, strength, err := s.walk(ctx, root, d, 0)
		if err != nil {
			return nil, err
		}
		if strength == noMatch {
			return nil, s.notFound(root, d)
		}
		s.place(d.String(), best.url)
		return best, nil
	})
}

// openRoot opens the documented address, or the page that the login led to from
// there, and makes sure that it is the administration.
func (s *session) openRoot(ctx context.Context) (*view, error) {
	root, err := s.readView(ctx, s.start())
	if err != nil {
		return nil, err
	}
	if len(root.menu()) > 0 && root.status < http.StatusBadRequest {
		return root, nil
	}
	return nil, s.noAdministration(root)
}

var untrustedWords = regexp.MustCompile(`(?i)\b(not (a )?trusted|untrusted|trusted net\w*|not allowed|not permitted|access (is )?(denied|restricted|forbidden)|forbidden|permission denied)\b`)

// noAdministration tells the reasons apart for which the documented address
// may show no administration. What an untrusted address is told is unknown.
func (s *session) noAdministration(v *view) error {
	text := s.client.redact(sentence(v.text()))
	said := ""
	if text != "" {
		said = fmt.Sprintf(" and says: %q", text)
	}
	op := "open the administration at " + s.root().Redacted()
	switch {
	case v.status == http.StatusForbidden, v.status < http.StatusInternalServerError && untrustedWords.MatchString(text):
		return &Error{
			Kind: ErrUntrustedNetwork, Op: op,
			Found:  fmt.Sprintf("The server answers %d%s.", v.status, said),
			Advice: "The administration is open to trusted networks only: add this machine's address to them (on Linux the file setting_trustednet in the installation folder, or confproxyctl headless), or run Terraform on a machine that is trusted.",
		}
	case v.status >= http.StatusInternalServerError:
		return &Error{
			Kind: ErrServer, Op: op,
			Found:  fmt.Sprintf("The server answers %d%s.", v.status, said),
			Advice: "Look into the log of the server; try again when it is well.",
		}
	}
	return &Error{
		Kind: ErrLayout, Op: op,
		Found: fmt.Sprintf("This is no administration of an ISL Conference Proxy: the server answers %d%s, and none of the menu entries %s is on the page. %s",
			v.status, said, quoteList(menuEntries), v.linksThere()),
		Advice: "Check the endpoint. If it is a Conference Proxy, an untrusted network may be the reason, too: the administration is open to trusted networks only. The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report it.",
	}
}

func (s *session) notFound(v *view, d destination) error {
	return &Error{
		Kind: ErrLayout, Op: fmt.Sprintf("open %s in the administration at %s", d, s.root().Redacted()),
		Found:  fmt.Sprintf("No menu entry leads to such a page. %s", v.linksThere()),
		Advice: "Check that the account may administer this server. The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report a page that is not recognised.",
	}
}

// linksThere lists the links and buttons of a view, for messages.
func (v *view) linksThere() string {
	const most = 40
	var texts []string
	for _, page := range v.pages {
		for _, link := range page.Links() {
			if link.Text != "" && !slices.Contains(texts, link.Text) && len(texts) < most {
				texts = append(texts, link.Text)
			}
		}
	}
	if len(texts) == 0 {
		return "There are no links on the page."
	}
	return fmt.Sprintf("The links that are there: %s.", quoteList(texts))
}

func quoteList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = fmt.Sprintf("%q", sentence(text))
	}
	return strings.Join(quoted, ", ")
}

// walk looks for the destination from a view on: in the view itself, behind
// what leads straight to it, and behind the entries above it in the menu,
// which may have to be opened first.
func (s *session) walk(ctx context.Context, from *view, d destination, depth int) (*view, match, error) {
	best, strength := from, d.recognise(from)
	if strength == certain {
		return best, strength, nil
	}
	var broken *view // what a way led to that the server could not show
	for step, v := range slices.Backward(d.path) {
		for _, u := range from.ways(v) {
			v, err := s.readView(ctx, u)
			if err != nil {
				return nil, noMatch, err
			}
			if v.status >= http.StatusInternalServerError {
				broken = v
			}
			if v.status >= http.StatusBadRequest {
				continue
			}
			found := d.recognise(v)
			if found != certain && step < len(d.path)-1 && depth < len(d.path) {
				below := destination{path: d.path[step+1:], recognise: d.recognise}
				deeper, deeperFound, err := s.walk(ctx, v, below, depth+1)
				if err != nil {
					return nil, noMatch, err
				}
				v, found = deeper, deeperFound
			}
			// Where an entry leads by its own text beats what is merely alike.
			if found > strength || found == likely && best == from {
				best, strength = v, found
			}
			if strength == certain {
				return best, strength, nil
			}
		}
		if strength != noMatch && best != from {
			break
		}
	}
	if strength == noMatch && broken != nil {
		return nil, noMatch, s.cannotShow(broken, d)
	}
	return best, strength, nil
}

// cannotShow reports a page that the server answers with an error status.
func (s *session) cannotShow(v *view, d destination) error {
	return &Error{
		Kind: ErrServer, Op: fmt.Sprintf("open %s in the administration at %s", d, s.root().Redacted()),
		Found:  fmt.Sprintf("The server answers %d and says: %q.", v.status, s.client.redact(sentence(v.text()))),
		Advice: "Look into the log of the server; try again when it is well.",
	}
}

// ways returns the addresses to which an entry of the given text leads: links,
// and buttons of forms that only read.
func (v *view) ways(text string) []*url.URL {
	var ways []*url.URL
	add := func(u *url.URL) {
		for _, known := range ways {
			if sameAddress(known, u) {
				return
			}
		}
		if !v.shows(u) {
			ways = append(ways, u)
		}
	}
	for _, hidden := range []bool{false, true} {
		for _, page := range v.pages {
			for _, link := range page.LinksByText(text) {
				if link.Hidden == hidden {
					add(link.URL)
				}
			}
		}
	}
	for _, page := range v.pages {
		for _, button := range page.Buttons(text) {
			if u, ok := readingButton(button); ok {
				add(u)
			}
		}
	}
	return ways
}

// readingButton returns the address that a button of a GET form leads to.
func readingButton(button *htmlform.Control) (*url.URL, bool) {
	form := button.Form()
	if form == nil {
		return nil, false
	}
	fill := form.Fill()
	if fill.Press(button) != nil || !strings.EqualFold(fill.Method(), http.MethodGet) {
		return nil, false
	}
	u := fill.Address()
	return u, u.Scheme == "http" || u.Scheme == "https"
}
