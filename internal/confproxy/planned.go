// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"sync"
)

// plannedFiles remembers what files will hold after the plan under way, so
// that checks in the same plan look at them and not at what is there now.
type plannedFiles struct {
	mu    sync.Mutex
	files map[string][]byte
}

// PlanFile tells that a private file is going to be written: with the given
// content, or with one that is not known yet (nil). Nothing is sent.
func (c *Client) PlanFile(name string, content []byte) {
	c.planned.mu.Lock()
	defer c.planned.mu.Unlock()
	if c.planned.files == nil {
		c.planned.files = map[string][]byte{}
	}
	c.planned.files[name] = content
}

// futureFile returns what a file will hold: as planned, or as it is on the
// server. known is false when that cannot be told yet.
func (c *Client) futureFile(ctx context.Context, name string) (data []byte, known bool, err error) {
	c.planned.mu.Lock()
	data, planned := c.planned.files[name]
	c.planned.mu.Unlock()
	if planned {
		return data, data != nil, nil
	}
	all, err := c.sharedStorage(ctx)
	if err != nil || all.files[name] == nil {
		return nil, false, err
	}
	data, err = shared(ctx, &c.cache, "file "+name, func(ctx context.Context) ([]byte, error) {
		data, _, err := c.download(ctx, all, name)
		return data, err
	})
	return data, err == nil, err
}
