// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Files lists the Private storage by name. It looks twice for files that are
// expected.
func (c *Client) Files(ctx context.Context, expected ...string) (map[string]confproxy.File, error) {
	return read(ctx, c, func() (map[string]confproxy.File, error) { return c.ways.Files.List(ctx, expected...) })
}

// File finds a file in the listing; [ErrNotFound] if there is none. It does not
// look twice.
func (c *Client) File(ctx context.Context, name string) (confproxy.File, error) {
	files, err := c.Files(ctx)
	if err != nil {
		return confproxy.File{}, err
	}
	file, ok := files[name]
	if !ok {
		return confproxy.File{}, c.ways.Mask.Error(notFound(name, files))
	}
	return file, nil
}

// UnusedFiles returns those of the files that no setting of General names.
func (c *Client) UnusedFiles(ctx context.Context, names []string) ([]string, error) {
	return read(ctx, c, func() ([]string, error) { return c.ways.Unused(ctx, names) })
}

// ReadFile downloads a file; [ErrNotFound] if there is none.
func (c *Client) ReadFile(ctx context.Context, name string) (data []byte, file confproxy.File, err error) {
	err = c.reading(ctx, func() (err error) {
		data, file, err = c.ways.ReadFile(ctx, name)
		return err
	})
	return data, file, err
}

// PutFile stores a file and reads it back byte for byte. If the file already
// has the same bytes, nothing is sent. Files that wait at the same time are
// stored together.
func (c *Client) PutFile(ctx context.Context, name string, content *certs.Content, precondition confproxy.Precondition) (confproxy.PutResult, error) {
	c.ways.Mask.AddKeys(content.Bytes())
	put := pendingPut{confproxy.Upload{Name: name, Data: content.Bytes(), If: precondition}, content}
	result, err := c.puts.Do(ctx, c.lock.Write, put, c.putAll)
	result.Err = c.ways.Mask.Error(cmp.Or(err, result.Err))
	return result, result.Err
}

type pendingPut struct {
	confproxy.Upload
	content *certs.Content
}

// goOn begins a batch, which may share the reads of the previous ones, unless
// one of them failed.
func (c *Client) goOn() {
	if !c.lock.Continue(c) {
		c.ways.Connection.Forget()
	}
}

func (c *Client) putAll(ctx context.Context, puts []pendingPut) []confproxy.PutResult {
	c.goOn()
	uploads := make([]confproxy.Upload, len(puts))
	for i, put := range puts {
		uploads[i] = put.Upload
		c.ways.Connection.Trust(put.content.Leaf()) // a file in use may be served at once
	}
	results := c.ways.Files.Put(ctx, uploads)
	if slices.ContainsFunc(results, func(r confproxy.PutResult) bool { return r.Err != nil }) {
		c.alone()
	}
	return results
}

// DeleteFile deletes a file. It returns [ErrInUse] if a setting of General names
// it, and no error if it does not exist. Files that wait at the same time are
// deleted together.
func (c *Client) DeleteFile(ctx context.Context, name string) error {
	result, err := c.removals.Do(ctx, c.lock.Write, name, c.deleteAll)
	return c.ways.Mask.Error(cmp.Or(err, result))
}

func (c *Client) deleteAll(ctx context.Context, names []string) []error {
	c.goOn()
	errs := c.ways.DeleteUnused(ctx, names)
	if errors.Join(errs...) != nil {
		c.alone()
	}
	return errs
}

func notFound(name string, files map[string]confproxy.File) error {
	return &confproxy.Error{
		Kind: confproxy.ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
		Found: fmt.Sprintf("Its files are: %s.", confproxy.QuoteNames(files)),
	}
}
