// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// objectsFolder is where settings find the files of the Private storage
// (documented).
const objectsFolder = "objects/"

// ObjectPath returns how settings refer to a file of the Private storage.
func ObjectPath(name string) string { return objectsFolder + name }

// ObjectName returns the name of the file that a setting refers to; ok is false
// for a path outside the Private storage.
func ObjectName(path string) (name string, ok bool) {
	name, ok = strings.CutPrefix(path, objectsFolder)
	return name, ok && name != ""
}

// IsProductOwned reports a file that the product itself keeps in the Private
// storage (documented): it is never adopted, replaced or deleted.
func IsProductOwned(name string) bool {
	return strings.EqualFold(name, "software_policy.xml") || strings.EqualFold(name, "software_policy.xml.csig")
}

// File is a file of the Private storage, as the server lists it.
type File struct {
	Name string // flat: without folders (documented)
	Size int64  // bytes
	// Version on the current server, raised by every upload of the name
	// (inferred); -1 when the server shows none.
	Version int64
}

// Precondition says what must hold for a file to be written or deleted. The zero
// value demands nothing.
type Precondition struct {
	Absent bool  // no file of that name, else [ErrExists]
	Match  *File // the file as it was seen, else [ErrConflict]
}

// Check compares the file that is there, nil for none, with what must hold.
func (p Precondition) Check(op string, there *File) error {
	if there == nil {
		return nil
	}
	switch {
	case p.Absent:
		return &Error{
			Kind: ErrExists, Op: op,
			Found: fmt.Sprintf("A file of that name has %d bytes, version %d and other contents. It was left alone.", there.Size, there.Version),
		}
	case p.Match != nil && *p.Match != *there:
		return &Error{
			Kind: ErrConflict, Op: op,
			Found: fmt.Sprintf("When the change was planned it had %d bytes and version %d; now it has %d bytes and version %d. It was left alone.",
				p.Match.Size, p.Match.Version, there.Size, there.Version),
		}
	}
	return nil
}

// Upload is a file to store.
type Upload struct {
	Name string
	Data []byte
	If   Precondition
}

// PutResult is what became of a file that was to be stored.
type PutResult struct {
	File     File   // as listed afterwards
	Adopted  bool   // the same bytes were there already, and nothing was sent
	MayExist bool   // the upload may have reached the server, whatever error there is
	Previous []byte // what the file held before it was replaced; nil when it was not, or could not be read
	Err      error
}

// Removal is a file to delete.
type Removal struct {
	Name string
	If   Precondition
}

// Files is a way in to the files of the Private storage.
type Files interface {
	// List returns the files by name. It shares what was read since the last
	// change.
	List(ctx context.Context) (map[string]File, error)
	// Behind returns the other servers of the grid that do not have the listed
	// version of a file yet, by the files' names; those that are up to date are
	// left out.
	Behind(ctx context.Context) (map[string][]string, error)
	// Read downloads a file; [ErrNotFound] when there is none.
	Read(ctx context.Context, name string) ([]byte, File, error)
	// Put stores files and reads each back byte for byte. Where the same bytes
	// are there already, nothing is sent and no precondition counts. It returns
	// a result for every upload, in order.
	Put(ctx context.Context, uploads []Upload) []PutResult
	// Delete deletes files and makes sure that no other has gone. A file that
	// is not there is no error. It returns an error or nil for every removal,
	// in order.
	Delete(ctx context.Context, removals []Removal) []error
}

// Files lists the Private storage by name.
func (c *Client) Files(ctx context.Context) (map[string]File, error) {
	var files map[string]File
	err := c.reading(ctx, func() (err error) {
		files, err = c.ways.Files.List(ctx)
		return err
	})
	return files, err
}

// File looks a file up in the listing; [ErrNotFound] when there is none.
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

// ReadFile downloads a file; [ErrNotFound] when there is none.
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

// PutFile stores a file and reads it back byte for byte. Where the same bytes
// are there already, nothing is sent. Files that wait together are stored
// together.
func (c *Client) PutFile(ctx context.Context, name string, content *certs.Content, precondition Precondition) (PutResult, error) {
	c.ways.Mask.AddKeys(content.Bytes())
	put := pendingPut{Upload{name, content.Bytes(), precondition}, content}
	result, err := c.puts.do(ctx, c.lock.write, put, c.putAll)
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

func (c *Client) putAll(ctx context.Context, puts []pendingPut) []PutResult {
	c.ways.Connection.Forget()
	defer c.ways.Connection.Forget()
	uploads := make([]Upload, len(puts))
	for i, put := range puts {
		uploads[i] = put.Upload
		c.ways.Connection.Trust(leafOf(put.content)) // a file in use may be served at once
	}
	return c.ways.Files.Put(ctx, uploads)
}

// DeleteFile deletes a file. It is [ErrInUse] when a setting of HTTPT SSL names
// it, and no error when it is gone already. Files that wait together are deleted
// together.
func (c *Client) DeleteFile(ctx context.Context, name string, precondition Precondition) error {
	result, err := c.removals.do(ctx, c.lock.write, Removal{name, precondition}, c.deleteAll)
	if err == nil {
		err = result
	}
	return c.masked(err)
}

func (c *Client) deleteAll(ctx context.Context, removals []Removal) []error {
	c.ways.Connection.Forget()
	defer c.ways.Connection.Forget()
	return c.deleteUnused(ctx, removals)
}

// deleteUnused deletes those files that no setting names.
func (c *Client) deleteUnused(ctx context.Context, removals []Removal) []error {
	if len(removals) == 0 {
		return nil
	}
	errs := make([]error, len(removals))
	named, namedErr := c.namedFiles(ctx)
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
		if errs[i] = cmp.Or(namedErr, named.refuseInUse(removal.Name)); errs[i] == nil {
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

// namedFiles returns the settings that name files.
func (c *Client) namedFiles(ctx context.Context) (Values, error) {
	readings, err := c.ways.Settings.Read(ctx, fileSettings...)
	if err != nil {
		return nil, err
	}
	return readings.Require(Certificate)
}

// refuseInUse refuses to delete a file that a setting would be left without.
func (v Values) refuseInUse(name string) error {
	for _, setting := range fileSettings {
		if value := v[setting]; !value.Default && value.Text == ObjectPath(name) {
			return &Error{
				Kind: ErrInUse, Op: fmt.Sprintf("delete %q from the Private storage", name),
				Found:  fmt.Sprintf("The setting %s on the server names %s.", setting, ObjectPath(name)),
				Advice: "Change that setting first.",
			}
		}
	}
	return nil
}
