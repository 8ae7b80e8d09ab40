// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// upload stores the files of the deployment. Undone, what was stored goes, and
// what was replaced comes back.
func (d *deployment) upload() step {
	if len(d.Files) == 0 {
		return step{}
	}
	files := d.client.ways.Files
	names := slices.Sorted(maps.Keys(d.Files))
	previous := map[string][]byte{}
	var stored []string
	return step{
		do: func(ctx context.Context) error {
			listed, err := files.List(ctx)
			if err != nil {
				return err
			}
			uploads := make([]Upload, len(names))
			for i, name := range names {
				uploads[i] = Upload{Name: name, Data: d.Files[name].Bytes()}
				if _, there := listed[name]; !there {
					continue
				}
				if previous[name], _, err = files.Read(ctx, name); err != nil {
					return err
				}
			}
			var errs []error
			for i, result := range files.Put(ctx, uploads) {
				if !result.Adopted && (result.Err == nil || result.MayExist) {
					stored = append(stored, names[i])
				}
				listed[names[i]] = result.File
				errs = append(errs, result.Err)
			}
			err = errors.Join(errs...)
			if err != nil && len(stored) > 0 {
				err = &SentError{err}
			}
			d.report.Stored = map[string]File{}
			for _, name := range names {
				d.report.Stored[name] = listed[name]
			}
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if len(stored) == 0 {
				return nil
			}
			return &Undone{
				What: "the files of the Private storage", Err: d.restoreFiles(ctx, stored, previous),
				Remedy: fmt.Sprintf("Delete %s in the File storage by hand.", strings.Join(stored, ", ")),
			}
		},
	}
}

// restoreFiles puts back what files held, and deletes those that were not there.
func (d *deployment) restoreFiles(ctx context.Context, names []string, previous map[string][]byte) error {
	var uploads []Upload
	var removals []Removal
	for _, name := range names {
		if data, replaced := previous[name]; replaced {
			uploads = append(uploads, Upload{Name: name, Data: data})
		} else {
			removals = append(removals, Removal{Name: name})
		}
	}
	var errs []error
	for _, result := range d.client.ways.Files.Put(ctx, uploads) {
		errs = append(errs, result.Err)
	}
	return errors.Join(append(errs, d.client.deleteUnused(ctx, removals)...)...)
}

// cleanUp deletes the obsolete files. That some cannot be deleted fails nothing:
// the new certificate is served.
func (d *deployment) cleanUp(ctx context.Context) error {
	if d.Obsolete == nil {
		return nil
	}
	listed, err := d.client.ways.Files.List(ctx)
	if err != nil {
		d.report.NotDeleted = err
		return nil
	}
	var removals []Removal
	for _, name := range d.Obsolete(listed) {
		removals = append(removals, Removal{Name: name})
	}
	d.report.NotDeleted = errors.Join(d.client.deleteUnused(ctx, removals)...)
	return nil
}
