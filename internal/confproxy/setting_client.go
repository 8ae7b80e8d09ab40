// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"maps"
	"slices"
)

// Settings returns a reading of every given row.
func (c *Client) Settings(ctx context.Context, settings ...Setting) (Readings, error) {
	var readings Readings
	err := c.reading(ctx, func() (err error) {
		readings, err = c.ways.Settings.Read(ctx, settings...)
		return err
	})
	for setting, reading := range readings {
		reading.Err = c.masked(reading.Err)
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
func (c *Client) Rows(ctx context.Context, page string) ([]Row, error) {
	var rows []Row
	err := c.reading(ctx, func() (err error) {
		rows, err = c.ways.Settings.List(ctx, page)
		return err
	})
	return rows, err
}

// IsManagedByDeployment reports whether only a [Deployment] changes a row,
// because it can make the server unreachable. The label alone identifies such a
// row: several menu entries may lead to its page.
func (s Setting) IsManagedByDeployment() bool {
	return slices.ContainsFunc(HTTPTSSL, func(own Setting) bool {
		return slices.ContainsFunc(own.Labels(), func(label string) bool { return SameLabel(label, s.Label) })
	})
}

// Edit sets rows to the wanted values and reads them back. One save for each
// page makes all edits that wait at the same time.
func (c *Client) Edit(ctx context.Context, edit Edit) error {
	result, err := c.edits.Do(ctx, c.lock.Write, edit, c.editAll)
	if err == nil {
		err = result
	}
	return c.masked(err)
}

// editAll makes edits together. If that fails, it makes each alone, so that a
// failure is reported for the edit that caused it; edits that already took
// effect are not sent again.
func (c *Client) editAll(ctx context.Context, edits []Edit) []error {
	c.alone()
	defer c.alone()
	ctx, cancel := Detached(ctx)
	defer cancel()
	if len(edits) > 1 {
		together := Edit{Want: Values{}, Expect: Values{}}
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
func (c *Client) SetSecret(ctx context.Context, setting Setting, secret string) error {
	c.know(&secret)
	return c.writing(ctx, func(ctx context.Context) error {
		ctx, cancel := Detached(ctx)
		defer cancel()
		return c.ways.Secrets.Set(ctx, setting, secret)
	})
}
