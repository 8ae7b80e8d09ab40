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

// maxReaders is the maximum number of concurrent readers of one server.
const maxReaders = 4

// serverLock lets one writer or several readers of a server run at a time.
type serverLock struct {
	slots *semaphore.Weighted
	err   error // why the server must not be used
	batch batch
}

// batch is the writer's record of the batches that share reads.
type batch struct {
	of    *Client   // whose reads they share; nil if the last write was not a batch
	since time.Time // when the first one began
}

// maxBatches is the maximum time for which consecutive batches share their
// reads: about the time that a large batch takes.
const maxBatches = time.Second

var (
	serverLocksMu sync.Mutex
	serverLocks   = map[string]*serverLock{}
)

// lockFor returns the lock of the server, which all clients of this process
// share.
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
