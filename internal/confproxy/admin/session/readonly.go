// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"fmt"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

type readOnlyKey struct{}

// ReadOnly returns a context in which a request that may change the server is
// not sent, but is a [*confproxy.ReadOnlyError].
func ReadOnly(ctx context.Context) context.Context {
	return context.WithValue(ctx, readOnlyKey{}, true)
}

// refuse returns an error instead of a request that may change the server, in a
// read-only context.
func (s *Session) refuse(ctx context.Context, describe func() confproxy.Submission) error {
	if !s.config.ReadOnly && ctx.Value(readOnlyKey{}) == nil {
		return nil
	}
	return &confproxy.ReadOnlyError{Submissions: []confproxy.Submission{describe()}}
}

// request describes a request.
func (s *Session) request(method string, u *url.URL, encoding string) string {
	text := method + " " + s.Address(s.origin.resolve(u))
	if encoding != "" {
		text += " as " + encoding
	}
	return text
}

// describe describes the form that would be sent, without secrets.
func (s *Session) describe(op string, fill *htmlform.Submission) confproxy.Submission {
	described := confproxy.Submission{
		Op: op, Page: s.shown(fill.Heading()), Button: s.shown(fill.Pressed()),
		Request: s.request(fill.Method(), fill.Address(), fill.Encoding()),
	}
	for _, field := range fill.Fields() {
		one := confproxy.SubmittedField{Name: s.shown(field.Name), Label: s.shown(field.Label), Changed: field.Changed, Sent: field.Sent}
		switch {
		case !field.Changed || !field.Sent:
		case field.Control.Kind == htmlform.Password, s.secrets.Knows(field.Value):
			one.Value = secret.Mask
		case field.Control.Kind == htmlform.File:
			one.Value = s.secrets.Text(fmt.Sprintf("%s, %d bytes", field.Value, field.Size))
		default:
			one.Value = s.secrets.Text(field.Value)
		}
		described.Fields = append(described.Fields, one)
	}
	return described
}

// shown returns a text of a page for a message. A documented text reveals
// nothing, whatever the secrets are.
func (s *Session) shown(text string) string {
	if s.texts.Keep != nil && s.texts.Keep(text) {
		return text
	}
	return s.Quote(text)
}
