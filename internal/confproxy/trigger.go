// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// trigger is what a person clicks to make the server do something: a button of
// a form, or a link.
type trigger struct {
	button *htmlform.Control // nil for a link
	link   *htmlform.Link
}

// triggers returns those buttons of a page, and then those links, whose text is
// accepted.
func triggers(page *htmlform.Page, accept func(text string) bool) []trigger {
	var found []trigger
	for _, control := range page.Controls() {
		if isSubmit(control) && !control.Disabled() && control.Form() != nil && accept(strings.TrimSpace(control.Text())) {
			found = append(found, trigger{button: control})
		}
	}
	for _, link := range page.Links() {
		if !link.Hidden && !link.SamePage() && accept(strings.TrimSpace(link.Text)) {
			found = append(found, trigger{link: link})
		}
	}
	return found
}

func first(found []trigger) (trigger, bool) {
	if len(found) == 0 {
		return trigger{}, false
	}
	return found[0], true
}

func isSubmit(control *htmlform.Control) bool {
	return control.Kind() == htmlform.Submit || control.Kind() == htmlform.Image
}

var confirmationWords = regexp.MustCompile(`(?i)\b(confirm\w*|sure|yes|really|understand|delet\w*|permanent\w*)\b`)

// asksToConfirm reports whether the text beside a checkbox asks to agree.
func asksToConfirm(control *htmlform.Control) bool {
	return control.Kind() == htmlform.Checkbox && confirmationWords.MatchString(control.Label()+" "+control.SuffixText())
}

// agree clicks what agrees to a question, with the boxes ticked that say so.
// Every failure counts as after the fact, because the question was the answer
// to a request that was sent.
func (s *session) agree(ctx context.Context, op string, t trigger) (*view, error) {
	answer, err := s.pull(ctx, op, t, asksToConfirm)
	if err != nil {
		return nil, &sentError{err}
	}
	return answer, nil
}

// pull clicks a trigger once, with those checkboxes of its form ticked that
// are chosen.
func (s *session) pull(ctx context.Context, op string, t trigger, tick func(*htmlform.Control) bool) (*view, error) {
	if t.button == nil {
		return s.follow(ctx, op, t.link.URL)
	}
	fill := t.button.Form().Fill()
	for _, control := range t.button.Form().Controls() {
		if tick(control) {
			if err := fill.Check(control, true); err != nil {
				return nil, &Error{Kind: ErrLayout, Op: op, Cause: err}
			}
		}
	}
	if err := fill.Press(t.button); err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err}
	}
	return s.send(ctx, op, fill)
}

// follow opens, once, a link that changes something. It is [loginNeeded] only
// when the change was refused for want of a login.
func (s *session) follow(ctx context.Context, op string, u *url.URL) (*view, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		return nil, err
	}
	generation := s.currentGeneration()
	resp, err := s.act(ctx, req)
	if err != nil {
		return nil, err
	}
	if resp.status >= http.StatusBadRequest && !challenge(resp) {
		return nil, s.serverError(op, resp)
	}
	answer, err := s.show(ctx, resp, generation)
	var needed *loginNeeded
	switch {
	case err == nil:
		return answer, nil
	case errors.As(err, &needed) && sameAddress(resp.url, u):
		return nil, err
	case errors.As(err, &needed):
		return nil, sessionEnded(op)
	}
	return nil, &sentError{err}
}
