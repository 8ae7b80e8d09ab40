// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// tablePage is one page of the table of the Private storage.
type tablePage struct {
	view    *session.View
	tab     *url.URL        // the address of the tab
	page    *htmlform.Page  // or its section for the tab
	section string          // id of that section; "" if the tab is a page
	table   *htmlform.Table // nil if the page shows none: no file is stored
}

// listedFile is a row of the table.
type listedFile struct {
	confproxy.File
	page       *url.URL // of the table, that lists it
	link       *url.URL // that downloads it; nil for none
	behind     []string // servers with a different version
	isDoubtful bool     // missing in the last one of two readings
}

// add adds a page that was read after the others.
func (l *listing) add(page *tablePage, quote func(string) string) error {
	l.pages = append(l.pages, page.view.URL)
	if page.table == nil {
		return nil
	}
	l.last, l.full = page, l.full+1
	for _, row := range page.table.Rows {
		name := fileName(row.Cell(ui.ColumnFile))
		l.rows = append(l.rows, name)
		if name == "" || l.files[name] != nil { // a page may repeat rows of another one
			continue
		}
		size, ok := number(row.Cell(ui.ColumnBytes))
		if !ok {
			return &confproxy.Error{
				Kind: confproxy.ErrLayout, Op: "read the table of the Private storage",
				Found: fmt.Sprintf("Expected a number of bytes in the column %q of the file %q, got %q.",
					ui.ColumnBytes, quote(name), quote(row.Cell(ui.ColumnBytes).Text())),
			}
		}
		version, ok := number(versionCell(row))
		if !ok {
			version = -1
		}
		l.files[name] = &listedFile{
			File: confproxy.File{Name: name, Size: size, Version: version},
			page: page.view.URL, link: downloadLink(row), behind: serversBehind(page.table, row, version),
		}
		l.listed[name] = l.files[name].File
	}
	return nil
}

// fileName returns the name in a file's cell.
func fileName(cell *htmlform.Part) string {
	if cell == nil {
		return ""
	}
	return strings.TrimPrefix(cell.Text(), confproxy.ObjectPath(""))
}

// downloadLink returns the address that downloads the file of a row; nil for none.
func downloadLink(row *htmlform.TableRow) *url.URL {
	for _, column := range []string{ui.ColumnDownload, ui.ColumnFile} {
		cell := row.Cell(column)
		if cell == nil {
			continue
		}
		for _, link := range cell.Links() {
			return link.URL
		}
		for _, control := range cell.Controls() {
			if u, ok := ui.ReadingButton(control); ok {
				return u
			}
		}
	}
	return nil
}

// versionCell returns the cell of the current server, "-1" (documented).
func versionCell(row *htmlform.TableRow) *htmlform.Part {
	if cell := row.Cell(ui.OwnVersion); cell != nil {
		return cell
	}
	return row.Cell(ui.ColumnVersion)
}

// serversBehind returns the servers whose column shows a version different from
// the current server's.
func serversBehind(table *htmlform.Table, row *htmlform.TableRow, version int64) []string {
	var behind []string
	for _, header := range table.Headers {
		server, ok := strings.CutPrefix(header, strings.TrimSuffix(ui.ColumnVersion, "*"))
		if !ok || server == ui.OwnServer || version < 0 {
			continue
		}
		if there, ok := number(row.Cell(header)); !ok || there != version {
			behind = append(behind, server)
		}
	}
	return behind
}

// number parses the whole number in a cell.
func number(cell *htmlform.Part) (int64, bool) {
	if cell == nil {
		return 0, false
	}
	return parseNumber(cell.Text())
}

// parseNumber parses a whole number, with or without separators between
// thousands.
func parseNumber(text string) (int64, bool) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(",.'’", r) {
			return -1
		}
		return r
	}, text)
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}
