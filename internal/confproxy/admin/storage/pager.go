// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
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
		if number, ok := leadsToPage(link.Text, link.Rel); ok {
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
	word := strings.TrimSpace(strings.Trim(text, "<>«»‹›→⇒▶►.… "))
	if word == "" {
		return 0, strings.ContainsAny(text, ">»›→⇒▶►")
	}
	return 0, slices.Contains(ui.NextWords, word)
}

// checkLast refuses a last page, after so many pages and files, that shows that
// there are more: the pager is one that cannot be followed.
func (l *tablePage) checkLast(pages, files int, quote func(string) string) error {
	if l.table == nil {
		return nil
	}
	got := l.more(pages, files)
	if got == "" {
		return nil
	}
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: "read the table of the Private storage",
		Found:  fmt.Sprintf("Expected links to the other pages of the table, got %q and %d files.", quote(got), files),
		Advice: "Delete files that nobody needs, until the table has one page.",
	}
}

// more returns the text that tells of more pages or files than that; "" for
// none.
func (l *tablePage) more(pages, files int) string {
	for _, line := range l.page.LinesOutside(l.table) {
		if l.rowsOfTotal(line) > int64(files) || pagesOfTotal(line) > int64(pages) {
			return line
		}
	}
	if pages == 1 {
		if text := l.unfollowable(); text != "" {
			return text
		}
	}
	for _, control := range l.page.Controls() {
		options := control.Options()
		if len(options) > pages && !control.Disabled && !l.table.Contains(control) && arePages(control, options) {
			texts := make([]string, len(options))
			for i, option := range options {
				texts[i] = option.Text
			}
			return strings.Join(texts, ", ")
		}
	}
	return ""
}

// rowsOfTotal returns the total in a line about the rows of this page; 0 for
// others.
func (l *tablePage) rowsOfTotal(line string) int64 {
	found := ui.RowsOfTotal().FindStringSubmatch(line)
	if found == nil {
		return 0
	}
	first, _ := parseNumber(found[1])
	last, _ := parseNumber(found[2])
	if last-first+1 != int64(len(l.table.Rows)) {
		return 0
	}
	total, _ := parseNumber(found[3])
	return total
}

// pagesOfTotal returns the number of pages in a line about them; 0 for others.
func pagesOfTotal(line string) int64 {
	found := ui.PagesOfTotal().FindStringSubmatch(line)
	if found == nil {
		return 0
	}
	total, _ := parseNumber(found[1])
	return total
}

// unfollowable returns the text of a link or button to the second page, or to
// the rows after the first ones, that needs a script or a post; "" for none.
func (l *tablePage) unfollowable() string {
	isSecond := func(text string) bool {
		number, isRange := pageNumber(text)
		return number == 2 && !isRange || isRange && number == uint64(len(l.table.Rows))+1
	}
	for _, link := range l.page.Links() {
		if link.SamePage() && !l.table.Contains(link) && isSecond(link.Text) {
			return link.Text
		}
	}
	for _, control := range l.page.Controls() {
		_, isRead := ui.ReadingButton(control)
		if !isRead && !control.Disabled && !l.table.Contains(control) && isSecond(control.Text) {
			return control.Text
		}
	}
	return ""
}

// arePages reports whether the options of a choice are the pages of a table:
// their numbers from 1 on, or the ranges of their rows. Numbers alone may be
// those of something else that the form names.
func arePages(control *htmlform.Control, options []htmlform.Option) bool {
	name := strings.ToLower(control.Label() + control.Prompt())
	isNumberOfElse := name != "" && !strings.Contains(name, "page")
	for i, option := range options {
		number, isRange := pageNumber(option.Text)
		if isNumberOfElse && !isRange {
			return false
		}
		if number != uint64(i)+1 && (!isRange || (number == 1) != (i == 0)) {
			return false
		}
	}
	return true
}
