// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"slices"
	"strings"
)

// handleUpload stores a file, or the files of an archive.
func (v *visit) handleUpload(w http.ResponseWriter) {
	tab := v.currentTab()
	if v.problem = v.storeUpload(tab); v.problem != "" {
		v.page = pageStorage
		v.showStorage(w)
		return
	}
	v.finish(w, pageStorage, "uploaded", "tab", tab)
}

func (v *visit) storeUpload(tab string) (problem string) {
	at := slices.IndexFunc(v.form.files, func(u upload) bool { return u.field == v.names.field("file") })
	if at < 0 || v.form.files[at].name == "" {
		return "No file was chosen."
	}
	u := v.form.files[at]
	return v.Upload(tab, u.name, u.body, slices.Contains(v.form.values[v.names.field("extract")], "yes"))
}

// handleFiles takes the form around the list of files.
func (v *visit) handleFiles(w http.ResponseWriter) {
	tab := v.currentTab()
	ids := v.form.values[v.names.field("select")]
	switch {
	case v.form.has(v.names.field("apply")):
		v.PressApply()
		v.notice = "The changes were applied."
	case !v.form.has(v.names.field("delete")):
		v.problem = "No button was pressed."
	case len(ids) == 0:
		v.problem = "No file is selected."
	case v.skin.ConfirmDelete == "checkbox" && !v.form.has(v.names.field("confirm")):
		v.problem = "Nothing was deleted: tick Confirm beside the button first."
	case v.skin.ConfirmDelete == "page", v.skin.ConfirmDelete == "link":
		v.askDelete(w, tab, ids)
		return
	default:
		v.deleteFiles(w, tab, ids)
		return
	}
	v.page = pageStorage
	v.showStorage(w)
}

// confirmTexts are the buttons of a confirmation page; they differ from start to start.
func (v *visit) confirmTexts(verb string) (do, not string) {
	switch v.names.hash("confirm texts")[0] % 3 {
	case 0:
		return "Yes", "No"
	case 1:
		return "OK", "Cancel"
	default:
		return verb, "Cancel"
	}
}

// askDelete shows the confirmation page.
func (v *visit) askDelete(w http.ResponseWriter, tab string, ids []string) {
	list := el("ul", nil)
	for _, id := range ids {
		name, _ := v.fileNamed(tab, id)
		list.kids = append(list.kids, el("li", nil, text(name)))
	}
	v.writeContent(w, "Delete files", v.confirmation(v.skin.ConfirmDelete, "Delete", pageConfirmDelete, []string{"tab", tab, "ids", strings.Join(ids, " ")},
		el("p", nil, text("Do you really want to delete the selected files?")), list))
}

// confirmation asks before a page does something: by the buttons of a form, or by links.
func (v *visit) confirmation(kind string, verb string, p page, args []string, asked ...*node) *node {
	do, not := v.confirmTexts(verb)
	if kind == "link" {
		return group(append(asked, el("p", nil,
			el("a", at("href", v.href(p, append(args, "do", "yes")...)), text(do)), text(" "), el("a", at("href", v.href(p, args...)), text(not))))...)
	}
	return v.postForm(nil, p, args, append(asked,
		el("p", nil, v.button(do, "name", v.names.field("do"), "value", do), text(" "), v.button(not, "name", v.names.field("not"), "value", not)))...)
}

// confirmed reports whether a question was answered with yes.
func (v *visit) confirmed() bool {
	if v.r.Method == http.MethodPost {
		return v.form.has(v.names.field("do"))
	}
	return v.arg("do") != ""
}

func (v *visit) handleConfirmDelete(w http.ResponseWriter) {
	tab := v.currentTab()
	if !v.confirmed() {
		v.page, v.notice = pageStorage, "Nothing was deleted."
		v.showStorage(w)
		return
	}
	v.deleteFiles(w, tab, strings.Fields(v.arg("ids")))
}

func (v *visit) deleteFiles(w http.ResponseWriter, tab string, ids []string) {
	var names []string
	for _, id := range ids {
		name, _ := v.fileNamed(tab, id)
		names = append(names, name)
	}
	if v.problem = v.Delete(tab, names); v.problem != "" {
		v.page = pageStorage
		v.showStorage(w)
		return
	}
	v.finish(w, pageStorage, "deleted", "tab", tab)
}
