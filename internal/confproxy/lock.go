// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// maxReaders is how many readers of one server may run beside each other.
const maxReaders = 4

// serverLock lets one writer or several readers of a server run at a time.
type serverLock struct {
	slots *semaphore.Weighted
	err   error // why nothing may be done
	batch batch
}

// batch is what the writer knows of the batches that it goes on with.
type batch struct {
	of    *Client   // whose readings they share; nil when the last write was none
	since time.Time // when these began
}

// maxBatches is how long batches that follow each other share their readings:
// about as long as a large one takes.
const maxBatches = time.Second

var (
	serverLocksMu sync.Mutex
	serverLocks   = map[string]*serverLock{}
)

// lockFor returns the lock of the server, one for all clients of this process.
func lockFor(base *url.URL) *serverLock {
	serverLocksMu.Lock()
	defer serverLocksMu.Unlock()
	key := HostPort(base)
	if serverLocks[key] == nil {
		serverLocks[key] = &serverLock{slots: semaphore.NewWeighted(maxReaders)}
	}
	return serverLocks[key]
}

func (l *serverLock) with(ctx context.Context, slots int64, do func() error) error {
	if l.err != nil {
		return l.err
	}
	if err := l.slots.Acquire(ctx, slots); err != nil {
		return err
	}
	defer l.slots.Release(slots)
	return do()
}

func (l *serverLock) read(ctx context.Context, do func() error) error {
	return l.with(ctx, 1, do)
}

func (l *serverLock) write(ctx context.Context, do func() error) error {
	return l.with(ctx, maxReaders, do)
}
