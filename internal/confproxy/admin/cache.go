// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"sync"
	"time"
)

// failureLife is how long a failed read answers for the ones after it: the
// resources of one run need not each wait for a server that is down.
const failureLife = 10 * time.Second

// cache keeps what was read, for all readers, until something is written.
type cache struct {
	mu      sync.Mutex
	entries map[string]*cacheEntry
}

type cacheEntry struct {
	mu     sync.Mutex
	value  any
	err    error
	failed time.Time
}

func (c *cache) entry(key string) *cacheEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[string]*cacheEntry{}
	}
	if c.entries[key] == nil {
		c.entries[key] = &cacheEntry{}
	}
	return c.entries[key]
}

// clear forgets everything, because something was written.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries = nil
}

// shared returns the value of key, loading it once for all who ask.
func shared[T any](ctx context.Context, c *cache, key string, load func(context.Context) (T, error)) (T, error) {
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

// holds reports whether a key has a value.
func (c *cache) holds(key string) bool {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	return entry.value != nil
}

// forget forgets one entry, because what it holds was changed.
func (c *cache) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}

// put makes a value the one that is shared, without loading it.
func (c *cache) put(key string, value any) {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	entry.value, entry.err = value, nil
}
