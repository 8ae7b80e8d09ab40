// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
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
