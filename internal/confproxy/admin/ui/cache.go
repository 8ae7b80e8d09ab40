// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package ui

import (
	"context"
	"sync"
	"time"
)

// failureLife is the time for which a failed read is shared: the resources of
// one run need not each wait for a server that is down.
const failureLife = 10 * time.Second

// Cache shares the results of reads among all readers until the next write.
type Cache struct {
	entries sync.Map // of *cacheEntry
}

type cacheEntry struct {
	mu     sync.Mutex
	value  any
	err    error
	failed time.Time
}

func (c *Cache) entry(key string) *cacheEntry {
	entry, _ := c.entries.LoadOrStore(key, &cacheEntry{})
	return entry.(*cacheEntry) //nolint:forcetypeassert // Only entries are stored.
}

// Clear removes all entries after a write.
func (c *Cache) Clear() { c.entries.Clear() }

// Shared returns the value of key, which it loads once for all readers.
func Shared[T any](ctx context.Context, c *Cache, key string, load func(context.Context) (T, error)) (T, error) {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	if value, ok := entry.value.(T); ok {
		return value, nil
	}
	if entry.err != nil && time.Since(entry.failed) < failureLife {
		var none T
		return none, entry.err
	}
	value, err := load(ctx)
	if err == nil {
		entry.value = value
	} else if ctx.Err() == nil {
		entry.err, entry.failed = err, time.Now()
	}
	return value, err
}

// Holds reports whether a key has a value.
func (c *Cache) Holds(key string) bool {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	return entry.value != nil
}

// Forget removes one entry, because its source has changed.
func (c *Cache) Forget(key string) { c.entries.Delete(key) }

// Put stores a value to share, without loading it.
func (c *Cache) Put(key string, value any) {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	entry.value, entry.err = value, nil
}
