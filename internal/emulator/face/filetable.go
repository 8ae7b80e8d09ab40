// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"strconv"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// fileID is the opaque name of a file in addresses and boxes.
func (v *visit) fileID(tab, name string) string { return v.names.name("file " + tab + "/" + name) }

// fileNamed is the file of a tab with the opaque name; ok is false when there is none.
func (v *visit) fileNamed(tab, id string) (name string, ok bool) {
	for _, f := range v.List(tab) {
		if v.fileID(tab, f.Name) == id {
			return f.Name, true
		}
	}
	return "", false
}

// fileColumns are the documented columns; a grid shows a last one for every server.
func (v *visit) fileColumns() []string {
	columns := []string{"Select", "File", "Bytes", "Download", "Content"}
	for _, n := range v.Nodes() {
		columns = append(columns, "Ver. on "+n.ID)
	}
	return columns
}

// versionText is a version as a column shows it. What it shows for none is unknown.
func (v *visit) versionText(version int) string {
	if version == 0 {
		return []string{"", "-", "0"}[v.names.hash("no version")[0]%3]
	}
	return strconv.Itoa(version)
}

// fileTable lists the files; pager, if any, is its last row.
func (v *visit) fileTable(tab string, list []product.ListedFile, pager *node) *node {
	columns := v.fileColumns()
	var heads []*node
	for _, c := range columns {
		heads = append(heads, v.label(c))
	}
	table := v.tableNode()
	table.kids = append(table.kids, v.tableRow(true, heads))
	for _, f := range list {
		id := v.fileID(tab, f.Name)
		cells := []*node{
			el("input", at("type", "checkbox", "data-file", "1", "name", v.names.field("select"), "value", id)),
			text(f.Name), text(strconv.Itoa(f.Size)),
			el("a", at("href", v.href(pageDownload, "tab", tab, "file", id)), text("Click")),
			text(f.Preview),
		}
		for _, version := range f.Versions {
			cells = append(cells, text(v.versionText(version)))
		}
		table.kids = append(table.kids, v.tableRow(false, cells))
	}
	if pager != nil && v.skin.FileTable == "divs" {
		table.kids = append(table.kids, el("div", at("class", "cells"), pager))
	} else if pager != nil {
		table.kids = append(table.kids, el("tr", nil, el("td", at("colspan", strconv.Itoa(len(columns))), pager)))
	}
	return table
}

func (v *visit) tableNode() *node {
	if v.skin.FileTable == "divs" {
		return el("div", at("class", "files"))
	}
	return el("table", at("class", "files"))
}

func (v *visit) tableRow(head bool, cells []*node) *node {
	if v.skin.FileTable == "divs" {
		class := "cells"
		if head {
			class = "cells heads"
		}
		row := el("div", at("class", class))
		for _, c := range cells {
			row.kids = append(row.kids, el("div", nil, c))
		}
		return row
	}
	row := el("tr", nil)
	for _, c := range cells {
		switch {
		case head && v.skin.FileTable == "plain":
			row.kids = append(row.kids, el("td", nil, el("b", nil, c)))
		case head:
			row.kids = append(row.kids, el("th", nil, c))
		default:
			row.kids = append(row.kids, el("td", nil, c))
		}
	}
	return row
}

// pager leads to the other pages of a tab; nil when there is one page only.
func (v *visit) pager(tab string, number, pages int) *node {
	if pages < 2 {
		return nil
	}
	link := func(label string, n int) *node {
		return el("a", at("href", v.href(pageStorage, "tab", tab, "part", strconv.Itoa(n))), text(label))
	}
	line := el("p", at("class", "pages"))
	if v.skin.Pager == "next" {
		if number > 1 {
			line.kids = append(line.kids, link("Previous", number-1), text(" "))
		}
		if number < pages {
			line.kids = append(line.kids, link("Next", number+1))
		}
		return line
	}
	for n := 1; n <= pages; n++ {
		label := strconv.Itoa(n)
		switch {
		case v.skin.Pager == "buttons":
			line.kids = append(line.kids, v.button(label, with(at("name", v.param("part"), "value", label), n == number, "disabled", bare)...))
		case n == number:
			line.kids = append(line.kids, el("b", nil, text(label)))
		default:
			line.kids = append(line.kids, link(label, n))
		}
		line.kids = append(line.kids, text(" "))
	}
	if v.skin.Pager == "buttons" {
		return v.getForm(nil, pageStorage, []string{"tab", tab}, line)
	}
	return line
}
