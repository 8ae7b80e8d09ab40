// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// pageLink is a link to a page of the table.
type pageLink struct {
	url    *url.URL
	number uint64 // of the page or its first row, in its text; 0 for other texts
}

// otherPages returns the addresses of the other pages of a table. The pager is
// not documented: it may have numbers, ranges, or the usual words and signs for
// "next", outside the rows of files.
func (l *tablePage) otherPages() []pageLink {
	if l.table == nil {
		return nil
	}
	var pages []pageLink
	for _, link := range l.page.Links() {
		if l.table.Contains(link) || link.SamePage() || link.URL.Host != l.page.URL().Host {
			continue
		}
		if number, ok := leadsToPage(link.Text, link.Rel); ok || l.leadsToAll(link) {
			pages = append(pages, pageLink{link.URL, number})
		}
	}
	if len(pages) > 0 {
		tabs := l.otherTabs()
		pages = slices.DeleteFunc(pages, func(page pageLink) bool { return tabs[session.Address(page.url)] })
	}
	for _, control := range l.page.Controls() {
		if !control.IsSubmit() || control.Disabled || l.table.Contains(control) {
			continue
		}
		if number, ok := leadsToPage(control.Text, ""); ok {
			if u, ok := ui.ReadingButton(control); ok {
				pages = append(pages, pageLink{u, number})
			}
		}
	}
	return pages
}

// otherTabs returns the addresses of the other tabs: a count beside a tab may be
// a link to it, too.
func (l *tablePage) otherTabs() map[string]bool {
	tabs := map[string]bool{}
	if l.view == nil {
		return tabs
	}
	for _, tab := range append([]string{ui.TabPrivateLocal}, ui.OtherTabs...) {
		for _, at := range tabAddresses(l.view, tab) {
			tabs[session.Address(at)] = true
		}
	}
	return tabs
}

// isMeantBy reports whether a link on another page leads back to this one,
// which was opened first: it is the number 1, and all other numbers are links
// here.
func (l *tablePage) isMeantBy(other pageLink) bool {
	if other.number != 1 {
		return false
	}
	numbers := 0
	for _, own := range l.otherPages() {
		if own.number == 1 {
			return false
		}
		if own.number > 1 {
			numbers++
		}
	}
	return numbers > 0
}

// pageNumber parses a text such as "2", "[2]", "Page 2" or "11-20"; 0 for others.
func pageNumber(text string) (number uint64, isRange bool) {
	found := ui.PageNumber().FindStringSubmatch(strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "[]()")))
	if found == nil {
		return 0, false
	}
	number, err := strconv.ParseUint(found[1], 10, 16)
	if err != nil {
		return 0, false
	}
	return number, found[2] != ""
}

// leadsToPage reports whether a link or button with that text leads to a page of
// a table, and returns the number in the text; 0 for none.
func leadsToPage(text, rel string) (number uint64, ok bool) {
	number, _ = pageNumber(text)
	if number > 0 || slices.Contains(strings.Fields(strings.ToLower(rel)), "next") {
		return number, true
	}
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "[]()"))
	word := strings.TrimSpace(strings.Trim(text, signs))
	if word == "" {
		return 0, strings.ContainsAny(text, ">»›→⇒▶►")
	}
	return 0, ui.NextRows().MatchString(word)
}

// signs are beside the words of a pager, or in place of them.
const signs = "<>«»‹›←→⇐⇒◀◄▶►.…|+ "

// leadsToAll reports whether a link leads to all files of the tab: "all files"
// elsewhere may be those of all tabs.
func (l *tablePage) leadsToAll(link *htmlform.Link) bool {
	return ui.AllRows().MatchString(strings.Trim(link.Text, signs+"[]()")) && l.extendsTab(link.URL)
}

// extendsTab reports whether an address is that of the tab with more in its
// query.
func (l *tablePage) extendsTab(u *url.URL) bool {
	return extends(u, l.page.URL()) || l.tab != nil && extends(u, l.tab)
}
