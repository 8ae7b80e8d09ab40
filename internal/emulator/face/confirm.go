// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import "net/http"

// confirmation is a question before something is done.
type confirmation struct {
	kind, title, verb string
	asked             *node
	page              page // that takes the answer
	args              []string
	back              page // shown when nothing is done
}

// confirmBox is the box that some skins have beside a button.
func (v *visit) confirmBox(kind string) *node {
	if kind != "checkbox" {
		return nil
	}
	return el("label", input("checkbox", v.names.field("confirm"), "1"), " Confirm")
}

// confirm does something once it is confirmed: at once, with the box ticked, or after a page that asks by buttons or
// links. What these say differs from start to start.
func (v *visit) confirm(w http.ResponseWriter, c confirmation, do func()) {
	const key = "confirm texts"
	yes, no := v.names.one(key, "Yes", "OK", c.verb), v.names.one(key, "No", "Cancel", "Cancel")
	switch c.kind {
	case "page":
		buttons := el("p", v.choice(yes, v.names.field("do")), " ", v.choice(no, v.names.field("not")))
		v.writeContent(w, c.title, v.postForm(nil, c.page, c.args, c.asked, buttons))
	case "link":
		links := el("p", link(v.href(c.page, append(c.args, "do", "yes")...), yes), " ", link(v.href(c.page, c.args...), no))
		v.writeContent(w, c.title, c.asked, links)
	case "checkbox":
		if v.pressed("confirm") {
			do()
			return
		}
		v.problem = "Nothing was done: tick Confirm beside the button first."
		v.show(w, c.back)
	default:
		do()
	}
}

// confirmed tells whether a question was answered with yes; else it shows the page to go back to.
func (v *visit) confirmed(w http.ResponseWriter, back page) bool {
	if v.form != nil && v.pressed("do") || v.form == nil && v.arg("do") != "" {
		return true
	}
	v.notice = "Nothing was done."
	v.show(w, back)
	return false
}
