// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// currentTab returns the tab in the address; the first tab by default.
func (v *visit) currentTab() string {
	if tab := v.arg("tab"); slices.Contains(product.TabNames, tab) {
		return tab
	}
	return product.TabNames[0]
}

// showStorage shows File storage: one tab, or all of them.
func (v *visit) showStorage(w http.ResponseWriter) {
	current := v.currentTab()
	body := group(v.tabs(current))
	if v.skin.Tabs != "fragments" {
		v.writeContent(w, "File storage", body, v.tab(current))
		return
	}
	for _, tab := range product.TabNames {
		if tab != product.TabPrivate || v.skin.PrivateTab == "as-others" {
			body.add(el("div", at("id", v.names.name("fragment "+tab)), el("h2", tab), v.tab(tab)))
		}
	}
	v.writeContent(w, "File storage", body)
}

// tabs is the line of tabs.
func (v *visit) tabs(current string) *node {
	all := el("p.tabs")
	for _, tab := range product.TabNames {
		switch {
		case tab == product.TabPrivate && v.skin.PrivateTab != "as-others":
			all.add(v.scriptTab(tab))
		case v.skin.Tabs == "fragments":
			// With a base element, a bare fragment would lead to another page, so the link has the full address.
			all.add(link(v.href(pageStorage)+"#"+v.names.name("fragment "+tab), tab))
		case v.skin.Tabs == "current-plain" && tab == current:
			all.add(el("b", tab))
		default:
			all.add(link(v.href(pageStorage, "tab", tab), tab))
		}
		all.add(" ")
	}
	return all
}

// scriptTab is a tab that needs a script.
func (v *visit) scriptTab(tab string) *node {
	script := at("onclick", "location.href='"+v.href(pageStorage, "tab", tab)+"'")
	switch v.skin.PrivateTab {
	case "button":
		return el("button", at("type", "button"), script, tab)
	case "span":
		return el("span", script, tab)
	case "hash":
		return link("#", script, tab)
	case "fragment":
		return link(v.href(pageStorage)+"#"+v.names.name("nowhere"), tab)
	case "radio":
		return el("label", input("radio", v.names.field("tab"), tab, script...), " "+tab)
	}
	return nil
}

// tab is the upload form and the files of a tab.
func (v *visit) tab(tab string) *node {
	all := v.List(tab)
	first, last, pages, number := 0, len(all), 1, 1
	if size := v.skin.PageSize; size > 0 {
		pages = max(1, (len(all)+size-1)/size)
		if n, err := strconv.Atoi(v.arg("part")); err == nil && v.currentTab() == tab {
			number = min(max(n, 1), pages)
		}
		first, last = (number-1)*size, min(number*size, len(all))
	}
	within, behind := (*node)(nil), v.pager(tab, number, pages)
	if v.skin.Pager == "numbers-in-row" {
		within, behind = behind, nil
	}
	upload := el("table.entry", line("td", "Upload file:", el("input", at("type", "file", "name", v.names.field("file")))),
		line("td", "Extract ZIP file:", v.extractControl()), line("td", "", v.button("Upload")))
	return group(v.postForm(at("enctype", "multipart/form-data"), pageUpload, at("tab", tab), upload),
		v.postForm(nil, pageFiles, at("tab", tab), v.fileTable(tab, all[first:last], within), v.fileButtons()), behind)
}

func (v *visit) extractControl() *node {
	name := v.names.field("extract")
	switch v.skin.Extract {
	case "select":
		return el("select", at("name", name), el("option", at("value", "yes", "selected", bare), "Yes"), el("option", at("value", "no"), "No"))
	case "radios":
		return group(input("radio", name, "yes", "checked", bare), " Yes ", input("radio", name, "no"), " No")
	}
	return el("label", input("checkbox", name, "yes"), " Yes")
}

func (v *visit) fileButtons() *node {
	return el("p", v.choice("Delete selected", v.names.field("delete")), " ", v.confirmBox(v.skin.ConfirmDelete), " ",
		v.choice("Apply changes", v.names.field("apply")), " ",
		el("button", at("type", "button", "onclick", "toggle(this)"), "Toggle select"), " ",
		el("button", at("type", "button"), "Copy links to clipboard"))
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

// handleUpload stores a file, or the files of an archive.
func (v *visit) handleUpload(w http.ResponseWriter) {
	tab := v.currentTab()
	i := slices.IndexFunc(v.form.files, func(u upload) bool { return u.field == v.names.field("file") })
	if i < 0 || v.form.files[i].name == "" {
		v.problem = "No file was chosen."
	} else {
		u := v.form.files[i]
		v.problem = v.Upload(tab, u.name, u.body, slices.Contains(v.form.values[v.names.field("extract")], "yes"))
	}
	v.stored(w, tab, "uploaded")
}

// stored shows the tab again, with a message or the problem.
func (v *visit) stored(w http.ResponseWriter, tab, message string) {
	if v.problem != "" {
		v.show(w, pageStorage)
	} else {
		v.finish(w, pageStorage, message, "tab", tab)
	}
}

// handleFiles handles the form around the list of files.
func (v *visit) handleFiles(w http.ResponseWriter) {
	tab, ids := v.currentTab(), v.form.values[v.names.field("select")]
	switch {
	case v.pressed("apply"):
		v.PressApply()
		v.notice = "The changes were applied."
	case !v.pressed("delete"):
		v.problem = "No button was pressed."
	case len(ids) == 0:
		v.problem = "No file is selected."
	default:
		v.askDelete(w, tab, ids)
		return
	}
	v.show(w, pageStorage)
}

func (v *visit) askDelete(w http.ResponseWriter, tab string, ids []string) {
	list := el("ul")
	for _, id := range ids {
		name, _ := v.fileNamed(tab, id)
		list.add(el("li", name))
	}
	v.confirm(w, confirmation{
		kind: v.skin.ConfirmDelete, title: "Delete files", verb: "Delete", asked: group(el("p", "Do you really want to delete the selected files?"), list),
		page: pageConfirmDelete, args: at("tab", tab, "ids", strings.Join(ids, " ")), back: pageStorage,
	}, func() { v.deleteFiles(w, tab, ids) })
}

func (v *visit) confirmDelete(w http.ResponseWriter) {
	if v.confirmed(w, pageStorage) {
		v.deleteFiles(w, v.currentTab(), strings.Fields(v.arg("ids")))
	}
}

func (v *visit) deleteFiles(w http.ResponseWriter, tab string, ids []string) {
	var names []string
	for _, id := range ids {
		name, _ := v.fileNamed(tab, id)
		names = append(names, name)
	}
	v.problem = v.Delete(tab, names)
	v.stored(w, tab, "deleted")
}
