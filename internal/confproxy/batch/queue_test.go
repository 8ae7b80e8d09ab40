// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package batch

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/semaphore"
)

// writer returns the lock of a single writer.
func writer() func(context.Context, func() error) error {
	lock := semaphore.NewWeighted(1)
	return func(ctx context.Context, do func() error) error {
		if err := lock.Acquire(ctx, 1); err != nil {
			return err
		}
		defer lock.Release(1)
		return do()
	}
}

// An engine runs a fixed number of changes, and begins the next ones after it has
// recorded the results one after another. Its changes still form large batches.
func TestQueueGathers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name              string
		changes, underWay int
		noting            time.Duration // of one result
		batches           int           // at most
		took              time.Duration // at most, beside the noting and the changes
	}{
		{"one alone", 1, 1, 0, 1, firstPause},
		{"one after another", 5, 1, time.Second, 5, firstPause},
		{"all at once", 10, 10, 0, 1, firstPause},
		{"a fast engine", 100, 10, time.Millisecond, 11, 2 * laterPause},
		{"a slow engine", 100, 10, 100 * time.Millisecond, 12, 4 * laterPause},
		{"an engine that is too slow", 20, 10, time.Second, 20, 20 * laterPause},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const making = 10 * time.Millisecond
				var q Queue[int, int]
				var batches [][]int
				write := writer()
				makeAll := func(_ context.Context, ins []int) []int {
					time.Sleep(making)
					batches = append(batches, ins)
					return ins
				}
				begun := time.Now()
				noting := semaphore.NewWeighted(1)
				var all sync.WaitGroup
				next := make(chan int)
				for range test.underWay {
					all.Go(func() {
						for change := range next {
							out, err := q.Do(t.Context(), write, change, makeAll)
							if err != nil || out != change {
								t.Errorf("change %d: got %d, %v", change, out, err)
							}
							_ = noting.Acquire(t.Context(), 1)
							time.Sleep(test.noting)
							noting.Release(1)
						}
					})
				}
				for change := range test.changes {
					next <- change
				}
				close(next)
				all.Wait()
				took := time.Since(begun) - time.Duration(test.changes)*test.noting - time.Duration(len(batches))*making
				if made := slices.Concat(batches...); len(made) != test.changes {
					t.Errorf("expected %d changes, got %v", test.changes, made)
				}
				if len(batches) > test.batches || took > test.took {
					t.Errorf("expected at most %d batches and %v, got %d and %v: %v", test.batches, test.took, len(batches), took, batches)
				}
			})
		})
	}
}

// A change whose context ends is given up only if it was not begun.
func TestQueueInterrupted(t *testing.T) {
	t.Parallel()
	const making = 5 * firstPause
	for name, test := range map[string]struct {
		begins, ends time.Duration // of the change, beside another one that begins at once
		made         int
		err          error
	}{
		"begun":   {firstPause / 2, 2 * firstPause, 2, nil},
		"waiting": {2 * firstPause, 3 * firstPause, 0, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var q Queue[int, int]
				var made []int
				write := writer()
				makeAll := func(_ context.Context, ins []int) []int {
					time.Sleep(making)
					made = append(made, ins...)
					return ins
				}
				var all sync.WaitGroup
				defer all.Wait()
				all.Go(func() {
					if out, err := q.Do(t.Context(), write, 1, makeAll); err != nil || out != 1 {
						t.Errorf("expected 1, got %d, %v", out, err)
					}
				})
				time.Sleep(test.begins)
				ctx, cancel := context.WithTimeout(t.Context(), test.ends-test.begins)
				defer cancel()
				out, err := q.Do(ctx, write, 2, makeAll)
				if out != test.made || !errors.Is(err, test.err) {
					t.Errorf("expected %d, %v, got %d, %v", test.made, test.err, out, err)
				}
				all.Wait()
				if was := slices.Contains(made, 2); was != (test.made == 2) {
					t.Errorf("changes made are %v", made)
				}
			})
		})
	}
}
