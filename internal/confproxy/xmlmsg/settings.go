// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package xmlmsg is the way in to the settings by the documented XML interface.
// The pages do what the interface cannot do, or what is not documented: which
// rows use their default, restoring a default, secrets.
package xmlmsg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Addresses (documented).
const (
	specPath = "/xmlmsg/relaxng.xml"
	formPath = "/xmlmsg_form.html"
)

const contentType = "text/xml"

// Transport carries messages to the server.
type Transport interface {
	// Fetch reads a path of the server.
	Fetch(ctx context.Context, path string) ([]byte, error)
	// FormAction returns the action of the form with a text area, as a path or
	// address of the server.
	FormAction(ctx context.Context, path string) (string, error)
	// Ask sends a message that changes nothing and returns the reply.
	Ask(ctx context.Context, address, contentType string, message []byte) ([]byte, error)
	// Post sends a message once and returns the reply.
	Post(ctx context.Context, address, contentType string, message []byte) ([]byte, error)
	// Quote returns a text of the server for a message.
	Quote(text string) string
	// Forget discards the shared results of reads.
	Forget()
}

// Settings is the way in to the settings. It implements [confproxy.Settings].
type Settings struct {
	transport Transport
	secret    string
	pages     confproxy.Settings
	logger    *slog.Logger

	mu        sync.Mutex
	spec      spec
	address   string
	unusable  error // the reason why the interface is not used, for the rest of the process
	unasked   error // the reason why it was not checked
	cannotSet map[confproxy.Setting]bool
}

// New returns the way in with the database secret. pages does what the
// interface cannot.
func New(transport Transport, secret string, pages confproxy.Settings, logger *slog.Logger) *Settings {
	return &Settings{transport: transport, secret: secret, pages: pages, logger: logger.WithGroup("xmlmsg"), cannotSet: map[confproxy.Setting]bool{}}
}

// List returns the rows of a page, as the page shows them.
func (s *Settings) List(ctx context.Context, page string) ([]confproxy.Row, error) {
	return s.pages.List(ctx, page)
}

// Read returns a reading of every given row, as the page shows it: only the
// page distinguishes a default from an own value.
func (s *Settings) Read(ctx context.Context, settings ...confproxy.Setting) (confproxy.Readings, error) {
	return s.pages.Read(ctx, settings...)
}

// Supports reports whether the interface can set a setting to a value.
func (s *Settings) Supports(ctx context.Context, setting confproxy.Setting, value confproxy.Value) bool {
	if s.Unusable(ctx) != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, known := s.spec.field(setting)
	if !known || s.cannotSet[setting] {
		return false
	}
	_, ok := f.encode(setting, value)
	return ok
}

// RecogniseXMLMSG tells what is recognised of the interface. It changes nothing.
func (s *Settings) RecogniseXMLMSG(ctx context.Context) *confproxy.XMLMSGRecognition {
	err := s.Unusable(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	found := &confproxy.XMLMSGRecognition{Reachable: s.address != ""}
	if isAsked := s.spec != nil && s.unasked == nil; isAsked {
		isAccepted := err == nil
		found.SecretAccepted = &isAccepted
	}
	if err == nil {
		err = s.unasked
	}
	if err != nil {
		found.Problem = err.Error()
	}
	all := confproxy.Values{}
	for setting := range s.spec {
		all[setting] = confproxy.Value{}
	}
	found.Settings = all.Ordered()
	return found
}

// Unusable returns the reason why the interface cannot be used; nil if it can. It
// reads the specification, finds the address for messages, and asks for the
// settings. It tries that once, because a wrong secret could lock somebody out,
// as a wrong password does.
func (s *Settings) Unusable(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spec != nil || s.unusable != nil {
		return s.unusable
	}
	err := s.open(ctx)
	if err != nil {
		s.giveUp(ctx, err)
	}
	return err
}

// giveUp continues without the interface. The caller holds s.mu.
func (s *Settings) giveUp(ctx context.Context, err error) {
	if ctx.Err() == nil {
		s.unusable = err
		s.logger.WarnContext(ctx, "XMLMSG cannot be used; settings are changed by the pages", "problem", err.Error())
	}
}

func (s *Settings) open(ctx context.Context) error {
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
	if _, err = s.query(ctx); errors.Is(err, confproxy.ErrReadOnly) {
		s.unasked, err = &confproxy.Error{
			Kind: confproxy.ErrReadOnly, Op: "ask for the settings by XMLMSG",
			Found: "A query by XMLMSG is a POST, and a read-only client posts only the login.",
		}, nil
	}
	return err
}

// query reads all settings of the grid: texts by element.
func (s *Settings) query(ctx context.Context) (map[string][]string, error) {
	reply, err := s.transport.Ask(ctx, s.address, contentType, query(s.secret))
	if err != nil {
		return nil, err
	}
	texts, err := parseSettings(reply, s.spec)
	if err != nil {
		return nil, &confproxy.Error{
			Kind: confproxy.ErrLayout, Op: "read the settings by XMLMSG", Cause: err,
			Found:  s.says(reply),
			Advice: "Check that the secret is the one in the setting Database secret of the server.",
		}
	}
	return texts, nil
}

// says quotes a reply without settings, which may be secrets; "" for any other
// reply.
func (s *Settings) says(reply []byte) string {
	root, err := parse(reply)
	if err != nil || root.find(elementGrid) != nil {
		return ""
	}
	text := s.transport.Quote(root.all())
	if text == "" {
		return ""
	}
	return fmt.Sprintf("The server says: %q.", text)
}
