// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

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
	v.stored()
	v.leadTo(w, pageStorage, "uploaded", "tab", tab)
}

func (v *visit) storeUpload(tab string) (problem string) {
	at := slices.IndexFunc(v.form.files, func(u upload) bool { return u.field == v.names.field("file") })
	if at < 0 || v.form.files[at].name == "" {
		return "No file was chosen."
	}
	u := v.form.files[at]
	name := baseName(u.name)
	if name == "" || len(name) > 255 {
		return "The file name is not acceptable."
	}
	files := map[string][]byte{name: u.body}
	if slices.Contains(v.form.values[v.names.field("extract")], "yes") {
		var err error
		if files, err = unzip(u.body); err != nil {
			return "The file is no ZIP archive that could be extracted: " + err.Error()
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for name, body := range files {
		v.data.put(tab, name, body)
	}
	return ""
}

// handleFiles takes the form around the list of files.
func (v *visit) handleFiles(w http.ResponseWriter) {
	tab := v.currentTab()
	ids := v.form.values[v.names.field("select")]
	switch {
	case v.form.has(v.names.field("apply")):
		v.mu.Lock()
		v.data.Applied = true
		v.mu.Unlock()
		v.logf("Apply changes was pressed")
		v.notice = "The changes were applied."
	case !v.form.has(v.names.field("delete")):
		v.problem = "No button was pressed."
	case len(ids) == 0:
		v.problem = "No file is selected."
	case v.skin.ConfirmDelete == ConfirmCheckbox && !v.form.has(v.names.field("confirm")):
		v.problem = "Nothing was deleted: tick Confirm beside the button first."
	case v.skin.ConfirmDelete == ConfirmPage, v.skin.ConfirmDelete == ConfirmLink:
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
	v.mu.Lock()
	for _, id := range ids {
		list.kids = append(list.kids, el("li", nil, text(v.fileNamed(tab, id))))
	}
	v.mu.Unlock()
	v.content(w, "Delete files", v.question(v.skin.ConfirmDelete, "Delete", pageConfirmDelete, []string{"tab", tab, "ids", strings.Join(ids, " ")},
		el("p", nil, text("Do you really want to delete the selected files?")), list))
}

// question asks before a page does something: by the buttons of a form, or by links.
func (v *visit) question(kind ConfirmKind, verb string, p page, args []string, asked ...*node) *node {
	do, not := v.confirmTexts(verb)
	if kind == ConfirmLink {
		return group(append(asked, el("p", nil,
			el("a", at("href", v.href(p, append(args, "do", "yes")...)), text(do)), text(" "), el("a", at("href", v.href(p, args...)), text(not))))...)
	}
	return v.postForm(nil, p, args, append(asked,
		el("p", nil, v.button(do, "name", v.names.field("do"), "value", do), text(" "), v.button(not, "name", v.names.field("not"), "value", not)))...)
}

// agreed reports whether a question was answered with yes.
func (v *visit) agreed() bool {
	if v.r.Method == http.MethodPost {
		return v.form.has(v.names.field("do"))
	}
	return v.arg("do") != ""
}

func (v *visit) handleConfirmDelete(w http.ResponseWriter) {
	tab := v.currentTab()
	if !v.agreed() {
		v.page, v.notice = pageStorage, "Nothing was deleted."
		v.showStorage(w)
		return
	}
	v.deleteFiles(w, tab, strings.Fields(v.arg("ids")))
}

func (v *visit) deleteFiles(w http.ResponseWriter, tab string, ids []string) {
	if v.problem = v.remove(tab, ids); v.problem != "" {
		v.page = pageStorage
		v.showStorage(w)
		return
	}
	v.stored()
	v.leadTo(w, pageStorage, "deleted", "tab", tab)
}

func (v *visit) remove(tab string, ids []string) (problem string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var doomed []string
	for _, id := range ids {
		name := v.fileNamed(tab, id)
		if name == "" {
			return "A selected file does not exist any more. Nothing was deleted."
		}
		if user := v.userOf(name); tab == tabPrivate && user != "" && v.skin.DeleteInUse == DeleteInUseRefused {
			return name + " is in use by the setting " + user + ". Nothing was deleted."
		}
		doomed = append(doomed, name)
	}
	for _, name := range doomed {
		delete(v.data.Tabs[tab], name)
	}
	return ""
}

// userOf is the label of a setting that names a private file. The caller holds v.mu.
func (v *visit) userOf(name string) string {
	for _, c := range v.rows {
		if c.kind == kindText && strings.EqualFold(v.say(c.label), "objects/"+name) {
			return c.label
		}
	}
	return ""
}
