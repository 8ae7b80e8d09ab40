// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package batch keeps one writer or several readers of a server at work, and
// makes changes that wait for the server together.
package batch

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// maxReaders is the maximum number of concurrent readers of one server.
const maxReaders = 4

// Lock lets one writer or several readers of a server run at a time.
type Lock struct {
	Err   error // why the server must not be used
	slots *semaphore.Weighted
	// The writer's record of the batches that share reads.
	of    any       // whose reads they share; nil if the last write was not a batch
	since time.Time // when the first one began
}

// maxBatches is the maximum time for which consecutive batches share their
// reads: about the time that a large batch takes.
const maxBatches = time.Second

var (
	locksMu sync.Mutex
	locks   = map[string]*Lock{}
)

// LockFor returns the lock of the server at an address, which all clients of
// this process share.
func LockFor(address string) *Lock {
	locksMu.Lock()
	defer locksMu.Unlock()
	if locks[address] == nil {
		locks[address] = &Lock{slots: semaphore.NewWeighted(maxReaders)}
	}
	return locks[address]
}

func (l *Lock) with(ctx context.Context, slots int64, do func() error) error {
	if l.Err != nil {
		return l.Err
	}
	if err := l.slots.Acquire(ctx, slots); err != nil {
		return err
	}
	defer l.slots.Release(slots)
	return do()
}

// Read runs a read, concurrently with other reads.
func (l *Lock) Read(ctx context.Context, do func() error) error {
	return l.with(ctx, 1, do)
}

// Write runs a change, exclusively.
func (l *Lock) Write(ctx context.Context, do func() error) error {
	return l.with(ctx, maxReaders, do)
}

// Continue begins a batch of a client, and reports whether it shares the reads
// of the client's previous batches: nothing else was written since, all of them
// succeeded, and the first began recently. Only the writer calls it.
func (l *Lock) Continue(client any) bool {
	if l.of == client && time.Since(l.since) <= maxBatches {
		return true
	}
	l.of, l.since = client, time.Now()
	return false
}

// Separate makes sure that no later batch shares earlier reads. Only the writer
// calls it.
func (l *Lock) Separate() { l.of, l.since = nil, time.Time{} }
