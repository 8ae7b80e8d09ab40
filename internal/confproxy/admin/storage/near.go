// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// order is the result of the last complete read of a table with several pages:
// the names ascend from page to page. This order is not documented; without it,
// the whole table is read.
type order struct {
	first *tablePage
	urls  []*url.URL      // of the pages
	known map[string]bool // their addresses
	names []string        // sorted; including names that were found since
	size  int             // files on a page
}

// order returns the order of the table, nil if it has none, or only one page.
func (l *listing) order() *order {
	if len(l.pages) < 2 || l.first.table == nil || !slices.IsSorted(l.rows) || len(l.rows) != len(l.files) {
		return nil
	}
	o := &order{first: l.first, urls: l.pages, known: map[string]bool{}, names: l.rows, size: len(l.first.table.Rows)}
	if o.size == 0 {
		return nil
	}
	for _, u := range o.urls {
		o.known[session.Address(u)] = true
	}
	return o
}

// names returns the names in the order of the table.
func (l *tablePage) names() []string {
	var names []string
	if l.table != nil {
		for _, row := range l.table.Rows {
			names = append(names, fileName(row.Cell(ui.ColumnFile)))
		}
	}
	return names
}

// listingOf returns a listing that shows which of the named files exist. It
// reads the whole table, or only the pages where those files are or would be by
// the order of the names.
func (f *Files) listingOf(ctx context.Context, names []string) (*listing, error) {
	known := f.order.Load()
	if known == nil || f.cache.Holds(placePrivate) {
		return f.sharedListing(ctx)
	}
	r := &rereading{Files: f, order: *known, pages: map[int]*tablePage{}}
	near, err := session.Read(ctx, f.session, func(ctx context.Context) (*listing, error) {
		clear(r.pages)
		r.read = nil
		return r.list(ctx, names)
	})
	if err != nil || near == nil {
		f.order.Store(nil)
		return f.sharedListing(ctx)
	}
	return near, nil
}

// rereading is a read of some pages of a table.
type rereading struct {
	*Files
	order
	pages map[int]*tablePage
	read  []*tablePage // in that order
}

// list reads the pages that are needed for the names; the listing is nil if
// these pages are not enough.
func (r *rereading) list(ctx context.Context, names []string) (*listing, error) {
	for _, name := range names {
		if isCertain, err := r.find(ctx, name); err != nil || !isCertain {
			return nil, err
		}
	}
	near := newListing(r.first)
	for _, page := range r.read {
		if err := near.add(page, r.session.Quote); err != nil {
			return nil, err
		}
	}
	r.names = append(slices.Clone(r.names), near.names()...)
	slices.Sort(r.names)
	r.names = slices.Compact(r.names)
	r.Files.order.Store(&r.order)
	return near, nil
}

// find reads the page where a name is or would be. Later changes may have moved
// it to an adjacent page.
func (r *rereading) find(ctx context.Context, name string) (isCertain bool, err error) {
	const most = 5
	at, _ := slices.BinarySearch(r.names, name)
	for k, tries := min(at/r.size, len(r.urls)-1), 0; tries < most; tries++ {
		names, err := r.open(ctx, k)
		if err != nil || len(names) == 0 || !slices.IsSorted(names) {
			return false, err
		}
		at, found := slices.BinarySearch(names, name)
		isFirst, isLast := k == 0, k == len(r.urls)-1
		switch {
		case found, 0 < at && at < len(names), at == 0 && isFirst, at == len(names) && isLast:
			return true, nil
		case at == 0 && r.isBehind(k-1, name), at > 0 && r.isBefore(k+1, name):
			return true, nil
		case at == 0:
			k--
		default:
			k++
		}
	}
	return false, nil
}

// isBehind reports whether a name comes after a page that was read.
func (r *rereading) isBehind(k int, name string) bool {
	page := r.pages[k]
	return page != nil && slices.Max(page.names()) < name
}

// isBefore reports whether a name comes before a page that was read.
func (r *rereading) isBefore(k int, name string) bool {
	page := r.pages[k]
	return page != nil && name < page.names()[0]
}

// open reads a page unless it was read, and returns the names on it. It records
// new pages after the last one.
func (r *rereading) open(ctx context.Context, k int) ([]string, error) {
	if r.pages[k] == nil {
		page, err := r.openTablePage(ctx, r.urls[k], r.first)
		if err != nil {
			return nil, err
		}
		r.pages[k], r.read = page, append(r.read, page)
		for _, other := range page.otherPages() {
			if at := session.Address(other.url); !r.known[at] && !r.first.isMeantBy(other) {
				r.urls, r.known = append(slices.Clone(r.urls), other.url), maps.Clone(r.known)
				r.known[at] = true
			}
		}
	}
	return r.pages[k].names(), nil
}
