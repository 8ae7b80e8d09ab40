// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"cmp"
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
	if files <= len(l.table.Rows) { // no other page shows more
		if text := cmp.Or(l.unfollowable(), l.unknownPager()); text != "" {
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
		if number == 0 && strings.ContainsAny(text, "0123456789") {
			_, isNext := leadsToPage(text, "")
			return isNext
		}
		return number == 2 && !isRange || isRange && number == uint64(len(l.table.Rows))+1
	}
	for _, link := range append(l.page.Links(), l.page.Scripts()...) {
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

// unknownPager returns the text of a link that may lead to the second page,
// although no word or sign says so; "" for none. On a page with as many rows as a
// page may have at most, it is a link to the tab with more numbers in its query,
// one of which may be that of the second page or of its first row.
func (l *tablePage) unknownPager() string {
	rows := len(l.table.Rows)
	if rows == 0 || rows%5 != 0 {
		return ""
	}
	seconds := []uint64{1, 2, uint64(rows), uint64(rows) + 1} // counted from 0 or 1
	for _, link := range l.page.Links() {
		more := l.added(link.URL)
		switch {
		case len(more) == 0, link.Hidden, link.SamePage(), l.table.Contains(link), l.table.Heads(link), l.isFamiliar(link, more):
			continue
		}
		if values := numbersIn(more); slices.ContainsFunc(seconds, func(n uint64) bool { return slices.Contains(values, n) }) {
			return cmp.Or(link.Text, "a link without text")
		}
	}
	return ""
}

// isFamiliar reports whether the words or signs of a link, or the names of what
// its address adds to that of the tab, say where it leads.
func (l *tablePage) isFamiliar(link *htmlform.Link, more url.Values) bool {
	if _, ok := leadsToPage(link.Text, link.Rel); ok || l.leadsToAll(link) || l.otherTabs()[session.Address(link.URL)] {
		return true
	}
	isSigns := link.Text != "" && strings.Trim(link.Text, signs) == ""
	return isSigns || ui.Texts.Keep(link.Text) || ui.DestructiveWords().MatchString(link.Text) ||
		ui.NoOtherRows().MatchString(link.Text+" "+more.Encode())
}

// numbersIn returns the values of a query if all are numbers.
func numbersIn(query url.Values) []uint64 {
	var numbers []uint64
	for _, values := range query {
		for _, value := range values {
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return nil
			}
			numbers = append(numbers, n)
		}
	}
	return numbers
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
