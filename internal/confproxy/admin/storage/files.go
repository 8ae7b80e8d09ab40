// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package storage is the way in to the files of the Private storage: its tab,
// its table, which may have several pages, uploads and deletions.
package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// Files is the way in to the files of the Private storage.
type Files struct {
	session *session.Session
	log     *slog.Logger
	cache   *ui.Cache
	again   sync.Mutex            // held while the table is read twice
	order   atomic.Pointer[order] // of the table of files, as last read; nil for none
	stable  []string              // values of the upload form, once two reads have shown the same
	// openDeletion is a deletion that was not answered. The server may still
	// make it, when another change has altered the table.
	openDeletion atomic.Pointer[error]
}

// New returns the way in to the files on the server of a session.
func New(s *session.Session, log *slog.Logger, c *ui.Cache) *Files {
	return &Files{session: s, log: log, cache: c}
}

// List returns the files by name.
func (f *Files) List(ctx context.Context, expected ...string) (map[string]confproxy.File, error) {
	all, err := f.expecting(ctx, expected)
	if err != nil {
		return nil, err
	}
	return all.listed, nil
}

// Behind returns the servers that do not have the listed version of a file.
func (f *Files) Behind(ctx context.Context) (map[string][]string, error) {
	all, err := f.sharedListing(ctx)
	if err != nil {
		return nil, err
	}
	behind := map[string][]string{}
	for name, file := range all.files {
		if len(file.behind) > 0 {
			behind[name] = file.behind
		}
	}
	return behind, nil
}

// Read downloads a file. If the link has expired, it reads the listing again,
// once.
func (f *Files) Read(ctx context.Context, name string) ([]byte, confproxy.File, error) {
	all, err := f.expecting(ctx, []string{name})
	if err != nil {
		return nil, confproxy.File{}, err
	}
	return f.download(ctx, all, name)
}

// Put stores files, one after another, with one read of the table before and
// one after, and reads each file back byte for byte.
func (f *Files) Put(ctx context.Context, uploads []confproxy.Upload) []confproxy.PutResult {
	begin := time.Now()
	results := f.putAll(ctx, uploads)
	var stored, failed []string
	for i, result := range results {
		switch {
		case result.Err != nil:
			failed = append(failed, uploads[i].Name)
		case !result.Adopted:
			stored = append(stored, uploads[i].Name)
		}
	}
	f.tell(ctx, "uploaded", stored, begin)
	f.tell(ctx, "not uploaded", failed, begin)
	return results
}

// Delete deletes files: those on one page of the table by one press of the
// button, with one read of the table before and one after. It makes sure that
// they, and no other files, have disappeared.
func (f *Files) Delete(ctx context.Context, names []string) []error {
	begin := time.Now()
	errs := f.deleteAll(ctx, names)
	var deleted, failed []string
	for i, err := range errs {
		if err != nil {
			failed = append(failed, names[i])
		} else {
			deleted = append(deleted, names[i])
		}
	}
	f.tell(ctx, "deleted", deleted, begin)
	f.tell(ctx, "not deleted", failed, begin)
	return errs
}

func (f *Files) tell(ctx context.Context, message string, names []string, begin time.Time) {
	if len(names) > 0 {
		f.log.InfoContext(ctx, message, "files", names, "took", progress.Since(begin))
	}
}

func (f *Files) download(ctx context.Context, all *listing, name string) ([]byte, confproxy.File, error) {
	for try := 1; ; try++ {
		file := all.files[name]
		if file == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
				Found: fmt.Sprintf("Its files are: %s.", f.session.QuoteAll(all.names())),
			}
		}
		op := fmt.Sprintf("download %q from the Private storage", name)
		if file.link == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrLayout, Op: op, Found: fmt.Sprintf("Expected a link in the column %q of its row.", ui.ColumnDownload),
			}
		}
		data, err := f.session.Download(ctx, op, file.link, file.Size)
		isStale := errors.Is(err, confproxy.ErrLayout) || errors.Is(err, session.ErrStale)
		if err == nil || try > 1 || !isStale {
			return data, file.File, err
		}
		if all, err = f.readListing(ctx); err != nil {
			return nil, confproxy.File{}, err
		}
	}
}

// holds compares a listed file with data; it downloads the file only if the
// sizes are equal.
func (f *Files) holds(ctx context.Context, all *listing, name string, data []byte) (bool, error) {
	if all.files[name].Size != int64(len(data)) {
		return false, nil
	}
	there, _, err := f.download(ctx, all, name)
	return err == nil && bytes.Equal(there, data), err
}
