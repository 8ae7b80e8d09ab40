// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net"
	"net/http"
	"strings"
)

// writeContent sends a page of the administration: with the menu, or as the content of a frame.
func (v *visit) writeContent(w http.ResponseWriter, title string, body ...*node) {
	var all []*node
	all = append(all, el("h1", nil, text(title)))
	if v.notice != "" {
		all = append(all, el("p", at("class", "notice"), text(v.notice)))
	}
	if v.problem != "" {
		all = append(all, el("p", at("class", "error"), text(v.problem)), v.echo())
	}
	all = append(all, body...)
	if v.noMenu || v.skin.Frames != "none" {
		v.writePage(w, http.StatusOK, v.plainPage(title, all...))
		return
	}
	v.writePage(w, http.StatusOK, el("html", at("lang", "en"), v.head(title),
		el("body", nil, v.menu(), el("div", at("class", "main"), append(all, footer())...))))
}

// footer has texts that begin like menu entries but are none.
func footer() *node {
	return el("p", at("class", "footer"), el("small", nil, text("General terms · Security advisories · © ISL Online")))
}

// frameName is the name of the frame that shows the content.
func (v *visit) frameName() string { return v.names.name("content frame") }

// showTop shows the first page: a welcome, or the frames.
func (v *visit) showTop(w http.ResponseWriter) {
	switch v.skin.Frames {
	case "none":
		if v.skin.URLs == "relative" && !strings.HasPrefix(v.r.URL.Path, v.dir()+"/") {
			http.Redirect(w, v.r, v.location(pageTop), http.StatusFound)
			return
		}
		v.showWelcome(w)
	case "set":
		v.writePage(w, http.StatusOK, el("html", nil, v.head("Administration"), el("frameset", at("cols", "20%,80%"),
			el("frame", at("name", v.names.name("menu frame"), "src", v.href(pageMenu))),
			el("frame", at("name", v.frameName(), "src", v.href(pageWelcome))))))
	case "inline":
		v.writePage(w, http.StatusOK, el("html", nil, v.head("Administration"), el("body", nil, v.menu(), el("div", at("class", "main"),
			el("iframe", at("name", v.frameName(), "src", v.href(pageWelcome))), footer()))))
	}
}

func (v *visit) showMenuFrame(w http.ResponseWriter) {
	v.writePage(w, http.StatusOK, el("html", nil, v.head("Menu"), el("body", nil, v.menu())))
}

func (v *visit) showWelcome(w http.ResponseWriter) {
	v.writeContent(w, "Administration", el("p", nil, text("Welcome. Choose an entry of the menu.")))
}

func (v *visit) showSection(w http.ResponseWriter) {
	v.writeContent(w, v.arg("section"), el("p", nil, text("Choose an entry of this section.")))
}

// showInfo shows an entry of the menu that has nothing to set.
func (v *visit) showInfo(w http.ResponseWriter) {
	v.writeContent(w, v.arg("entry"), el("p", nil, text("Nothing to report.")))
}

// messages are what a page says after a redirect.
var messages = map[string]string{
	"saved":    "The settings were saved.",
	"changed":  "The password was changed.",
	"uploaded": "The file was uploaded.",
	"deleted":  "The selected files were deleted.",
}

// finish answers a completed post: the page at once, or a way to it.
func (v *visit) finish(w http.ResponseWriter, p page, message string, args ...string) {
	if v.skin.SaveAnswer == "page" {
		v.page, v.notice = p, messages[message]
		for i := 0; i+1 < len(args); i += 2 {
			v.query.Set(v.param(args[i]), args[i+1])
		}
		v.r.Method = http.MethodGet
		answerer(p)(v, w)
		return
	}
	to := v.redirectTarget(v.location(p, append(args, "message", message)...))
	switch v.skin.SaveAnswer {
	case "see-other":
		http.Redirect(w, v.r, to, http.StatusSeeOther)
	case "found":
		http.Redirect(w, v.r, to, http.StatusFound)
	default:
		page := v.plainPage("Please wait", el("p", at("class", "notice"), text(messages[message])), el("p", nil, el("a", at("href", to), text("Continue"))))
		page.kids[0].kids = append(page.kids[0].kids, el("meta", at("http-equiv", "refresh", "content", "0; url="+to)))
		v.writePage(w, http.StatusOK, page)
	}
}

// redirectTarget is an address that a post leads to. The server may have another name there.
func (v *visit) redirectTarget(location string) string {
	if v.RedirectHost() == "" {
		return location
	}
	if at := strings.Index(location, "://"); at >= 0 {
		_, path, _ := strings.Cut(location[at+3:], "/")
		location = "/" + path
	}
	_, port, _ := net.SplitHostPort(v.r.Host)
	return v.scheme() + "://" + net.JoinHostPort(v.RedirectHost(), port) + location
}

// takeMessage shows the message that a redirect brought.
func (v *visit) takeMessage() {
	if v.notice == "" {
		v.notice = messages[v.arg("message")]
	}
}
