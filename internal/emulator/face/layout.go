// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"cmp"
	_ "embed"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

//go:embed style.css
var style string

//go:embed script.js
var script string

// writePage sends a page in the skin's HTML and charset.
func (v *visit) writePage(w http.ResponseWriter, status int, n *node) {
	page, kind := v.render(n), "text/html; charset=utf-8"
	switch v.skin.Charset {
	case "windows1252":
		if _, err := charmap.Windows1252.NewEncoder().String(page); err == nil {
			for _, m := range v.markers {
				m.attrs[len(m.attrs)-1] = charsetWest
			}
			page, _ = charmap.Windows1252.NewEncoder().String(v.render(n))
			kind = "text/html; charset=windows-1252"
		}
	case "meta", "none":
		kind = "text/html"
	}
	if v.skin.FalseCharset != "" {
		kind = "text/html; charset=" + v.skin.FalseCharset
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(page))
}

func (v *visit) renderer() *renderer {
	return &renderer{sloppy: v.skin.Sloppy, ascii: v.skin.Charset == "none"}
}

func (v *visit) render(n *node) string {
	r := v.renderer()
	if !r.sloppy {
		r.WriteString("<!DOCTYPE html>\n")
	}
	r.node(n)
	return r.String()
}

// label is text that people read as one line; sloppy skins use different white space in it.
func (v *visit) label(s string) *node {
	if v.skin.Sloppy {
		s = strings.Replace(strings.Replace(s, " ", "\u00a0", 1), " ", "\n\t", 1)
	}
	return group(s)
}

// plainPage is a page without a menu.
func (v *visit) plainPage(title string, body ...any) *node {
	return el("html", at("lang", "en"), v.head(title), el("body", el("div.alone", body...)))
}

func (v *visit) head(title string) *node {
	head := el("head")
	if v.skin.Charset == "meta" {
		head.add(el("meta", at("charset", "utf-8")))
	}
	if v.skin.URLs == "base" {
		head.add(el("base", at("href", v.origin()+v.dir()+"/")))
	}
	return head.add(el("title", title+" - ISL Conference Proxy"), el("style", raw(style)), el("script", raw(script)))
}

// messageNodes returns the success or error message.
func (v *visit) messageNodes() *node {
	all := group()
	if v.notice != "" {
		all.add(el("p.notice", v.notice))
	}
	if v.problem != "" {
		all.add(el("p.error", v.problem), v.echo())
	}
	return all
}

// writeContent writes a page of the administration: with the menu, or as the content of a frame.
func (v *visit) writeContent(w http.ResponseWriter, title string, body ...any) {
	all := group(el("h1", title), v.messageNodes(), group(body...))
	if v.noMenu || v.skin.Frames != "none" {
		v.writePage(w, http.StatusOK, el("html", at("lang", "en"), v.head(title), el("body", el("div.framed", all))))
		return
	}
	v.writePage(w, http.StatusOK, el("html", at("lang", "en"), v.head(title), el("body", v.menu(), el("div.main", all, footer()))))
}

// footer has texts that begin like menu entries but are not.
func footer() *node {
	return el("p.footer", el("small", "General terms · Security advisories · © ISL Online"))
}

// showTop shows the first page, which is a welcome page or the frameset, or the
// menu of a frameset.
func (v *visit) showTop(w http.ResponseWriter) {
	content := at("name", v.names.name("content frame"), "src", v.href(pageWelcome))
	switch {
	case v.page == pageMenu:
		v.writePage(w, http.StatusOK, el("html", v.head("Menu"), el("body", v.menu())))
	case v.skin.Frames == "set":
		v.writePage(w, http.StatusOK, el("html", v.head("Administration"), el("frameset", at("cols", "20%,80%"),
			el("frame", at("name", v.names.name("menu frame"), "src", v.href(pageMenu))), el("frame", content))))
	case v.skin.Frames == "inline":
		v.writePage(w, http.StatusOK, el("html", v.head("Administration"),
			el("body", v.menu(), el("div.main", el("iframe", content), footer()))))
	case v.skin.URLs == "relative" && !strings.HasPrefix(v.r.URL.Path, v.dir()+"/"):
		http.Redirect(w, v.r, v.location(pageTop), http.StatusFound)
	default:
		v.show(w, pageWelcome)
	}
}

// says shows a page without settings. Its heading comes from the parameter, if the address has it.
func says(heading, param, message string) func(*visit, http.ResponseWriter) {
	return func(v *visit, w http.ResponseWriter) {
		v.writeContent(w, cmp.Or(v.arg(param), heading), el("p", message))
	}
}

// messages are the messages after a redirect.
var messages = map[string]string{
	"saved":    "The settings were saved.",
	"changed":  "The password was changed.",
	"uploaded": "The file was uploaded.",
	"deleted":  "The selected files were deleted.",
}

// show shows a page other than the requested one.
func (v *visit) show(w http.ResponseWriter, p page) {
	v.page, v.r = p, v.r.WithContext(v.r.Context()) // the log keeps the method of the request
	v.r.Method = http.MethodGet
	v.routes[p].answer(v, w)
}

// finish answers a completed post with a page, or with a redirect to it.
func (v *visit) finish(w http.ResponseWriter, p page, message string, args ...string) {
	to := v.redirectTarget(v.location(p, append(args, "message", message)...))
	switch v.skin.SaveAnswer {
	case "see-other":
		http.Redirect(w, v.r, to, http.StatusSeeOther)
	case "found":
		http.Redirect(w, v.r, to, http.StatusFound)
	case "refresh":
		page := v.plainPage("Please wait", el("p.notice", messages[message]), el("p", link(to, "Continue")))
		page.kids[0].add(el("meta", at("http-equiv", "refresh", "content", "0; url="+to)))
		v.writePage(w, http.StatusOK, page)
	default:
		v.notice = messages[message]
		for i := 0; i+1 < len(args); i += 2 {
			v.query.Set(v.names.param(args[i]), args[i+1])
		}
		v.show(w, p)
	}
}

// redirectTarget returns the address that a post redirects to. The server may have another name there.
func (v *visit) redirectTarget(location string) string {
	if u, err := url.Parse(location); err == nil && v.Options().RedirectHost != "" {
		_, port, _ := net.SplitHostPort(v.r.Host)
		return strings.Split(v.origin(), "//")[0] + "//" + net.JoinHostPort(v.Options().RedirectHost, port) + u.RequestURI()
	}
	return location
}
