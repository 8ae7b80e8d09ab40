// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"strings"
	"time"
)

type progressKey struct{}

// WithProgress returns a context whose operations also report their progress to
// a person: what was done, and what is waited for.
func WithProgress(ctx context.Context, report func(message string)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// tell logs what was done or is waited for, with names and values in turn.
func (c *Client) tell(ctx context.Context, message string, args ...any) {
	c.ways.Log.InfoContext(ctx, message, args...)
	report, ok := ctx.Value(progressKey{}).(func(string))
	if !ok {
		return
	}
	text := []string{message}
	for i := 0; i+1 < len(args); i += 2 {
		text = append(text, fmt.Sprintf("%s: %v", args[i], args[i+1]))
	}
	report(c.ways.Mask.Text(strings.Join(text, ", ")))
}

// Since returns how long something took, for a log.
func Since(begin time.Time) string { return time.Since(begin).Round(time.Millisecond).String() }

// retellAfter is how long a wait is silent.
const retellAfter = 10 * time.Second

// wait is a wait for the server. It tells what it waits for when it begins, and
// again from time to time.
type wait struct {
	client      *Client
	what        string
	begin, next time.Time
}

func (c *Client) waitFor(what string) *wait { return &wait{client: c, what: what, begin: time.Now()} }

// pause sleeps within the context.
func (w *wait) pause(ctx context.Context, d time.Duration) error {
	if now := time.Now(); !now.Before(w.next) {
		w.client.tell(ctx, "waiting for "+w.what, "waited", Since(w.begin))
		w.next = now.Add(retellAfter)
	}
	return Wait(ctx, d)
}
