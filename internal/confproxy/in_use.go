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

// DeleteUnused deletes the files that no setting names.
func (w Ways) DeleteUnused(ctx context.Context, removals []Removal) []error {
	if len(removals) == 0 {
		return nil
	}
	errs := make([]error, len(removals))
	rows, rowsErr := w.rowsOfFiles(ctx)
	files, err := w.Files.List(ctx)
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
		for i, err := range w.Files.Delete(ctx, free) {
			errs[at[i]] = err
		}
	}
	return errs
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
