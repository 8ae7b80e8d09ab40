// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// files is the way in to the files of the Private storage.
type files struct{ *administration }

// List returns the files by name.
func (a files) List(ctx context.Context) (map[string]confproxy.File, error) {
	all, err := a.sharedListing(ctx)
	if err != nil {
		return nil, err
	}
	return all.listed, nil
}

// Behind returns the servers that do not have the listed version of a file.
func (a files) Behind(ctx context.Context) (map[string][]string, error) {
	all, err := a.sharedListing(ctx)
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
func (a files) Read(ctx context.Context, name string) ([]byte, confproxy.File, error) {
	all, err := a.sharedListing(ctx)
	if err != nil {
		return nil, confproxy.File{}, err
	}
	return a.download(ctx, all, name)
}

func (a *administration) download(ctx context.Context, all *listing, name string) ([]byte, confproxy.File, error) {
	for try := 1; ; try++ {
		file := all.files[name]
		if file == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
				Found: fmt.Sprintf("Its files are: %s.", a.session.QuoteAll(all.names())),
			}
		}
		op := fmt.Sprintf("download %q from the Private storage", name)
		u := downloadLink(file)
		if u == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrLayout, Op: op, Found: fmt.Sprintf("Expected a link in the column %q of its row.", columnDownload),
			}
		}
		data, err := a.session.Download(ctx, op, u, file.Size)
		isStale := errors.Is(err, confproxy.ErrLayout) || errors.Is(err, session.ErrStale)
		if err == nil || try > 1 || !isStale {
			return data, file.File, err
		}
		if all, err = a.readListing(ctx); err != nil {
			return nil, confproxy.File{}, err
		}
	}
}

func downloadLink(file *listedFile) *url.URL {
	for _, column := range []string{columnDownload, columnFile} {
		cell := file.row.Cell(column)
		if cell == nil {
			continue
		}
		for _, link := range cell.Links() {
			return link.URL
		}
		for _, control := range cell.Controls() {
			if u, ok := readingButton(control); ok {
				return u
			}
		}
	}
	return nil
}

// holds compares a listed file with data; it downloads the file only if the
// sizes are equal.
func (a *administration) holds(ctx context.Context, all *listing, name string, data []byte) (bool, error) {
	if all.files[name].Size != int64(len(data)) {
		return false, nil
	}
	there, _, err := a.download(ctx, all, name)
	return err == nil && bytes.Equal(there, data), err
}
