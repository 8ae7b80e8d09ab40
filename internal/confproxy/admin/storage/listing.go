// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// listing is the result of one read of the Private storage: the files on all
// pages of its table. It keeps two of the pages; hundreds would fill the memory.
type listing struct {
	first, last *tablePage // the first page, and the last one that was read and shows files
	pages       []*url.URL
	full        int      // pages that show files
	rows        []string // names in the order of the table
	files       map[string]*listedFile
	listed      map[string]confproxy.File // the files for callers
	isTwice     bool                      // read twice, see expecting
}

// newListing returns a listing without files, of a table with that first page.
func newListing(first *tablePage) *listing {
	return &listing{first: first, last: first, files: map[string]*listedFile{}, listed: map[string]confproxy.File{}}
}

func (l *listing) names() []string { return slices.Sorted(maps.Keys(l.files)) }

// maxTablePages is the maximum number of pages of a table.
const maxTablePages = 1000

// readListing reads all pages of the table again, and shares the result with
// other readers.
func (f *Files) readListing(ctx context.Context) (*listing, error) {
	f.cache.Forget(placePrivate)
	return f.sharedListing(ctx)
}

// sharedListing returns the listing that readers share.
func (f *Files) sharedListing(ctx context.Context) (*listing, error) {
	return ui.Shared(ctx, f.cache, placePrivate, func(ctx context.Context) (*listing, error) {
		return session.Read(ctx, f.session, f.readTable)
	})
}

// expecting returns the listing that readers share. If it lacks one of the
// names, it reads a table of several pages once more: a row may have moved to a
// page that was read already. A file is missing if both readings lack it.
func (f *Files) expecting(ctx context.Context, names []string) (*listing, error) {
	f.again.Lock()
	defer f.again.Unlock()
	first, err := f.sharedListing(ctx)
	if err != nil || first.isTwice || len(first.pages) == 1 || len(first.present(names)) == len(names) {
		return first, err
	}
	both, err := session.Read(ctx, f.session, f.readTable)
	if err != nil {
		return nil, err
	}
	both.isTwice = true
	both.pages = append(both.pages, first.pages...)
	for name, file := range first.files {
		if both.files[name] == nil {
			once := *file
			once.isDoubtful = true
			both.files[name], both.listed[name] = &once, file.File
		}
	}
	f.cache.Put(placePrivate, both)
	return both, nil
}

func (f *Files) readTable(ctx context.Context) (*listing, error) {
	first, err := f.openPrivate(ctx)
	if err != nil {
		return nil, err
	}
	all := newListing(first)
	var queue []*url.URL
	seen := map[string]bool{session.Address(first.page.URL()): true, session.Address(first.view.URL): true}
	for page := first; ; {
		if err := all.add(page, f.session.Quote); err != nil {
			return nil, err
		}
		for _, other := range page.otherPages() {
			if at := session.Address(other.url); !seen[at] && !first.isMeantBy(other) {
				seen[at] = true
				queue = append(queue, other.url)
			}
		}
		if len(queue) == 0 || len(all.pages) >= maxTablePages {
			if err := all.last.checkLast(all.full, len(all.files), f.session.Quote); err != nil {
				return nil, err
			}
			f.order.Store(all.order())
			return all, nil
		}
		if page, err = f.openTablePage(ctx, queue[0], first); err != nil {
			return nil, err
		}
		queue = queue[1:]
	}
}

// openTablePage opens another page of the table. A page elsewhere that shows no
// table counts as a page without files.
func (f *Files) openTablePage(ctx context.Context, u *url.URL, first *tablePage) (*tablePage, error) {
	v, err := f.session.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	if v.IsError() {
		return nil, f.noStorage(v, fmt.Sprintf("Another page of the table answers %d.", v.Status))
	}
	page := newTablePage(v, first.section)
	if page == nil && first.section != "" && newTablePage(v, "") != nil {
		return nil, f.noStorage(v, fmt.Sprintf("Another page of the table shows files, but it is unknown whether they are of the tab %q.", ui.TabPrivate))
	}
	if page != nil {
		page.tab = first.tab
	}
	isEmpty := page != nil && page.table == nil
	if !isEmpty && (page == nil || first.table == nil || !slices.Equal(page.table.Headers, first.table.Headers)) {
		if u.Path == first.view.URL.Path {
			return nil, f.noStorage(v, "Another page of the table does not show that table.")
		}
		isEmpty = true
	}
	if isEmpty {
		return &tablePage{view: v, page: v.Pages[0]}, nil
	}
	return page, nil
}

// firstTablePage reads the first page of the table again.
func (f *Files) firstTablePage(ctx context.Context) (*tablePage, error) {
	return session.Read(ctx, f.session, f.openPrivate)
}

// ReadAny reads a page: the first one of the table, if its address is known, so
// that a following deletion need not read it again. If the table has only that
// page, it becomes the shared listing.
func (f *Files) ReadAny(ctx context.Context) (*session.View, error) {
	if f.session.Remembered(placePrivate) == nil {
		return f.session.OpenRoot(ctx)
	}
	f.cache.Forget(placePrivate)
	on, err := f.openPrivate(ctx)
	if err != nil {
		return nil, err
	}
	if all, err := f.whole(on); err == nil && all != nil {
		f.cache.Put(placePrivate, all)
	}
	return on.view, nil
}

// lastTablePage makes sure that the table page of a file is the page that was
// read last: its tokens are good for one post.
func (f *Files) lastTablePage(ctx context.Context, all *listing, name string) (*tablePage, error) {
	return session.Read(ctx, f.session, func(ctx context.Context) (on *tablePage, err error) {
		if all == nil {
			if all, err = f.sharedListing(ctx); err != nil {
				return nil, err
			}
		}
		at := all.first.view.URL
		if file := all.files[name]; file != nil {
			at = file.page
		}
		switch {
		case at == all.last.view.URL && f.session.IsLast(all.last.view):
			return all.last, nil
		case at == all.first.view.URL:
			return f.openPrivate(ctx)
		}
		if on, err = f.openTablePage(ctx, at, all.first); errors.Is(err, session.ErrStale) {
			f.cache.Forget(placePrivate)
			all = nil
		}
		return on, err
	})
}

// uploadPage returns a page of the table with an upload form that was read
// last: its tokens are good for one post.
func (f *Files) uploadPage(ctx context.Context, all *listing) (*tablePage, error) {
	if f.session.IsLast(all.last.view) && uploadButton(all.last.page) != nil {
		return all.last, nil
	}
	return f.firstTablePage(ctx)
}
