// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// A page counts as the Private tab only if the tab's link leads to it: an
// address that no other tab has, or an existing section of the page. Everything
// that is sent to another page may become public.

// tabAddresses returns the targets of the tabs with that whole text: visible
// links, otherwise hidden ones, otherwise buttons.
func tabAddresses(v *session.View, tab string) []*url.URL {
	for _, found := range ui.Addresses(v, tab) {
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// waysToPrivate returns the targets of the tab Private outside or inside the
// view. A link to its own page is neither: its tab may be the current one, or
// need a script.
func waysToPrivate(v *session.View) []*url.URL {
	return slices.DeleteFunc(tabAddresses(v, ui.TabPrivate), func(u *url.URL) bool { return u.Fragment == "" && v.Shows(u) })
}

// findPrivate returns the address of the tab Private, and the view from which
// the tab leads there. If the tab is not a link, as the current tab may not be,
// it first opens another tab.
func (f *Files) findPrivate(ctx context.Context, v *session.View) (*session.View, *url.URL, error) {
	if len(waysToPrivate(v)) == 0 {
		for _, tab := range ui.OtherTabs {
			if at := tabAddresses(v, tab); len(at) > 0 && !v.Shows(at[0]) {
				other, err := f.session.Open(ctx, at[0])
				if err != nil {
					return nil, nil, err
				}
				v = other
				break
			}
		}
	}
	found := waysToPrivate(v)
	if len(found) == 0 {
		return nil, nil, f.noStorage(v, fmt.Sprintf(
			"Expected a tab %q that is a link to its own address, got none: a tab that needs a script cannot be followed.", ui.TabPrivate))
	}
	at := found[0]
	for _, other := range found[1:] {
		if !sameTab(at, other) {
			return nil, nil, f.noStorage(v, fmt.Sprintf("Expected one tab %q, got several that lead to different addresses.", ui.TabPrivate))
		}
	}
	for _, tab := range append([]string{ui.TabPrivateLocal}, ui.OtherTabs...) {
		if slices.ContainsFunc(tabAddresses(v, tab), func(u *url.URL) bool { return sameTab(u, at) }) {
			return nil, nil, f.noStorage(v, fmt.Sprintf("Expected the tab %q to have its own address, got the address of the tab %q.", ui.TabPrivate, tab))
		}
	}
	return v, at, nil
}

func sameTab(a, b *url.URL) bool { return session.SameAddress(a, b) && a.Fragment == b.Fragment }

// privatePage returns table and upload form of the tab Private in the view at
// its address, or the reason why they cannot be used.
func privatePage(v *session.View, tab *url.URL) (_ *tablePage, doubt string) {
	if v.IsError() {
		return nil, fmt.Sprintf("The tab %q answers %d.", ui.TabPrivate, v.Status)
	}
	if current := otherCurrentTab(v, tab); current != "" && tab.Fragment == "" {
		return nil, fmt.Sprintf("The page of the tab %q shows the tab %q as the current one.", ui.TabPrivate, current)
	}
	page := newTablePage(v, tab.Fragment)
	if page == nil {
		return nil, fmt.Sprintf("Expected one table with the columns %q and %q, or one form to upload a file, in the tab %q.",
			ui.ColumnFile, ui.ColumnBytes, ui.TabPrivate)
	}
	page.tab = tab
	return page, ""
}

// otherCurrentTab returns the tab that the view shows instead of the expected
// one: the address is that tab's, or it is the only tab that is not a link,
// while Private is one. It returns "" if there is none.
func otherCurrentTab(v *session.View, expected *url.URL) string {
	var plain []string
	for _, tab := range ui.OtherTabs {
		at := tabAddresses(v, tab)
		if len(at) == 0 {
			if strings.Contains(v.Text(), tab) { // a release may lack a tab
				plain = append(plain, tab)
			}
		} else if v.Shows(at[0]) && !v.Shows(expected) {
			return tab
		}
	}
	if len(plain) == 1 && len(tabAddresses(v, ui.TabPrivate)) > 0 {
		return plain[0]
	}
	return ""
}

// newTablePage finds table and upload form in a view. A fragment restricts the
// search to that section of a page, which must exist. With several tables or
// forms, it finds none, because it is unknown which one is meant.
func newTablePage(v *session.View, fragment string) *tablePage {
	for _, page := range v.Pages {
		if fragment != "" {
			section, ok := page.Section(fragment)
			if !ok {
				continue
			}
			page = section
		}
		tables, uploads := page.Tables(ui.ColumnFile, ui.ColumnBytes), uploadButtons(page)
		switch {
		case len(tables) > 1 || len(uploads) > 1:
			return nil
		case len(tables) > 0 || len(uploads) > 0:
			return &tablePage{view: v, page: page, section: fragment, table: fileTable(page)}
		}
	}
	return nil
}
