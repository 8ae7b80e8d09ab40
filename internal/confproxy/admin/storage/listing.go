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

// listing is the result of one read of the Private storage: all pages of its
// table.
type listing struct {
	pages  []*tablePage
	files  map[string]*listedFile
	listed map[string]confproxy.File // the files for callers
}

func newListing() *listing {
	return &listing{files: map[string]*listedFile{}, listed: map[string]confproxy.File{}}
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
	return ui.Shared(ctx, f.cache, placePrivate, func(ctx context.Context) (all *listing, err error) {
		err = f.session.Read(ctx, func(ctx context.Context) error {
			all, err = f.readTable(ctx)
			return err
		})
		return all, err
	})
}

func (f *Files) readTable(ctx context.Context) (*listing, error) {
	first, err := f.openPrivate(ctx)
	if err != nil {
		return nil, err
	}
	all := newListing()
	var queue []*url.URL
	seen := []*url.URL{first.page.URL(), first.view.URL}
	isNew := func(u *url.URL) bool {
		return !slices.ContainsFunc(seen, func(s *url.URL) bool { return session.SameAddress(s, u) })
	}
	for page := first; ; {
		if err := all.add(page, f.session.Quote); err != nil {
			return nil, err
		}
		for _, other := range page.otherPages() {
			if isNew(other.url) && !first.isMeantBy(other) {
				seen = append(seen, other.url)
				queue = append(queue, other.url)
			}
		}
		if len(queue) == 0 || len(all.pages) >= maxTablePages {
			f.order.Store(orderOf(all))
			return all, nil
		}
		if page, err = f.openTablePage(ctx, queue[0], first); err != nil {
			return nil, err
		}
		queue = queue[1:]
	}
}

// openTablePage opens another page of the table. If it is not one, it counts as
// a page without files.
func (f *Files) openTablePage(ctx context.Context, u *url.URL, first *tablePage) (*tablePage, error) {
	v, err := f.session.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	if v.IsError() {
		return nil, f.noStorage(v, fmt.Sprintf("Another page of the table answers %d.", v.Status()))
	}
	page := newTablePage(v, first.section)
	if page == nil && first.section != "" && newTablePage(v, "") != nil {
		return nil, f.noStorage(v, fmt.Sprintf("Another page of the table shows files, but it is unknown whether they are of the tab %q.", ui.TabPrivate))
	}
	if page == nil || page.table == nil || first.table == nil || !slices.Equal(page.table.Headers(), first.table.Headers()) {
		return &tablePage{view: v, page: v.Pages[0]}, nil
	}
	return page, nil
}

// answeredPage returns the page of the table in the answer to a change; nil if
// the answer is another page.
func (f *Files) answeredPage(answer *session.View) *tablePage {
	at := f.session.Remembered(placePrivate)
	if answer == nil || at == nil {
		return nil
	}
	page, _ := privatePage(answer, at)
	if page == nil || page.table == nil {
		return nil
	}
	return page
}

// answerTable returns the table in the answer to a change of the named files; nil
// unless the answer is certainly the Private tab. It is if its address is the
// tab's, or if that has a longer query, such as for a message, and the answer
// shows the whole table, with all other files unchanged.
func (f *Files) answerTable(answer *session.View, before *listing, names []string) *tablePage {
	page := f.answeredPage(answer)
	if page == nil || !f.session.IsLast(answer) || uploadButton(page.page) == nil {
		return nil
	}
	at, all := f.session.Remembered(placePrivate), newListing()
	switch {
	case session.SameAddress(answer.URL, at):
	case !extends(answer.URL, at), all.add(page, f.session.Quote) != nil, !before.isWithin(all, names):
		return nil
	}
	return page
}

// extends reports whether u is the other address with more in its query.
func extends(u, other *url.URL) bool {
	bare, query := *u, u.Query()
	for name, values := range other.Query() {
		if !slices.Equal(query[name], values) {
			return false
		}
	}
	bare.RawQuery = other.RawQuery
	return session.SameAddress(&bare, other)
}

// listingIn returns the listing that answers a change to the named files; nil
// unless the answer shows the whole table, with all other files as they were
// before.
func (f *Files) listingIn(answer *session.View, before *listing, names []string) *listing {
	page := f.answeredPage(answer)
	if page == nil {
		return nil
	}
	all, err := f.whole(page)
	if err != nil || all == nil || !before.isWithin(all, names) {
		return nil
	}
	f.cache.Put(placePrivate, all)
	return all
}

// whole returns the listing of a page that shows the whole table; nil for any
// other page.
func (f *Files) whole(page *tablePage) (*listing, error) {
	if len(page.otherPages()) > 0 {
		return nil, nil
	}
	all := newListing()
	return all, all.add(page, f.session.Quote)
}

// firstTablePage reads the first page of the table again.
func (f *Files) firstTablePage(ctx context.Context) (on *tablePage, err error) {
	err = f.session.Read(ctx, func(ctx context.Context) error {
		on, err = f.openPrivate(ctx)
		return err
	})
	return on, err
}

// ReadAny reads a page: the first one of the table, if its address is known, so
// that a following deletion need not read it again. If the table has only that
// page, it becomes the shared listing.
func (f *Files) ReadAny(ctx context.Context) error {
	if f.session.Remembered(placePrivate) == nil {
		_, err := f.session.OpenRoot(ctx)
		return err
	}
	f.cache.Forget(placePrivate)
	on, err := f.openPrivate(ctx)
	if err != nil {
		return err
	}
	all, err := f.whole(on)
	if err == nil && all != nil {
		f.cache.Put(placePrivate, all)
	}
	return err
}

// lastTablePage makes sure that the table page of a file is the page that was
// read last: its tokens are good for one post.
func (f *Files) lastTablePage(ctx context.Context, all *listing, name string) (on *tablePage, err error) {
	err = f.session.Read(ctx, func(ctx context.Context) error {
		if all == nil {
			if all, err = f.sharedListing(ctx); err != nil {
				return err
			}
		}
		on = all.pages[0]
		if file := all.files[name]; file != nil {
			on = file.on
		}
		switch {
		case f.session.IsLast(on.view):
		case on == all.pages[0]:
			on, err = f.openPrivate(ctx)
		default:
			if on, err = f.openTablePage(ctx, on.view.URL, all.pages[0]); errors.Is(err, session.ErrStale) {
				f.cache.Forget(placePrivate)
				all = nil
			}
		}
		return err
	})
	return on, err
}

// isWithin reports whether another listing shows these files, except the named
// ones, unchanged, and so belongs to the same tab. Without files, it is false.
func (l *listing) isWithin(other *listing, but []string) bool {
	compared := 0
	for name, file := range l.files {
		if slices.Contains(but, name) {
			continue
		}
		if now := other.files[name]; now == nil || now.File != file.File {
			return false
		}
		compared++
	}
	return compared > 0
}

// uploadPage returns a page of the table with an upload form that was read
// last: its tokens are good for one post.
func (f *Files) uploadPage(ctx context.Context, all *listing) (*tablePage, error) {
	for _, on := range all.pages {
		if f.session.IsLast(on.view) && uploadButton(on.page) != nil {
			return on, nil
		}
	}
	return f.firstTablePage(ctx)
}
