// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// fileID returns the opaque name of a file in addresses and boxes.
func (v *visit) fileID(tab, name string) string { return v.names.name("file " + tab + "/" + name) }

// fileNamed returns the file of a tab with the opaque name; ok is false if there is none.
func (v *visit) fileNamed(tab, id string) (name string, ok bool) {
	names := v.FileNames(tab)
	i := slices.IndexFunc(names, func(name string) bool { return v.fileID(tab, name) == id })
	if i < 0 {
		return "", false
	}
	return names[i], true
}

// versionText returns a version as a column shows it. The text for a missing
// version is unknown.
func (v *visit) versionText(version int) string {
	if version == 0 {
		return v.names.one("no version", "", "-", "0")
	}
	return strconv.Itoa(version)
}

// fileTable lists the files in the documented columns, the last of them once for each server. The pager, if any, is the
// last row.
func (v *visit) fileTable(tab string, list []product.ListedFile, pager *node) *node {
	columns := []string{"Select", "File", "Bytes", "Download", "Content"}
	for _, n := range v.Nodes() {
		columns = append(columns, "Ver. on "+n.ID)
	}
	var heads []any
	for _, c := range columns {
		heads = append(heads, v.label(c))
	}
	table, last := el("table.files"), el("tr", el("td", at("colspan", strconv.Itoa(len(columns))), pager))
	table.add(v.tableRow(true, heads))
	address := v.href(pageDownload, "tab", tab)
	for _, f := range list {
		table.add(v.fileRow(tab, address, f))
	}
	if pager != nil {
		table.add(last)
	}
	return table
}

// fileRow returns the row of a file. Rows are kept, because an upload into a large
// table changes one of them and shows all. address is one as this visit spells it.
func (v *visit) fileRow(tab, address string, f product.ListedFile) *node {
	var versions []string
	for _, version := range f.Versions {
		versions = append(versions, v.versionText(version))
	}
	key := address + "\x00" + f.Name + "\x00" + strconv.Itoa(f.Size) + "\x00" + f.Preview + "\x00" + strings.Join(versions, " ")
	if made, ok := v.rows.Load(key); ok {
		return made.(*node) //nolint:forcetypeassert // Only nodes are stored.
	}
	id := v.fileID(tab, f.Name)
	cells := []any{
		input("checkbox", v.names.field("select"), id, "data-file", "1"), f.Name, strconv.Itoa(f.Size),
		link(v.href(pageDownload, "tab", tab, "file", id), "Click"), f.Preview,
	}
	for _, version := range versions {
		cells = append(cells, version)
	}
	r := v.renderer()
	r.node(v.tableRow(false, cells))
	row := raw(r.String())
	v.rows.Store(key, row)
	return row
}

func (v *visit) tableRow(head bool, cells []any) *node {
	switch {
	case head && v.skin.FileTable == "plain":
		for i, c := range cells {
			cells[i] = el("b", c)
		}
	case head:
		return line("th", cells...)
	}
	return line("td", cells...)
}

// pager returns the links to the other pages of a tab; nil if there is only one
// page.
func (v *visit) pager(tab string, number, pages int) *node {
	if pages < 2 {
		return nil
	}
	to := func(label string, n int) *node {
		return link(v.href(pageStorage, "tab", tab, "part", strconv.Itoa(n)), label)
	}
	p := el("p.pages")
	if v.skin.Pager == "next" {
		if number > 1 {
			p.add(to("Previous", number-1), " ")
		}
		if number < pages {
			p.add(to("Next", number+1))
		}
		return p
	}
	for n := 1; n <= pages; n++ {
		label := strconv.Itoa(n)
		switch {
		case v.skin.Pager == "buttons":
			p.add(v.choice(label, v.names.param("part"), when(n == number, "disabled", bare)...))
		case n == number:
			p.add(el("b", label))
		default:
			p.add(to(label, n))
		}
		p.add(" ")
	}
	if v.skin.Pager == "buttons" {
		return v.getForm(nil, pageStorage, at("tab", tab), p)
	}
	return p
}
