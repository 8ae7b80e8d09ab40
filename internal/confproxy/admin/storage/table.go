// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"fmt"
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
	page    *htmlform.Page  // or its section for the tab
	section string          // id of that section; "" if the tab is a page
	table   *htmlform.Table // nil if the page shows none: no file is stored
}

// listedFile is a row of the table, with its page.
type listedFile struct {
	confproxy.File
	on         *tablePage
	row        *htmlform.TableRow
	behind     []string // servers with a different version
	isDoubtful bool     // missing in the last one of two readings
}

func (l *listing) add(page *tablePage, quote func(string) string) error {
	l.pages = append(l.pages, page)
	if page.table == nil {
		return nil
	}
	for _, row := range page.table.Rows {
		name := fileName(row.Cell(ui.ColumnFile))
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
			on:   page, row: row, behind: serversBehind(page.table, row, version),
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
