// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
)

// currentTab is the tab that the address names; the first by default.
func (v *visit) currentTab() string {
	if tab := v.arg("tab"); slices.Contains(tabNames, tab) {
		return tab
	}
	return tabNames[0]
}

// showStorage shows File storage: one tab, or all of them.
func (v *visit) showStorage(w http.ResponseWriter) {
	v.carryMessage()
	current := v.currentTab()
	body := []*node{v.tabs(current)}
	if v.skin.Tabs != TabsFragments {
		v.content(w, "File storage", append(body, v.tab(current)...)...)
		return
	}
	for _, tab := range tabNames {
		body = append(body, el("div", at("id", v.names.name("fragment "+tab)), append([]*node{el("h2", nil, text(tab))}, v.tab(tab)...)...))
	}
	v.content(w, "File storage", body...)
}

// tabs is the line of tabs.
func (v *visit) tabs(current string) *node {
	line := el("p", at("class", "tabs"))
	for _, tab := range tabNames {
		switch {
		case v.skin.Tabs == TabsFragments:
			// With a base element a bare fragment would lead away from the page, so its address is written out.
			line.kids = append(line.kids, el("a", at("href", v.href(pageStorage)+"#"+v.names.name("fragment "+tab)), text(tab)))
		case v.skin.Tabs == TabsCurrentPlain && tab == current:
			line.kids = append(line.kids, el("b", nil, text(tab)))
		default:
			line.kids = append(line.kids, el("a", at("href", v.href(pageStorage, "tab", tab)), text(tab)))
		}
		line.kids = append(line.kids, text(" "))
	}
	return line
}

// tab is the upload form and the files of a tab.
func (v *visit) tab(tab string) []*node {
	v.mu.Lock()
	files := maps.Clone(v.data.Tabs[tab])
	v.mu.Unlock()
	all := sortedFiles(files)
	first, last, pages := 0, len(all), 1
	number := 1
	if size := v.skin.PageSize; size > 0 {
		pages = max(1, (len(all)+size-1)/size)
		if n, err := strconv.Atoi(v.arg("part")); err == nil && (v.currentTab() == tab) {
			number = min(max(n, 1), pages)
		}
		first, last = (number-1)*size, min(number*size, len(all))
	}
	pager := v.pager(tab, number, pages)
	inRow := pager
	if v.skin.Pager != PagerNumbersInRow {
		inRow = nil
	}
	list := v.fileTable(tab, all[first:last], files, inRow)
	form := v.postForm(nil, pageFiles, []string{"tab", tab}, list, v.fileButtons())
	nodes := []*node{v.uploadForm(tab), form}
	if inRow == nil && pager != nil {
		nodes = append(nodes, pager)
	}
	return nodes
}

func (v *visit) uploadForm(tab string) *node {
	return v.postForm(at("enctype", "multipart/form-data"), pageUpload, []string{"tab", tab}, el("table", nil,
		el("tr", nil, el("td", nil, text("Upload file:")), el("td", nil, el("input", at("type", "file", "name", v.names.field("file"))))),
		el("tr", nil, el("td", nil, text("Extract ZIP file:")), el("td", nil, v.extractControl())),
		el("tr", nil, el("td", nil), el("td", nil, v.button("Upload")))))
}

func (v *visit) extractControl() *node {
	name := v.names.field("extract")
	switch v.skin.Extract {
	case ExtractSelect:
		return el("select", at("name", name), el("option", at("value", "yes", "selected", bare), text("Yes")), el("option", at("value", "no"), text("No")))
	case ExtractRadios:
		return group(el("input", at("type", "radio", "name", name, "value", "yes", "checked", bare)), text(" Yes "),
			el("input", at("type", "radio", "name", name, "value", "no")), text(" No"))
	}
	return el("label", nil, el("input", at("type", "checkbox", "name", name, "value", "yes")), text(" Yes"))
}

func (v *visit) fileButtons() *node {
	line := el("p", nil, v.button("Delete selected", "name", v.names.field("delete"), "value", "Delete selected"))
	if v.skin.ConfirmDelete == ConfirmCheckbox {
		line.kids = append(line.kids, text(" "), el("label", nil, el("input", at("type", "checkbox", "name", v.names.field("confirm"), "value", "1")), text(" Confirm")))
	}
	line.kids = append(line.kids, text(" "), v.button("Apply changes", "name", v.names.field("apply"), "value", "Apply changes"), text(" "),
		el("button", at("type", "button", "onclick", "toggle(this)"), text("Toggle select")), text(" "),
		el("button", at("type", "button"), text("Copy links to clipboard")))
	return line
}

// fileID is the opaque name of a file in addresses and boxes.
func (v *visit) fileID(tab, name string) string { return v.names.name("file " + tab + "/" + name) }

// fileNamed is the file of a tab with the opaque name. The caller holds v.mu.
func (v *visit) fileNamed(tab, id string) string {
	for name := range v.data.Tabs[tab] {
		if v.fileID(tab, name) == id {
			return name
		}
	}
	return ""
}

var fileColumns = []string{"Select", "File", "Bytes", "Download", "Content", "Ver. on -1"}

// fileTable lists the files; pager, if any, is its last row.
func (v *visit) fileTable(tab string, list []string, files map[string]*File, pager *node) *node {
	var heads []*node
	for _, c := range fileColumns {
		heads = append(heads, v.label(c))
	}
	table := v.tableNode()
	table.kids = append(table.kids, v.tableRow(true, heads))
	for _, name := range list {
		f, id := files[name], v.fileID(tab, name)
		table.kids = append(table.kids, v.tableRow(false, []*node{
			el("input", at("type", "checkbox", "data-file", "1", "name", v.names.field("select"), "value", id)),
			text(name), text(strconv.Itoa(len(f.Data))),
			el("a", at("href", v.href(pageDownload, "tab", tab, "file", id)), text("Click")),
			text(preview(f.Data)), text(strconv.Itoa(f.Version)),
		}))
	}
	if pager != nil && v.skin.FileTable == FileTableDivs {
		table.kids = append(table.kids, el("div", at("class", "cells"), pager))
	} else if pager != nil {
		table.kids = append(table.kids, el("tr", nil, el("td", at("colspan", strconv.Itoa(len(fileColumns))), pager)))
	}
	return table
}

func (v *visit) tableNode() *node {
	if v.skin.FileTable == FileTableDivs {
		return el("div", at("class", "files"))
	}
	return el("table", at("class", "files"))
}

func (v *visit) tableRow(head bool, cells []*node) *node {
	if v.skin.FileTable == FileTableDivs {
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
		case head && v.skin.FileTable == FileTablePlain:
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
	if v.skin.Pager == PagerNext {
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
		case v.skin.Pager == PagerButtons:
			line.kids = append(line.kids, v.button(label, with(at("name", v.param("part"), "value", label), n == number, "disabled", bare)...))
		case n == number:
			line.kids = append(line.kids, el("b", nil, text(label)))
		default:
			line.kids = append(line.kids, link(label, n))
		}
		line.kids = append(line.kids, text(" "))
	}
	if v.skin.Pager == PagerButtons {
		return v.getForm(nil, pageStorage, []string{"tab", tab}, line)
	}
	return line
}

func (v *visit) handleDownload(w http.ResponseWriter) {
	tab := v.currentTab()
	v.mu.Lock()
	name := v.fileNamed(tab, v.arg("file"))
	var body []byte
	if name != "" {
		body = v.data.Tabs[tab][name].Data
	}
	v.mu.Unlock()
	if name == "" {
		v.fault(w, http.StatusNotFound, "The file does not exist any more.")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(body)
}
