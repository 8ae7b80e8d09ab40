// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package xmlmsg is the way in to the settings by the documented XML interface.
// What it cannot do, and what is not documented of it, goes through the pages:
// which rows use their default, how a default is restored, secrets.
package xmlmsg

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Addresses (documented).
const (
	specPath = "/xmlmsg/relaxng.xml"
	formPath = "/xmlmsg_form.html"
)

// Transport carries messages to the server.
type Transport interface {
	// Fetch reads a path of the server.
	Fetch(ctx context.Context, path string) ([]byte, error)
	// FormAction returns where the only form of a page is sent to, as a path or
	// address of the server.
	FormAction(ctx context.Context, path string) (string, error)
	// Post sends a message once and returns the reply.
	Post(ctx context.Context, address, contentType string, message []byte) ([]byte, error)
	// Forget drops what readers share.
	Forget()
}

// Settings is the way in to the settings. It fulfils [confproxy.Settings].
type Settings struct {
	transport Transport
	secret    string
	pages     confproxy.Settings

	mu      sync.Mutex
	spec    spec
	address string
}

// New returns the way in with the database secret. pages does what it cannot.
func New(transport Transport, secret string, pages confproxy.Settings) *Settings {
	return &Settings{transport: transport, secret: secret, pages: pages}
}

// List returns the rows of a page, as the page shows them.
func (s *Settings) List(ctx context.Context, page string) ([]confproxy.Row, error) {
	return s.pages.List(ctx, page)
}

// Read returns a reading of every given row, as the page shows it: only the page
// tells a default from a value of its own.
func (s *Settings) Read(ctx context.Context, settings ...confproxy.Setting) (confproxy.Readings, error) {
	return s.pages.Read(ctx, settings...)
}

// Supports reports whether the interface can give a setting a value.
func (s *Settings) Supports(ctx context.Context, setting confproxy.Setting, value confproxy.Value) bool {
	if s.connect(ctx) != nil {
		return false
	}
	f, known := s.spec.field(setting)
	if known {
		_, known = f.encode(setting, value)
	}
	return known
}

// Known returns the settings that the specification lists, or why there is none.
func (s *Settings) Known(ctx context.Context) ([]confproxy.Setting, error) {
	err := s.connect(ctx)
	if err == nil {
		_, err = s.query(ctx)
	}
	known := confproxy.Values{}
	for setting := range s.spec {
		known[setting] = confproxy.Value{}
	}
	return known.Ordered(), err
}

// connect reads the specification and where messages are sent to, once.
func (s *Settings) connect(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spec != nil {
		return nil
	}
	data, err := s.transport.Fetch(ctx, specPath)
	if err != nil {
		return err
	}
	fields, err := parseSpec(data)
	if err != nil {
		return &confproxy.Error{Kind: confproxy.ErrLayout, Op: "read the specification " + specPath, Cause: err}
	}
	if s.address, err = s.transport.FormAction(ctx, formPath); err != nil {
		return err
	}
	s.spec = fields
	return nil
}

// query reads all settings of the grid.
func (s *Settings) query(ctx context.Context) (map[string][]string, error) {
	reply, err := s.transport.Post(ctx, s.address, "text/xml", query(s.secret))
	if err != nil {
		return nil, err
	}
	texts, err := parseSettings(reply)
	if err != nil {
		return nil, &confproxy.Error{Kind: confproxy.ErrLayout, Op: "read the settings by XMLMSG", Cause: err}
	}
	return texts, nil
}

// Write gives rows the wanted values by one message, and those that it cannot by
// the pages. Where the interface cannot be used at all, everything goes through
// the pages.
func (s *Settings) Write(ctx context.Context, edit confproxy.Edit) error {
	by, rest := confproxy.Values{}, confproxy.Values{}
	for setting, value := range edit.Want {
		if s.Supports(ctx, setting, value) {
			by[setting] = value
		} else {
			rest[setting] = value
		}
	}
	if len(by) == 0 {
		return s.pages.Write(ctx, edit)
	}
	before, err := s.query(ctx)
	if err != nil {
		return s.pages.Write(ctx, edit)
	}
	err = s.change(ctx, confproxy.Edit{Want: by, Expect: edit.Expect, Always: edit.Always}, before)
	if err != nil || len(rest) == 0 {
		return err
	}
	if err = s.pages.Write(ctx, confproxy.Edit{Want: rest, Expect: edit.Expect, Always: edit.Always}); err != nil {
		return sent(err) // the message was
	}
	return nil
}

