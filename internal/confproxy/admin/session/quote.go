// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Quote returns a text that came from the server as a message may show it:
// without secrets, and then cut to a length that fits.
func (s *Session) Quote(text string) string {
	const longest = 200
	text = strings.TrimSpace(s.mask(text))
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return text
}

// QuoteAll quotes texts and joins them.
func (s *Session) QuoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = fmt.Sprintf("%q", s.Quote(text))
	}
	return strings.Join(quoted, ", ")
}

// mask takes the password out of a text that came from the server.
func (s *Session) mask(text string) string {
	if s.config.Password == "" {
		return text
	}
	return strings.ReplaceAll(text, s.config.Password, "********")
}

// maskError masks an error that may quote the server.
func (s *Session) maskError(err error) error {
	if masked := s.mask(err.Error()); masked != err.Error() {
		return errors.New(masked)
	}
	return err
}

// address returns an address as messages show it, without its query and user.
func (s *Session) address(u *url.URL) string {
	short := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return s.mask(short.String())
}

// complaint returns the line in which a page seems to say what is wrong; "" for
// none.
func (s *Session) complaint(page *htmlform.Page) string {
	if page == nil {
		return ""
	}
	for _, line := range page.Lines() {
		isLabel := strings.HasSuffix(line, ":")
		if !isLabel && s.texts.Complaint.MatchString(line) {
			return s.Quote(line)
		}
	}
	return ""
}

// Complaint returns the line in which a view seems to say what is wrong; "" for
// none.
func (s *Session) Complaint(v *View) string {
	text, _ := Find(v, func(page *htmlform.Page) (string, bool) {
		text := s.complaint(page)
		return text, text != ""
	})
	return text
}

// serverError reports an answer with an error status.
func (s *Session) serverError(op string, resp *response) error {
	found := fmt.Sprintf("It answered %d %s.", resp.status, http.StatusText(resp.status))
	if page, err := s.parse(resp); err == nil {
		if text := s.Quote(page.Text()); text != "" {
			found = fmt.Sprintf("It answered %d %s: %q.", resp.status, http.StatusText(resp.status), text)
		}
	}
	return &confproxy.Error{Kind: confproxy.ErrServer, Op: op, Found: found, Advice: "Look into the log of the server; try again when it is well."}
}
