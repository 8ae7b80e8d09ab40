// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// pageLink is a link to a page of the table.
type pageLink struct {
	url    *url.URL
	number uint64 // the number in its text; 0 for other texts
}

// otherPages returns the addresses of the other pages of a table. The pager is
// not documented: it may have numbers, or the usual words and signs for "next",
// outside the rows of files.
func (l *tablePage) otherPages() []pageLink {
	if l.table == nil {
		return nil
	}
	var pages []pageLink
	for _, link := range l.page.Links() {
		if !l.table.Contains(link) && leadsToPage(link.Text, link.Rel) && !link.SamePage() {
			pages = append(pages, pageLink{link.URL, pageNumber(link.Text)})
		}
	}
	for _, control := range l.page.Controls() {
		if !control.IsSubmit() || control.Disabled || l.table.Contains(control) || !leadsToPage(control.Text, "") {
			continue
		}
		if u, ok := ui.ReadingButton(control); ok {
			pages = append(pages, pageLink{u, pageNumber(control.Text)})
		}
	}
	return pages
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

// pageNumber parses a text such as "2", "[2]" or "Page 2"; 0 for others.
func pageNumber(text string) uint64 {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "[]()"))
	number, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(text, "page")), 10, 16)
	if err != nil {
		return 0
	}
	return number
}

func leadsToPage(text, rel string) bool {
	if slices.Contains(strings.Fields(strings.ToLower(rel)), "next") || pageNumber(text) > 0 {
		return true
	}
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "[]()"))
	word := strings.TrimSpace(strings.Trim(text, "<>«»‹›→⇒▶►.… "))
	if word == "" {
		return strings.ContainsAny(text, ">»›→⇒▶►")
	}
	return slices.Contains(ui.NextWords, word)
}
