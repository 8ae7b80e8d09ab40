// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package client

import (
	"cmp"
	"context"
	"maps"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Settings returns a reading of every given row.
func (c *Client) Settings(ctx context.Context, settings ...confproxy.Setting) (confproxy.Readings, error) {
	readings, err := read(ctx, c, func() (confproxy.Readings, error) { return c.ways.Settings.Read(ctx, settings...) })
	for setting, reading := range readings {
		reading.Err = c.ways.Mask.Error(reading.Err)
		readings[setting] = reading
	}
	return readings, err
}

// Fallback returns the reason why the client changes settings by the pages,
// although it has a database secret; nil if it does not, or has none.
func (c *Client) Fallback(ctx context.Context) error {
	way, ok := c.ways.Settings.(interface {
		Unusable(ctx context.Context) error
	})
	if !ok {
		return nil
	}
	return c.reading(ctx, func() error { return way.Unusable(ctx) })
}

// Rows returns the rows of a settings page in page order.
func (c *Client) Rows(ctx context.Context, page string) ([]confproxy.Row, error) {
	rows, err := read(ctx, c, func() ([]confproxy.Row, error) { return c.ways.Settings.List(ctx, page) })
	for i := range rows {
		rows[i].Err = c.ways.Mask.Error(rows[i].Err)
	}
	return rows, err
}

// Edit sets rows to the wanted values and reads them back. One save for each
// page makes all edits that wait at the same time.
func (c *Client) Edit(ctx context.Context, edit confproxy.Edit) error {
	result, err := c.edits.Do(ctx, c.lock.Write, edit, c.editAll)
	return c.ways.Mask.Error(cmp.Or(err, result))
}

// editAll makes edits together. If that fails, it makes each alone, so that a
// failure is reported for the edit that caused it; edits that already took
// effect are not sent again.
func (c *Client) editAll(ctx context.Context, edits []confproxy.Edit) []error {
	c.alone()
	defer c.alone()
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	if len(edits) > 1 {
		together := confproxy.Edit{Want: confproxy.Values{}, Expect: confproxy.Values{}}
		for _, edit := range edits {
			maps.Copy(together.Want, edit.Want)
			maps.Copy(together.Expect, edit.Expect)
		}
		if c.ways.Settings.Write(ctx, together) == nil {
			return make([]error, len(edits))
		}
	}
	errs := make([]error, len(edits))
	for i, edit := range edits {
		errs[i] = c.ways.Settings.Write(ctx, edit)
	}
	return errs
}

// SetSecret enters a secret in its separate form.
func (c *Client) SetSecret(ctx context.Context, setting confproxy.Setting, secret string) error {
	c.ways.Mask.Add(secret)
	return c.writing(ctx, func(ctx context.Context) error {
		ctx, cancel := confproxy.Detached(ctx)
		defer cancel()
		return c.ways.Secrets.Set(ctx, setting, secret)
	})
}
