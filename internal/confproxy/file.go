// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"strings"
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
			Found: fmt.Sprintf("A file of that name has %d bytes, version %d and other contents. It was not changed.", there.Size, there.Version),
		}
	case p.Match != nil && *p.Match != *there:
		return &Error{
			Kind: ErrConflict, Op: op,
			Found: fmt.Sprintf("When the change was planned it had %d bytes and version %d; now it has %d bytes and version %d. It was not changed.",
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
	// change, also with other callers: nobody changes the map.
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
