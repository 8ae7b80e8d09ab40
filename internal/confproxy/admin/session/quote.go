// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Quote returns a text of the server for a message: without secrets, and
// shortened.
func (s *Session) Quote(text string) string {
	const longest, looked = 200, 64 << 10
	text = strings.Join(strings.Fields(text), " ")
	cut := len(text) > looked
	text = strings.TrimSpace(s.secrets.FromServer(text[:min(looked, len(text))]))
	if runes := []rune(text); len(runes) > longest {
		text, cut = string(runes[:longest]), false
		text += "…"
	}
	if cut { // the remaining text may be a part of a secret
		return "…"
	}
	return text
}

// QuoteAll quotes and joins texts.
func (s *Session) QuoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = fmt.Sprintf("%q", s.Quote(text))
	}
	return strings.Join(quoted, ", ")
}

// quotedError is an error of the HTTP client for a message. It keeps its
// identity for [errors.Is] and [errors.As].
type quotedError struct {
	text  string
	cause error
}

func (e *quotedError) Error() string { return e.text }

func (e *quotedError) Unwrap() error { return e.cause }

// quoteError masks an error that may quote the server, that is, any error other
// than a network error or a timeout.
func (s *Session) quoteError(err error) error {
	text := s.secrets.Text(err.Error())
	_, isNetwork := errors.AsType[net.Error](err)
	if !isNetwork && !errors.Is(err, context.Canceled) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		text = s.Quote(err.Error())
	}
	return &quotedError{text, err}
}

// parameters are the parameters of a path. They may identify the session, as a
// query may.
var parameters = regexp.MustCompile(`;[^/]*`)

// shortPath returns the path of an address for a message or the log.
func shortPath(u *url.URL) string { return parameters.ReplaceAllString(u.Path, "") }

// Address returns an address for a message, without its query, parameters and
// user.
func (s *Session) Address(u *url.URL) string {
	short := url.URL{Scheme: u.Scheme, Host: u.Host, Path: shortPath(u)}
	return s.secrets.Text(short.String())
}

// complaint returns the line in which a page seems to report a problem; "" for
// none.
func (s *Session) complaint(page *htmlform.Page) string {
	if page == nil {
		return ""
	}
	lines := page.Lines()
	for i, line := range lines {
		if s.texts.Complaint().MatchString(line) && !IsLabel(line) {
			return s.Quote(Reason(lines, i))
		}
	}
	return ""
}

// Reason returns the line in which a page says what is wrong. If it is only a
// heading, such as "Error" or "Save failed", the next line is added.
func Reason(lines []string, at int) string {
	isHeading := len(strings.Fields(lines[at])) <= 2
	if !isHeading || at+1 == len(lines) || IsLabel(lines[at+1]) {
		return lines[at]
	}
	return strings.TrimRight(lines[at], ":.!") + ": " + lines[at+1]
}

// IsLabel reports whether a line is the label of a control. A single word, such
// as "Error:", may be a heading.
func IsLabel(line string) bool { return strings.HasSuffix(line, ":") && strings.Contains(line, " ") }

// Complaint returns the line in which a view seems to say what is wrong; "" for
// none.
func (s *Session) Complaint(v *View) string {
	text, _ := Find(v, func(page *htmlform.Page) (string, bool) {
		text := s.complaint(page)
		return text, text != ""
	})
	return text
}
