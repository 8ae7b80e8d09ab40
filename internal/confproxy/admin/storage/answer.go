// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"net/url"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

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
	at, all := f.session.Remembered(placePrivate), newListing(page)
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
	all := newListing(page)
	err := all.add(page, f.session.Quote)
	if err == nil {
		err = all.last.checkLast(all.full, len(all.files), f.session.Quote)
	}
	return all, err
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
