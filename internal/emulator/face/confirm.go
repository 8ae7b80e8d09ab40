// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import "net/http"

// confirmation is a question before an action.
type confirmation struct {
	kind, title, verb string
	asked             *node
	page              page // page that takes the answer
	args              []string
	back              page // shown if nothing is done
}

// confirmBox is the confirmation box that some skins have beside a button.
func (v *visit) confirmBox(kind string) *node {
	if kind != "checkbox" {
		return nil
	}
	return el("label", input("checkbox", v.names.field("confirm"), "1"), " Confirm")
}

// confirm performs an action once it is confirmed: at once, with the box ticked, or after a page that asks by buttons
// or links. Their texts depend on the seed.
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

// confirmed reports whether a question was answered with yes; otherwise it shows the previous page.
func (v *visit) confirmed(w http.ResponseWriter, back page) bool {
	if v.form != nil && v.pressed("do") || v.form == nil && v.arg("do") != "" {
		return true
	}
	v.notice = "Nothing was done."
	v.show(w, back)
	return false
}
