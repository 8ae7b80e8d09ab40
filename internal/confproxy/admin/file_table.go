// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// tablePage is one page of the table of the Private storage.
type tablePage struct {
	view    *session.View
	page    *htmlform.Page  // or the section of it that is the tab
	section string          // id of that section; "" when the tab is a page
	table   *htmlform.Table // nil when the page shows none: no file is stored
}

// listedFile is a row of the table, and the page it stands on.
type listedFile struct {
	confproxy.File
	on     *tablePage
	row    *htmlform.TableRow
	behind []string // servers with another version
}

// listing is one reading of the Private storage: all pages of its table.
type listing struct {
	pages []*tablePage
	files map[string]*listedFile
}

func (l *listing) names() []string { return slices.Sorted(maps.Keys(l.files)) }

// maxTablePages bounds the pages of a table.
const maxTablePages = 1000

// readListing reads all pages of the table afresh, and makes it the copy that
// readers share.
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
	all := &listing{files: map[string]*listedFile{}}
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

// openTablePage opens a further page of the table. Where it turns out to be
// none, it counts as a page without files.
func (a *administration) openTablePage(ctx context.Context, u *url.URL, first *tablePage) (*tablePage, error) {
	v, err := a.session.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	if v.IsError() {
		return nil, a.noStorage(v, fmt.Sprintf("A further page of the table answers %d.", v.Status()))
	}
	page := newTablePage(v, first.section)
	if page == nil && first.section != "" && newTablePage(v, "") != nil {
		return nil, a.noStorage(v, fmt.Sprintf("A further page of the table shows files, and nothing tells that they are of the tab %q.", tabPrivate))
	}
	if page == nil || page.table == nil || first.table == nil || !slices.Equal(page.table.Headers(), first.table.Headers()) {
		return &tablePage{view: v, page: v.Pages[0]}, nil
	}
	return page, nil
}

func (l *listing) add(page *tablePage, quote func(string) string) error {
	l.pages = append(l.pages, page)
	if page.table == nil {
		return nil
	}
	for _, row := range page.table.Rows() {
		name := fileName(row.Cell(columnFile))
		if name == "" || l.files[name] != nil { // a page may repeat rows of another
			continue
		}
		size, ok := number(row.Cell(columnBytes))
		if !ok {
			return &confproxy.Error{
				Kind: confproxy.ErrLayout, Op: "read the table of the Private storage",
				Found: fmt.Sprintf("Expected a number of bytes in the column %q of the file %q, got %q.", columnBytes, quote(name), quote(row.Cell(columnBytes).Text())),
			}
		}
		version, ok := number(versionCell(row))
		if !ok {
			version = -1
		}
		l.files[name] = &listedFile{File: confproxy.File{Name: name, Size: size, Version: version}, on: page, row: row, behind: serversBehind(page.table, row, version)}
	}
	return nil
}

// fileName reads the cell of a file's name; a name shown shortened stands
// whole in its title.
func fileName(cell *htmlform.Cell) string {
	if cell == nil {
		return ""
	}
	name := strings.TrimSpace(cell.RawText())
	if shortened := strings.TrimRight(name, "…."); len(shortened)+2 < len(name) && strings.HasPrefix(cell.Title(), shortened) {
		name = cell.Title()
	}
	return strings.TrimPrefix(name, confproxy.ObjectPath(""))
}

// versionCell returns that of the current server, "-1" (documented).
func versionCell(row *htmlform.TableRow) *htmlform.Cell {
	if cell := row.Cell(ownVersion); cell != nil {
		return cell
	}
	return row.Cell(columnVersion)
}

// serversBehind returns the servers whose column shows another version than that
// of the current server.
func serversBehind(table *htmlform.Table, row *htmlform.TableRow, version int64) []string {
	var behind []string
	for _, header := range table.Headers() {
		server, ok := strings.CutPrefix(header, strings.TrimSuffix(columnVersion, "*"))
		if !ok || server == ownServer || version < 0 {
			continue
		}
		if there, ok := number(row.Cell(header)); !ok || there != version {
			behind = append(behind, server)
		}
	}
	return behind
}

// number reads a whole number, with or without separators between thousands.
func number(cell *htmlform.Cell) (int64, bool) {
	if cell == nil {
		return 0, false
	}
	text := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(",.'’", r) {
			return -1
		}
		return r
	}, cell.Text())
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}
