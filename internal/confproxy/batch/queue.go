// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package batch

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Queue collects changes that wait for the server and makes them together: the
// first caller to get the lock makes all waiting changes.
type Queue[In, Out any] struct {
	mu      sync.Mutex
	waiting []*queued[In, Out]
	arrived chan struct{} // closed by the next change
	crowd   int           // number of changes that a batch waits for; 0 before the first
}

// A batch waits for the next caller for a pause at most. The first batch waits
// for callers that begin at the same moment. A later one waits for as many as
// came together before: an engine runs a fixed number of changes, and begins
// the next ones after it has recorded the results, which takes longer.
const (
	firstPause = 50 * time.Millisecond
	laterPause = 150 * time.Millisecond
)

type queued[In, Out any] struct {
	ctx  context.Context //nolint:containedctx // Of the one who waits.
	in   In
	out  Out
	made chan struct{} // closed with the result
}

// Do makes one change, together with all other waiting changes, by one call of
// makeAll under the writer's lock. If the context ends first, it returns its
// error. A change that was begun is not given up: Do returns its result.
func (q *Queue[In, Out]) Do(
	ctx context.Context, write func(context.Context, func() error) error, in In, makeAll func(context.Context, []In) []Out,
) (Out, error) {
	own := &queued[In, Out]{ctx: ctx, in: in, made: make(chan struct{})}
	q.mu.Lock()
	q.waiting = append(q.waiting, own)
	if q.arrived != nil {
		close(q.arrived)
		q.arrived = nil
	}
	q.mu.Unlock()
	err := write(ctx, func() error {
		q.gather(ctx, own)
		batch := q.take(own)
		if len(batch) == 0 {
			return nil
		}
		shared, cancel := untilAllEnd(ctx, batch)
		defer cancel()
		ins := []In{}
		for _, item := range batch {
			ins = append(ins, item.in)
		}
		outs := makeAll(shared, ins)
		q.mu.Lock()
		defer q.mu.Unlock()
		for i, item := range batch {
			item.out = outs[i]
			close(item.made)
		}
		q.crowd = max(len(batch)+len(q.waiting), q.crowd-1) // a caller may never come back
		return nil
	})
	if q.withdraw(own) {
		return own.out, err
	}
	<-own.made
	return own.out, nil
}

// withdraw removes a change that still waits; false if a batch took it.
func (q *Queue[In, Out]) withdraw(own *queued[In, Out]) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at := slices.Index(q.waiting, own)
	if at < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, at, at+1)
	return true
}

// gather waits for other changes, unless a batch took its own change.
func (q *Queue[In, Out]) gather(ctx context.Context, own *queued[In, Out]) {
	for {
		q.mu.Lock()
		if !slices.Contains(q.waiting, own) || q.crowd > 0 && len(q.waiting) >= q.crowd {
			q.mu.Unlock()
			return
		}
		if q.arrived == nil {
			q.arrived = make(chan struct{})
		}
		arrived, pause := q.arrived, laterPause
		if q.crowd == 0 {
			pause = firstPause
		}
		q.mu.Unlock()
		select {
		case <-arrived:
		case <-time.After(pause):
			return
		case <-ctx.Done():
			return
		}
	}
}

// take returns all waiting changes, or none if a batch took its own change.
func (q *Queue[In, Out]) take(own *queued[In, Out]) []*queued[In, Out] {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !slices.Contains(q.waiting, own) {
		return nil
	}
	batch := q.waiting
	q.waiting = nil
	return batch
}

// untilAllEnd returns a context that ends when the contexts of all items have
// ended.
func untilAllEnd[In, Out any](ctx context.Context, batch []*queued[In, Out]) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var last time.Time
	var left atomic.Int64
	left.Store(int64(len(batch)))
	stops := []func() bool{}
	for _, item := range batch {
		if deadline, ok := item.ctx.Deadline(); ok && deadline.After(last) {
			last = deadline
		}
		stops = append(stops, context.AfterFunc(item.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		}))
	}
	end := cancel
	if !last.IsZero() {
		ctx, end = context.WithDeadline(ctx, last)
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		end()
		cancel()
	}
}
