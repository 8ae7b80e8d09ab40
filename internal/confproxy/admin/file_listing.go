// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
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
func (a *administration) readListing(ctx context.Context) (*listing, error) {
	a.cache.forget(placePrivate)
	return a.sharedListing(ctx)
}

// sharedListing returns the listing that readers share.
func (a *administration) sharedListing(ctx context.Context) (*listing, error) {
	return shared(ctx, &a.cache, placePrivate, func(ctx context.Context) (all *listing, err error) {
		err = a.session.Read(ctx, func(ctx context.Context) error {
			all, err = a.readTable(ctx)
			return err
		})
		return all, err
	})
}

func (a *administration) readTable(ctx context.Context) (*listing, error) {
	first, err := a.openPrivate(ctx)
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
		if err := all.add(page, a.session.Quote); err != nil {
			return nil, err
		}
		for _, other := range page.otherPages() {
			if isNew(other.url) && !first.isMeantBy(other) {
				seen = append(seen, other.url)
				queue = append(queue, other.url)
			}
		}
		if len(queue) == 0 || len(all.pages) >= maxTablePages {
			a.order.Store(orderOf(all))
			return all, nil
		}
		if page, err = a.openTablePage(ctx, queue[0], first); err != nil {
			return nil, err
		}
		queue = queue[1:]
	}
}

// openTablePage opens another page of the table. If it is not one, it counts as
// a page without files.
func (a *administration) openTablePage(ctx context.Context, u *url.URL, first *tablePage) (*tablePage, error) {
	v, err := a.session.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	if v.IsError() {
		return nil, a.noStorage(v, fmt.Sprintf("Another page of the table answers %d.", v.Status()))
	}
	page := newTablePage(v, first.section)
	if page == nil && first.section != "" && newTablePage(v, "") != nil {
		return nil, a.noStorage(v, fmt.Sprintf("Another page of the table shows files, but it is unknown whether they are of the tab %q.", tabPrivate))
	}
	if page == nil || page.table == nil || first.table == nil || !slices.Equal(page.table.Headers(), first.table.Headers()) {
		return &tablePage{view: v, page: v.Pages[0]}, nil
	}
	return page, nil
}

// answeredPage returns the page of the table in the answer to a change; nil if
// the answer is another page.
func (a *administration) answeredPage(answer *session.View) *tablePage {
	at := a.session.Remembered(placePrivate)
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
func (a *administration) answerTable(answer *session.View, before *listing, names []string) *tablePage {
	page := a.answeredPage(answer)
	if page == nil || !a.session.IsLast(answer) || uploadButton(page.page) == nil {
		return nil
	}
	at, all := a.session.Remembered(placePrivate), newListing()
	switch {
	case session.SameAddress(answer.URL, at):
	case !extends(answer.URL, at), all.add(page, a.session.Quote) != nil, !before.isWithin(all, names):
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
func (a *administration) listingIn(answer *session.View, before *listing, names []string) *listing {
	page := a.answeredPage(answer)
	if page == nil {
		return nil
	}
	return a.shareWhole(page, func(all *listing) bool { return before.isWithin(all, names) })
}

// shareWhole shares a page that shows the whole table, as expected, with other
// readers, and returns it; nil for any other page.
func (a *administration) shareWhole(page *tablePage, isExpected func(*listing) bool) *listing {
	all := newListing()
	if len(page.otherPages()) > 0 || all.add(page, a.session.Quote) != nil || !isExpected(all) {
		return nil
	}
	a.cache.put(placePrivate, all)
	return all
}

// firstTablePage reads the first page of the table again.
func (a *administration) firstTablePage(ctx context.Context) (on *tablePage, err error) {
	err = a.session.Read(ctx, func(ctx context.Context) error {
		on, err = a.openPrivate(ctx)
		return err
	})
	return on, err
}

// readFirstPage reads the first page of the table again. If the table has only
// one page, it becomes the shared listing.
func (a *administration) readFirstPage(ctx context.Context) error {
	a.cache.forget(placePrivate)
	on, err := a.openPrivate(ctx)
	if err == nil {
		a.shareWhole(on, func(*listing) bool { return true })
	}
	return err
}

// lastTablePage makes sure that the table page of a file is the page that was
// read last: its tokens are good for one post.
func (a *administration) lastTablePage(ctx context.Context, all *listing, name string) (on *tablePage, err error) {
	err = a.session.Read(ctx, func(ctx context.Context) error {
		if all == nil {
			if all, err = a.sharedListing(ctx); err != nil {
				return err
			}
		}
		on = all.pages[0]
		if file := all.files[name]; file != nil {
			on = file.on
		}
		switch {
		case a.session.IsLast(on.view):
		case on == all.pages[0]:
			on, err = a.openPrivate(ctx)
		default:
			if on, err = a.openTablePage(ctx, on.view.URL, all.pages[0]); errors.Is(err, session.ErrStale) {
				a.cache.forget(placePrivate)
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
func (a *administration) uploadPage(ctx context.Context, all *listing) (*tablePage, error) {
	for _, on := range all.pages {
		if a.session.IsLast(on.view) && uploadButton(on.page) != nil {
			return on, nil
		}
	}
	return a.firstTablePage(ctx)
}
