// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package ui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Action is the button of a form, or the link, that a person clicks to make the
// server do something.
type Action struct {
	Button *htmlform.Control // nil for a link
	link   *htmlform.Link
}

// Actions returns the buttons of a page, and then the links, whose text is
// accepted.
func Actions(page *htmlform.Page, accept func(text string) bool) []Action {
	var found []Action
	for _, control := range page.Controls() {
		if control.IsSubmit() && !control.Disabled && control.Form != nil && accept(strings.TrimSpace(control.Text)) {
			found = append(found, Action{Button: control})
		}
	}
	for _, link := range page.Links() {
		if !link.Hidden && !link.SamePage() && accept(strings.TrimSpace(link.Text)) {
			found = append(found, Action{link: link})
		}
	}
	return found
}

// Click clicks an action once, with the chosen checkboxes of its form ticked.
func Click(ctx context.Context, s *session.Session, op string, a Action, tick func(*htmlform.Control) bool) (*session.View, error) {
	if a.Button == nil {
		return s.Follow(ctx, op, a.link)
	}
	fill := a.Button.Form.Fill()
	for _, control := range a.Button.Form.Controls() {
		if tick(control) {
			if err := fill.Check(control, true); err != nil {
				return nil, NothingSent(op, err)
			}
		}
	}
	if err := fill.Press(a.Button); err != nil {
		return nil, NothingSent(op, err)
	}
	return s.Send(ctx, op, fill)
}

// Confirm answers pages that ask for a confirmation, with the boxes ticked that
// give it. Every failure counts as sent, because the question answered a
// request that was sent.
func Confirm(ctx context.Context, s *session.Session, op string, answer *session.View, question func(*htmlform.Page) (Action, bool)) (*session.View, error) {
	const most = 3
	for range most {
		agree, ok := session.Find(answer, question)
		if !ok {
			break
		}
		var err error
		if answer, err = Click(ctx, s, op, agree, AsksToConfirm); err != nil {
			return nil, &confproxy.SentError{Cause: err}
		}
	}
	return answer, nil
}

// ReadingButton returns the address that a button of a GET form leads to.
func ReadingButton(button *htmlform.Control) (*url.URL, bool) {
	form := button.Form
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

// Caption returns the text beside a radio button.
func Caption(radio *htmlform.Control) string {
	for _, text := range []string{radio.Label(), radio.SuffixText(), radio.Value()} {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// ButtonTexts returns the texts of the buttons of a page, for messages.
func ButtonTexts(page *htmlform.Page) []string {
	var texts []string
	for _, control := range page.Controls() {
		switch control.Kind {
		case htmlform.Submit, htmlform.Image, htmlform.Button:
			texts = append(texts, control.Text)
		}
	}
	return texts
}

// NothingSent reports a form that could not be filled in.
func NothingSent(op string, cause error) error {
	if errors.Is(cause, confproxy.ErrEncoding) {
		return cause // the page is as documented
	}
	return &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Cause: cause, Advice: "Nothing was sent."}
}

// CannotCarry refuses a text that a browser would send as a different text.
func CannotCarry(op, what string) error {
	return &confproxy.Error{
		Kind: confproxy.ErrEncoding, Op: op,
		Found:  fmt.Sprintf("The server would receive a different %s. Nothing was sent.", what),
		Advice: fmt.Sprintf("Use a %s of ASCII characters.", what),
	}
}

// UnknownOutcome reports a write whose outcome could not be read.
func UnknownOutcome(op string, sendErr, readErr error) error {
	cause := readErr
	if sendErr != nil {
		cause = fmt.Errorf("%w; reading afterwards: %w", sendErr, readErr)
	}
	return &confproxy.SentError{Cause: &confproxy.Error{
		Kind: confproxy.ErrUnknownOutcome, Op: op, Cause: cause,
		Found:  "The change was sent, and the server could not be read afterwards. It was not sent again.",
		Advice: "Check the server when it answers again.",
	}}
}

// StillUnderWay reports a write that was not confirmed, and that the server does
// not show yet.
func StillUnderWay(op string, sendErr error) error {
	return &confproxy.SentError{Cause: &confproxy.Error{
		Kind: confproxy.ErrUnknownOutcome, Op: op, Cause: sendErr,
		Found:  "It was sent, the server did not confirm it, and does not show it yet. It was not sent again.",
		Advice: "The server may still be working: check again later, or allow more time for a request.",
	}}
}

// NotApplied reports a write without the wanted effect, with the message in the
// answer.
func NotApplied(s *session.Session, op, found string, answer *session.View, sendErr error) error {
	if errors.Is(sendErr, context.DeadlineExceeded) {
		return StillUnderWay(op, sendErr)
	}
	if answer != nil {
		if message := s.Complaint(answer); message != "" {
			found += fmt.Sprintf(" The server says: %q.", message)
		}
	}
	return &confproxy.SentError{Cause: &confproxy.Error{
		Kind: confproxy.ErrNotApplied, Op: op, Found: found, Cause: sendErr,
		Advice: "Try again, or check the log of the server.",
	}}
}
