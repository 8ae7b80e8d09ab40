// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package progress tells a log and a person what a client does and waits for.
package progress

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

type key struct{}

// With returns a context whose operations also report their progress to
// a person: finished operations and waits.
func With(ctx context.Context, report func(message string)) context.Context {
	return context.WithValue(ctx, key{}, report)
}

// Tell logs a finished operation or a wait, with alternating names and values,
// and reports it as progress.
func Tell(ctx context.Context, log *slog.Logger, mask *secret.Masker, message string, args ...any) {
	log.InfoContext(ctx, message, args...)
	report, ok := ctx.Value(key{}).(func(string))
	if !ok {
		return
	}
	text := []string{message}
	for i := 0; i+1 < len(args); i += 2 {
		text = append(text, fmt.Sprintf("%s: %v", args[i], args[i+1]))
	}
	report(mask.Text(strings.Join(text, ", ")))
}

// SlowAfter is the time after which one attempt to reach the server is logged.
const SlowAfter = 3 * time.Second

// WhileSlow calls tell after the given time, and repeatedly from then on, until
// it is stopped.
func WhileSlow(ctx context.Context, after time.Duration, tell func(ctx context.Context, waited string)) (stop func()) {
	ctx, stop = context.WithCancel(ctx)
	begin := time.Now()
	go func() {
		for Sleep(ctx, after) == nil {
			tell(ctx, Since(begin))
			after = retellAfter
		}
	}()
	return stop
}

// Since returns the time since a start, for a log.
func Since(begin time.Time) string { return time.Since(begin).Round(time.Millisecond).String() }

// retellAfter is the time after which a wait is logged again.
const retellAfter = 10 * time.Second

// Wait is a wait for the server. It tells what it waits for when it begins, and
// again from time to time.
type Wait struct {
	What        string
	tell        func(ctx context.Context, message string, args ...any)
	begin, next time.Time
}

// WaitFor begins a wait, and tells by tell.
func WaitFor(what string, tell func(ctx context.Context, message string, args ...any)) *Wait {
	return &Wait{What: what, tell: tell, begin: time.Now()}
}

// Pause sleeps within the context.
func (w *Wait) Pause(ctx context.Context, d time.Duration) error {
	if now := time.Now(); !now.Before(w.next) {
		w.tell(ctx, "waiting for "+w.What, "waited", Since(w.begin))
		w.next = now.Add(retellAfter)
	}
	return Sleep(ctx, d)
}

// Sleep sleeps within the context.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
