// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"net/url"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// tablePageWith returns a page of a table of two files with a pager.
func tablePageWith(t *testing.T, pager string) *tablePage {
	t.Helper()
	const table = `<table><tr><th>File<th>Bytes<th>Content</tr><tr><td>a<td>1<td>[1-10 of 25]</tr>
		<tr><td><a href=/f>2</a><td>2<td><select><option>1<option>2<option>3</select></tr></table>`
	u := &url.URL{Scheme: "http", Host: "proxy.example", Path: "/conf/f"}
	page, err := htmlform.Parse(u, "text/html; charset=utf-8", strings.NewReader(table+pager), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return &tablePage{page: page, tab: u, table: fileTable(page)}
}

func TestPager(t *testing.T) {
	t.Parallel()
	for pager, want := range map[string]struct {
		links int    // to other pages
		more  string // that the page shows
	}{
		"":                           {},
		`<a href=?p=2>11-20</a>`:     {links: 1},
		`<a href=?p=2>11 – 20</a>`:   {links: 1},
		`<a href=?p=2>[11-20]</a>`:   {links: 1},
		`<a href=?p=2>2026-11</a> x`: {links: 1}, // a page that it may lead to is read in vain
		`<a href=?p=2>Page 2</a><a href=?p=3>3</a>`:                              {links: 2},
		`<a href=?p=2>v1-20</a>`:                                                 {},
		`<a href=?p=2>Next 10</a>`:                                               {links: 1},
		`<a href=?p=2>Next 10 of 33 files »</a>`:                                 {links: 1},
		`<a href=?p=2>[Next 11–20]</a>`:                                          {links: 1},
		`<a href=?p=2>Next page (2)</a>`:                                         {links: 1},
		`<a href=?p=2>More files...</a>`:                                         {links: 1},
		`<a href=?p=2>Show more</a>`:                                             {links: 1},
		`<a href=?p=2>(23 more)</a>`:                                             {links: 1},
		`<a href=?p=2>次の10件</a>`:                                                 {links: 1},
		`<a href=?p=2>Next steps</a>`:                                            {},
		`<a href=?p=2>Last login</a>`:                                            {},
		`<a href=?all=1>Show all</a>`:                                            {links: 1},
		`<a href=?all=1>View all files</a>`:                                      {links: 1},
		`<a href=?p=all>[All files]</a>`:                                         {links: 1},
		`<a href=/conf/all>All files</a>`:                                        {}, // perhaps those of all tabs
		`<a href="javascript:page(2)">2</a>`:                                     {more: "2"},
		`<a onclick=page(2)>Next 10</a>`:                                         {more: "Next 10"},
		`<a href="javascript:page(2)">Next</a>`:                                  {},
		`<a href=#>Next 10</a>`:                                                  {more: "Next 10"},
		`<a href=#>10 more files</a>`:                                            {more: "10 more files"},
		`<form method=post><button>Next 2 files</button></form>`:                 {more: "Next 2 files"},
		`<a href=#>More files</a><a href=#>Show all</a>`:                         {},
		`<form><button name=p value=2>11—20</button></form>`:                     {links: 1},
		`<select><option>1<option>2<option>3</select>`:                           {more: "1, 2, 3"},
		`Page <select><option>1<option>2</select> of 2`:                          {more: "Page of 2"},
		`<select><option>1-2<option>3-4</select>`:                                {more: "1-2, 3-4"},
		`<select><option>Page 1<option>Page 2</select>`:                          {more: "Page 1, Page 2"},
		`<select><option>Page 1 of 2<option>Page 2 of 2</select>`:                {more: "Page 1 of 2, Page 2 of 2"},
		`<select disabled><option>1<option>2</select>`:                           {},
		`<select><option>1</select>`:                                             {},
		`Rows a page <select><option>10<option>25<option>50<option>All</select>`: {},
		`<select><option>2<option>1</select>`:                                    {},
		`<select><option>2-3<option>4-5</select>`:                                {},
		`<p>1-2 of 25`:     {more: "1-2 of 25"},
		`<p>Files 1–2 / 3`: {more: "Files 1–2 / 3"},
		`<p>Showing <b>1</b> to <b>2</b> of <b>1,234</b> files`: {more: "Showing 1 to 2 of 1,234 files"},
		`<p>Page 1 of 3`:                                          {more: "Page 1 of 3"},
		`<p>1-2 of 2. Page 1 of 1`:                                {},
		`<p>« Page: 1 of 3 »`:                                     {more: "« Page: 1 of 3 »"},
		`<p>Rows 1 through 2 out of 12`:                           {more: "Rows 1 through 2 out of 12"},
		`<a href=# onclick=go(2)>2</a>`:                           {more: "2"},
		`<form method=post><button>3-4</button></form>`:           {more: "3-4"},
		`<a href=#>1</a><a href=#>Next</a>`:                       {},
		`<a href=http://help.example/>More</a>`:                   {},
		`<label>Server <select><option>1<option>2</select>`:       {},
		`<label>Page <select><option>1<option>2</select>`:         {more: "1, 2"},
		`<p>The table shows one page of 500 files at most`:        {},
		`<p>A web page of 200 KB. It overrides /404.html`:         {},
		`<p>Sessions: 1-20 of 340. Servers 1-3 of 12`:             {},
		`<p>Last login 27-28/11/2026. 0 to 25 of 100 MB are used`: {},
		`<p>Version 4.4.1-5 / 100, 2026-11-27 / 30`:               {},
	} {
		t.Run(pager, func(t *testing.T) {
			t.Parallel()
			page := tablePageWith(t, pager)
			if links, more := len(page.otherPages()), strings.TrimSpace(page.more(1, 2)); links != want.links || more != want.more {
				t.Errorf("expected %d links and %q, got %d and %q", want.links, want.more, links, more)
			}
		})
	}
}