func sent(err error) error { return &confproxy.SentError{Cause: err} }

// change sends one message and reads back what became of it, by the interface and
// by the pages.
func (s *Settings) change(ctx context.Context, edit confproxy.Edit, before map[string][]string) error {
	settings := edit.Want.Ordered()
	readings, err := s.pages.Read(ctx, settings...)
	if err != nil {
		return err
	}
	var fields []field
	texts := map[string][]string{}
	for _, setting := range settings {
		reading, want := readings[setting], edit.Want[setting]
		if reading.Err != nil {
			return reading.Err
		}
		expected, ok := edit.Expect[setting]
		holds := setting.Same(reading.Value, want)
		if ok && !holds && !setting.Same(reading.Value, expected) {
			return confproxy.Conflict(setting, expected, reading.Value)
		}
		if f, _ := s.spec.field(setting); !holds || edit.Always {
			fields = append(fields, f)
			texts[f.element], _ = f.encode(setting, want)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	_, sendErr := s.transport.Post(ctx, s.address, "text/xml", update(s.secret, fields, texts))
	if sendErr != nil && !confproxy.MayHaveChanged(sendErr) {
		return sendErr
	}
	s.transport.Forget()
	return s.verify(ctx, edit, before, texts, sendErr)
}

// verify compares what both ways in show with what was wanted.
func (s *Settings) verify(ctx context.Context, edit confproxy.Edit, before, wanted map[string][]string, sendErr error) error {
	const op = "change settings by XMLMSG"
	after, err := s.query(ctx)
	if err == nil {
		var readings confproxy.Readings
		if readings, err = s.pages.Read(ctx, edit.Want.Ordered()...); err == nil {
			return s.compare(op, edit, before, wanted, after, readings, sendErr)
		}
	}
	return sent(&confproxy.Error{
		Kind: confproxy.ErrUnknownOutcome, Op: op, Cause: errors.Join(sendErr, err),
		Found: "The message was sent, and the settings could not be read afterwards. It was not sent again.",
	})
}

func (s *Settings) compare(op string, edit confproxy.Edit, before, wanted, after map[string][]string, readings confproxy.Readings, sendErr error) error {
	for element, texts := range wanted {
		if !sameTexts(texts, after[element]) {
			return sent(&confproxy.Error{
				Kind: confproxy.ErrNotApplied, Op: op, Cause: sendErr,
				Found: fmt.Sprintf("Read back afterwards, %s: expected %q, got %q.", element, texts, after[element]),
			})
		}
	}
	for element, texts := range before {
		if _, touched := wanted[element]; !touched && !sameTexts(texts, after[element]) {
			return sent(&confproxy.Error{
				Kind: confproxy.ErrConflict, Op: op,
				Found: fmt.Sprintf("The setting %s, which was not to be changed, is not what it was before.", element),
			})
		}
	}
	for setting, want := range edit.Want {
		reading := readings[setting]
		if reading.Err != nil || !setting.Same(reading.Value, want) {
			return sent(&confproxy.Error{
				Kind: confproxy.ErrNotApplied, Op: op, Cause: reading.Err,
				Found: fmt.Sprintf("By XMLMSG the setting %s is %s, and the page %s shows %s.", setting, want, setting.Page, reading.Value),
			})
		}
	}
	return nil
}

// sameTexts compares values; the order of a list has no meaning here.
func sameTexts(a, b []string) bool {
	normal := func(texts []string) []string {
		var lower []string
		for _, text := range texts {
			lower = append(lower, strings.TrimSpace(text))
		}
		slices.Sort(lower)
		return lower
	}
	return slices.Equal(normal(a), normal(b))
}
