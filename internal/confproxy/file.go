// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// objectsFolder is the folder of the Private storage in settings (documented).
const objectsFolder = "objects/"

// ObjectPath returns the path by which settings refer to a file of the Private
// storage.
func ObjectPath(name string) string { return objectsFolder + name }

// ObjectName returns the name of the file that a setting refers to; ok is false
// for a path outside the Private storage.
func ObjectName(path string) (name string, ok bool) {
	name, ok = strings.CutPrefix(path, objectsFolder)
	return name, ok && name != ""
}

// IsProductOwned reports whether the product itself owns a file of the Private
// storage (documented). Such a file is never adopted, replaced or deleted.
func IsProductOwned(name string) bool {
	return strings.EqualFold(name, "software_policy.xml") || strings.EqualFold(name, "software_policy.xml.csig")
}

// File is a file of the Private storage, as the server lists it.
type File struct {
	Name string // flat: without folders (documented)
	Size int64  // bytes
	// Version on the current server; every upload of the name increments it
	// (inferred). It is -1 if the server shows none.
	Version int64
}

// Precondition is the condition for writing a file. The zero value is always
// met.
type Precondition struct {
	Absent bool  // no file of that name, otherwise [ErrExists]
	Match  *File // the file as it was seen, otherwise [ErrConflict]
}

// Check compares the existing file, nil for none, with the precondition.
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

// PutResult is the result of storing a file.
type PutResult struct {
	File     File   // as listed afterwards
	Adopted  bool   // the file already had the same bytes, and nothing was sent
	MayExist bool   // the upload may have reached the server, whatever the error
	Previous []byte // the contents of the file before it was replaced; nil if it was not, or could not be read
	Err      error
}

// Files is a way in to the files of the Private storage.
type Files interface {
	// List returns the files by name. It shares its result until the next
	// change, also with other callers: nobody changes the map. Files may move in
	// the list while it is read: one that is expected is missing only if it was
	// not found twice.
	List(ctx context.Context, expected ...string) (map[string]File, error)
	// Behind returns the other servers of the grid that do not have the listed
	// version of a file yet, by the names of the files; up-to-date files are
	// omitted.
	Behind(ctx context.Context) (map[string][]string, error)
	// Read downloads a file; [ErrNotFound] if there is none.
	Read(ctx context.Context, name string) ([]byte, File, error)
	// Put stores files and reads each back byte for byte. If a file already has
	// the same bytes, nothing is sent and its precondition is ignored. It
	// returns a result for every upload, in order.
	Put(ctx context.Context, uploads []Upload) []PutResult
	// Delete deletes files and makes sure that no other file has disappeared. A
	// file that does not exist is no error. It returns an error or nil for
	// every name, in order.
	Delete(ctx context.Context, names []string) []error
}

// DeleteUnused deletes the files that no setting names.
func (w Ways) DeleteUnused(ctx context.Context, names []string) []error {
	if len(names) == 0 {
		return nil
	}
	errs := make([]error, len(names))
	rows, rowsErr := w.rowsOfFiles(ctx)
	files, err := w.Files.List(ctx, names...)
	if err != nil {
		return slices.Repeat([]error{err}, len(names))
	}
	var free []string
	var at []int
	for i, name := range names {
		if _, there := files[name]; !there {
			continue
		}
		if errs[i] = cmp.Or(rowsErr, refuseInUse(name, rows)); errs[i] == nil {
			free, at = append(free, name), append(at, i)
		}
	}
	if len(free) > 0 {
		for i, err := range w.Files.Delete(ctx, free) {
			errs[at[i]] = err
		}
	}
	return errs
}

// Unused returns those of the files that no setting names.
func (w Ways) Unused(ctx context.Context, names []string) ([]string, error) {
	rows, err := w.rowsOfFiles(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return refuseInUse(name, rows) != nil }), nil
}

// rowsOfFiles returns the rows that may name files: all those of General,
// because other features use the Private storage, too (documented).
func (w Ways) rowsOfFiles(ctx context.Context) ([]Row, error) {
	readings, err := w.Settings.Read(ctx, FileSettings...)
	if err != nil {
		return nil, err
	}
	named, err := readings.Require(Certificate)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, setting := range FileSettings {
		rows = append(rows, Row{Setting: setting, Value: named[setting]})
	}
	others, err := w.Settings.List(ctx, PageGeneral)
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
