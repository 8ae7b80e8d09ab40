// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"sync"
	"time"
)

// failureLife is the time for which a failed read is shared: the resources of
// one run need not each wait for a server that is down.
const failureLife = 10 * time.Second

// cache shares the results of reads among all readers until the next write.
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

// clear removes all entries after a write.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries = nil
}

// shared returns the value of key, which it loads once for all readers.
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

// forget removes one entry, because its source has changed.
func (c *cache) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}

// put stores a value to share, without loading it.
func (c *cache) put(key string, value any) {
	entry := c.entry(key)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	entry.value, entry.err = value, nil
}
