// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

const opChange = "change settings by XMLMSG"

// Write sets rows to the wanted values by one message. If the interface cannot
// do all of it, the pages do all of it, so that related changes take effect
// together.
func (s *Settings) Write(ctx context.Context, edit confproxy.Edit) error {
	s.transport.Forget()
	readings, err := s.pages.Read(ctx, edit.Want.Ordered()...)
	if err != nil {
		return err
	}
	c, ok, err := s.changeOf(ctx, edit, readings)
	if err != nil || ok && len(c.settings) == 0 {
		return err
	}
	var before map[string][]string
	if ok {
		before, ok = s.before(ctx)
	}
	if !ok {
		return s.pages.Write(ctx, edit)
	}
	return s.send(ctx, c, edit, before)
}

// changeOf returns the message to send; ok is false if the interface cannot
// make the change.
func (s *Settings) changeOf(ctx context.Context, edit confproxy.Edit, readings confproxy.Readings) (c *change, ok bool, err error) {
	c = &change{fields: map[confproxy.Setting]field{}, texts: map[confproxy.Setting][]string{}}
	for _, setting := range edit.Want.Ordered() {
		reading, want := readings[setting], edit.Want[setting]
		if reading.Err != nil {
			return nil, false, nil //nolint:nilerr // The pages tell why, or can.
		}
		if setting.Same(reading.Value, want) && (!edit.Always || want.Default) {
			continue
		}
		if !s.Supports(ctx, setting, want) {
			return nil, false, nil
		}
		f, _ := s.spec.field(setting)
		holds := f.same(setting, reading.Value, want)
		if expected, known := edit.Expect[setting]; known && !holds && !f.same(setting, reading.Value, expected) {
			return nil, false, confproxy.Conflict(setting, expected, reading.Value)
		}
		if edit.Always || !holds {
			c.add(setting, f, want)
		}
	}
	return c, true, nil
}

// before reads the settings by the interface before a change; ok is false if it
// no longer answers. If it must not be asked, nothing will be sent either.
func (s *Settings) before(ctx context.Context) (texts map[string][]string, ok bool) {
	if s.unasked != nil {
		return nil, true
	}
	texts, err := s.query(ctx)
	if err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.giveUp(ctx, err)
	}
	return texts, err == nil
}

func sent(err error) error { return &confproxy.SentError{Cause: err} }

// send sends a message once and reads back the result, by the interface and by
// the pages. A change that the server has refused is made by the pages.
func (s *Settings) send(ctx context.Context, c *change, edit confproxy.Edit, before map[string][]string) error {
	begin := time.Now()
	reply, sendErr := s.transport.Post(ctx, s.address, contentType, c.message(s.secret))
	if readOnly, ok := errors.AsType[*confproxy.ReadOnlyError](sendErr); ok {
		c.describe(&readOnly.Submissions[0])
	}
	if sendErr != nil && !confproxy.MayHaveChanged(sendErr) {
		return sendErr
	}
	s.transport.Forget()
	var readings confproxy.Readings
	after, err := s.query(ctx)
	if err == nil {
		readings, err = s.pages.Read(ctx, edit.Want.Ordered()...)
	}
	if err != nil {
		return sent(&confproxy.Error{
			Kind: confproxy.ErrUnknownOutcome, Op: opChange, Cause: errors.Join(sendErr, err),
			Found: "The message was sent, and the settings could not be read afterwards. It was not sent again.",
		})
	}
	if err := s.compareOthers(c, before, after); err != nil {
		return err
	}
	isAnswered := sendErr == nil || errors.Is(sendErr, confproxy.ErrServer)
	if isAnswered && c.isRefused(before, after, readings, edit.Want) {
		s.mu.Lock()
		for _, setting := range c.settings {
			s.cannotSet[setting] = true
		}
		s.mu.Unlock()
		s.logger.WarnContext(ctx, "XMLMSG does not accept the change; it is made by the pages", "reply", s.says(reply))
		return s.pages.Write(ctx, edit)
	}
	err = s.compare(c, after, readings, edit.Want, sendErr)
	if err == nil {
		s.logger.InfoContext(ctx, "saved", "rows", c.settings, "took", progress.Since(begin))
	}
	return err
}

// isRefused reports whether no part of a message has taken effect.
func (c *change) isRefused(before, after map[string][]string, readings confproxy.Readings, want confproxy.Values) bool {
	for _, setting := range c.settings {
		f, reading := c.fields[setting], readings[setting]
		if !sameTexts(before[f.element], after[f.element]) || sameTexts(after[f.element], c.texts[setting]) ||
			reading.Err != nil || f.same(setting, reading.Value, want[setting]) {
			return false
		}
	}
	return true
}

// compareOthers makes sure that no other setting has changed.
func (s *Settings) compareOthers(c *change, before, after map[string][]string) error {
	touched := map[string]bool{}
	for _, f := range c.fields {
		touched[f.element] = true
	}
	for setting, f := range s.spec {
		was, wasShown := before[f.element]
		is, isShown := after[f.element]
		if !touched[f.element] && (wasShown != isShown || !sameTexts(was, is)) {
			return sent(&confproxy.Error{
				Kind: confproxy.ErrConflict, Op: opChange,
				Found: fmt.Sprintf("The setting %s, which the message did not name, has changed.", setting),
			})
		}
	}
	return nil
}

// compare makes sure that both ways in show the wanted values.
func (s *Settings) compare(c *change, after map[string][]string, readings confproxy.Readings, want confproxy.Values, sendErr error) error {
	kind := confproxy.ErrNotApplied
	if errors.Is(sendErr, context.DeadlineExceeded) {
		kind = confproxy.ErrUnknownOutcome
	}
	for _, setting := range c.settings {
		f, reading := c.fields[setting], readings[setting]
		texts, shown := after[f.element], "nothing"
		if reading.Err == nil {
			shown = reading.Value.String()
		}
		if !sameTexts(texts, c.texts[setting]) || reading.Err != nil || !f.same(setting, reading.Value, want[setting]) {
			return sent(&confproxy.Error{
				Kind: kind, Op: opChange, Cause: errors.Join(sendErr, reading.Err),
				Found: fmt.Sprintf("Read back afterwards, %s: expected %s, got %q by XMLMSG and %s on the page %s.",
					setting, want[setting], texts, shown, setting.Page),
			})
		}
	}
	return nil
}
