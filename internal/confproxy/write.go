// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// afterwards bounds what is still done after an interruption: to read back, or
// to restore, what a write may have changed.
const afterwards = 2 * time.Minute

// unstoppable returns a context for a write and what must follow it: an
// interruption does not end it halfway, only its deadline does.
func unstoppable(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := afterwards
	if deadline, ok := ctx.Deadline(); ok {
		limit = max(limit, time.Until(deadline))
	}
	return context.WithTimeout(context.WithoutCancel(ctx), limit)
}

// writing runs a change alone on the server, and makes all readers read afresh
// after it.
func (c *Client) writing(ctx context.Context, change func(context.Context) error) error {
	return c.lock.write(ctx, func() error {
		defer c.cache.clear()
		return change(ctx)
	})
}

// send submits a form once and returns the page that answers it. An error
// tells by [mayHaveArrived] whether the server can have acted on it.
func (s *session) send(ctx context.Context, op string, fill *htmlform.Submission) (*view, error) {
	if err := fill.CheckUntouched(); err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
	}
	req, err := fill.Request(ctx)
	if err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err}
	}
	resp, err := s.act(ctx, req)
	if err != nil {
		return nil, err
	}
	if resp.status >= http.StatusBadRequest {
		return nil, &sentError{s.serverError(op, resp)}
	}
	answer, err := s.show(ctx, resp, s.currentGeneration())
	if _, ok := errors.AsType[*loginNeeded](err); ok {
		err = sessionEnded(op)
	}
	if err != nil {
		return nil, &sentError{err}
	}
	return answer, nil
}

// errSessionEnded: a change was answered by the login. It may have taken effect.
var errSessionEnded = errors.New("the session had ended when the change arrived; the server asked for the login instead")

func sessionEnded(op string) error {
	return &Error{Kind: ErrServer, Op: op, Cause: errSessionEnded, Advice: "Apply again."}
}

// metLogin reports whether a change failed because the session had ended.
func metLogin(err error) bool {
	_, refused := errors.AsType[*loginNeeded](err)
	return refused || errors.Is(err, errSessionEnded)
}

// cannotCarry refuses a text that a browser would send as something else.
func cannotCarry(op, what string) error {
	return &Error{
		Kind: ErrNotApplied, Op: op,
		Found:  fmt.Sprintf("The page is in an old encoding that lacks characters of the %s; another one would arrive. Nothing was sent.", what),
		Advice: fmt.Sprintf("Use a %s of ASCII characters.", what),
	}
}

// unknownOutcome reports a write of which nothing could be found out.
func unknownOutcome(op string, sendErr, readErr error) error {
	cause := readErr
	if sendErr != nil {
		cause = fmt.Errorf("%w; reading afterwards: %w", sendErr, readErr)
	}
	return &Error{
		Kind: ErrUnknownOutcome, Op: op, Cause: cause,
		Found:  "The change was sent, and the server could not be read afterwards.",
		Advice: "It was not sent again. Run a plan when the server answers: it shows what is really there.",
	}
}

// notApplied reports a write that had not the wanted effect.
func (c *Client) notApplied(op, found string, answer *view, sendErr error) error {
	err := &Error{Kind: ErrNotApplied, Op: op, Found: found, Cause: sendErr, Advice: "Apply again, or look into the log of the server."}
	if answer != nil {
		if message, ok := find(answer, func(page *htmlform.Page) (string, bool) {
			text := complaint(page)
			return text, text != ""
		}); ok {
			err.Found += fmt.Sprintf(" The server says: %q.", c.redact(message))
		}
	}
	return err
}
