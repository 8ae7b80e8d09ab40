// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Files lists the Private storage by name.
func (c *Client) Files(ctx context.Context) (map[string]File, error) {
	var files map[string]File
	err := c.reading(ctx, func() (err error) {
		files, err = c.ways.Files.List(ctx)
		return err
	})
	return files, err
}

// File finds a file in the listing; [ErrNotFound] if there is none.
func (c *Client) File(ctx context.Context, name string) (File, error) {
	files, err := c.Files(ctx)
	if err != nil {
		return File{}, err
	}
	file, ok := files[name]
	if !ok {
		return File{}, c.masked(notFound(name, files))
	}
	return file, nil
}

// ReadFile downloads a file; [ErrNotFound] if there is none.
func (c *Client) ReadFile(ctx context.Context, name string) ([]byte, File, error) {
	var data []byte
	var file File
	err := c.reading(ctx, func() (err error) {
		data, file, err = c.ways.Files.Read(ctx, name)
		c.ways.Mask.AddKeys(data)
		return err
	})
	return data, file, err
}

// PutFile stores a file and reads it back byte for byte. If the file already
// has the same bytes, nothing is sent. Files that wait at the same time are
// stored together.
func (c *Client) PutFile(ctx context.Context, name string, content *certs.Content, precondition Precondition) (PutResult, error) {
	c.ways.Mask.AddKeys(content.Bytes())
	put := pendingPut{Upload{name, content.Bytes(), precondition}, content}
	result, err := c.puts.Do(ctx, c.lock.Write, put, c.putAll)
	if err == nil {
		err = result.Err
	}
	result.Err = c.masked(err)
	return result, result.Err
}

type pendingPut struct {
	Upload
	content *certs.Content
}

// goOn begins a batch, which may share the reads of the previous ones.
func (c *Client) goOn() {
	if !c.lock.Continue(c) {
		c.ways.Connection.Forget()
	}
}

// endBatch ends a batch. After a failure, nothing is shared any more.
func (c *Client) endBatch(failed bool) {
	if failed {
		c.alone()
	}
}

func (c *Client) putAll(ctx context.Context, puts []pendingPut) []PutResult {
	c.goOn()
	uploads := make([]Upload, len(puts))
	for i, put := range puts {
		uploads[i] = put.Upload
		c.ways.Connection.Trust(put.content.Leaf()) // a file in use may be served at once
	}
	results := c.ways.Files.Put(ctx, uploads)
	c.endBatch(slices.ContainsFunc(results, func(r PutResult) bool { return r.Err != nil }))
	return results
}

// DeleteFile deletes a file. It returns [ErrInUse] if a setting of General names
// it, and no error if it does not exist. Files that wait at the same time are
// deleted together.
func (c *Client) DeleteFile(ctx context.Context, name string, precondition Precondition) error {
	result, err := c.removals.Do(ctx, c.lock.Write, Removal{name, precondition}, c.deleteAll)
	if err == nil {
		err = result
	}
	return c.masked(err)
}

func (c *Client) deleteAll(ctx context.Context, removals []Removal) []error {
	c.goOn()
	errs := c.deleteUnused(ctx, removals)
	c.endBatch(errors.Join(errs...) != nil)
	return errs
}

// deleteUnused deletes the files that no setting names.
func (c *Client) deleteUnused(ctx context.Context, removals []Removal) []error {
	if len(removals) == 0 {
		return nil
	}
	errs := make([]error, len(removals))
	rows, rowsErr := c.rowsOfFiles(ctx)
	files, err := c.ways.Files.List(ctx)
	if err != nil {
		return slices.Repeat([]error{err}, len(removals))
	}
	var free []Removal
	var at []int
	for i, removal := range removals {
		if _, there := files[removal.Name]; !there {
			continue
		}
		if errs[i] = cmp.Or(rowsErr, refuseInUse(removal.Name, rows)); errs[i] == nil {
			free, at = append(free, removal), append(at, i)
		}
	}
	if len(free) > 0 {
		for i, err := range c.ways.Files.Delete(ctx, free) {
			errs[at[i]] = err
		}
	}
	return errs
}

// rowsOfFiles returns the rows that may name files: all those of General,
// because other features use the Private storage, too (documented).
func (c *Client) rowsOfFiles(ctx context.Context) ([]Row, error) {
	readings, err := c.ways.Settings.Read(ctx, fileSettings...)
	if err != nil {
		return nil, err
	}
	named, err := readings.Require(Certificate)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, setting := range fileSettings {
		rows = append(rows, Row{Setting: setting, Value: named[setting]})
	}
	others, err := c.ways.Settings.List(ctx, PageGeneral)
	for _, row := range others {
		if !row.Setting.IsManagedByDeployment() {
			rows = append(rows, row)
		}
	}
	return rows, err
}

// refuseInUse refuses to delete a file that a row names.
func refuseInUse(name string, rows []Row) error {
	for _, row := range rows {
		if row.Value.namesFile(name) {
			return &Error{
				Kind: ErrInUse, Op: fmt.Sprintf("delete %q from the Private storage", name),
				Found:  fmt.Sprintf("The setting %s on the server names %s.", row.Setting, ObjectPath(name)),
				Advice: "Change that setting first.",
			}
		}
	}
	return nil
}

// namesFile reports whether a value names a file, alone or in a list.
func (v Value) namesFile(name string) bool {
	if v.Default {
		return false
	}
	paths := strings.FieldsFunc(v.Text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' })
	return slices.ContainsFunc(append(paths, v.Text), func(path string) bool { return strings.EqualFold(path, ObjectPath(name)) })
}
