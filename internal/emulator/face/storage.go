// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"mime"
	"net/http"
	"slices"
	"strconv"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// currentTab is the tab that the address names; the first by default.
func (v *visit) currentTab() string {
	if tab := v.arg("tab"); slices.Contains(product.TabNames, tab) {
		return tab
	}
	return product.TabNames[0]
}

// showStorage shows File storage: one tab, or all of them.
func (v *visit) showStorage(w http.ResponseWriter) {
	v.takeMessage()
	current := v.currentTab()
	body := []*node{v.tabs(current)}
	if v.skin.Tabs != "fragments" {
		v.writeContent(w, "File storage", append(body, v.tab(current)...)...)
		return
	}
	for _, tab := range product.TabNames {
		if tab == product.TabPrivate && v.skin.PrivateTab != "as-others" {
			continue
		}
		body = append(body, el("div", at("id", v.names.name("fragment "+tab)), append([]*node{el("h2", nil, text(tab))}, v.tab(tab)...)...))
	}
	v.writeContent(w, "File storage", body...)
}

// tabs is the line of tabs.
func (v *visit) tabs(current string) *node {
	line := el("p", at("class", "tabs"))
	for _, tab := range product.TabNames {
		if tab == product.TabPrivate && v.skin.PrivateTab != "as-others" {
			line.kids = append(line.kids, v.scriptTab(tab), text(" "))
			continue
		}
		switch {
		case v.skin.Tabs == "fragments":
			// With a base element a bare fragment would lead away from the page, so its address is written out.
			line.kids = append(line.kids, el("a", at("href", v.href(pageStorage)+"#"+v.names.name("fragment "+tab)), text(tab)))
		case v.skin.Tabs == "current-plain" && tab == current:
			line.kids = append(line.kids, el("b", nil, text(tab)))
		default:
			line.kids = append(line.kids, el("a", at("href", v.href(pageStorage, "tab", tab)), text(tab)))
		}
		line.kids = append(line.kids, text(" "))
	}
	return line
}

// scriptTab is a tab that leads nowhere without a script.
func (v *visit) scriptTab(tab string) *node {
	script := "location.href='" + v.href(pageStorage, "tab", tab) + "'"
	switch v.skin.PrivateTab {
	case "button":
		return el("button", at("type", "button", "onclick", script), text(tab))
	case "span":
		return el("span", at("onclick", script), text(tab))
	case "hash":
		return el("a", at("href", "#", "onclick", script), text(tab))
	case "fragment":
		return el("a", at("href", v.href(pageStorage)+"#"+v.names.name("nowhere")), text(tab))
	case "radio":
		return el("label", nil, el("input", at("type", "radio", "name", v.names.field("tab"), "value", tab, "onclick", script)), text(" "+tab))
	default:
		return nil
	}
}

// tab is the upload form and the files of a tab.
func (v *visit) tab(tab string) []*node {
	all := v.List(tab)
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
	if v.skin.Pager != "numbers-in-row" {
		inRow = nil
	}
	list := v.fileTable(tab, all[first:last], inRow)
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
	case "select":
		return el("select", at("name", name), el("option", at("value", "yes", "selected", bare), text("Yes")), el("option", at("value", "no"), text("No")))
	case "radios":
		return group(el("input", at("type", "radio", "name", name, "value", "yes", "checked", bare)), text(" Yes "),
			el("input", at("type", "radio", "name", name, "value", "no")), text(" No"))
	}
	return el("label", nil, el("input", at("type", "checkbox", "name", name, "value", "yes")), text(" Yes"))
}

func (v *visit) fileButtons() *node {
	line := el("p", nil, v.button("Delete selected", "name", v.names.field("delete"), "value", "Delete selected"))
	if v.skin.ConfirmDelete == "checkbox" {
		line.kids = append(line.kids, text(" "), el("label", nil, el("input", at("type", "checkbox", "name", v.names.field("confirm"), "value", "1")), text(" Confirm")))
	}
	line.kids = append(line.kids, text(" "), v.button("Apply changes", "name", v.names.field("apply"), "value", "Apply changes"), text(" "),
		el("button", at("type", "button", "onclick", "toggle(this)"), text("Toggle select")), text(" "),
		el("button", at("type", "button"), text("Copy links to clipboard")))
	return line
}

// handleDownload sends a file.
func (v *visit) handleDownload(w http.ResponseWriter) {
	tab := v.currentTab()
	name, ok := v.fileNamed(tab, v.arg("file"))
	if !ok {
		v.errorPage(w, http.StatusNotFound, "The file does not exist any more.")
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(v.FilesOf(tab)[name].Data)
}
