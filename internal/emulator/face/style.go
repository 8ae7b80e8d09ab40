// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: #222; background: #f4f6f8; }
h1 { font-size: 1.4em; margin-top: 0; } h2 { font-size: 1.05em; margin: 1.5em 0 .3em; color: #456; }
a { color: #0b5cad; } form { margin: 0; } small { color: #667; }
.menu { float: left; width: 13em; padding: 1em; } .menu ul { list-style: none; margin: 0 0 .8em; padding-left: .8em; }
.menu h2 { margin: .4em 0 .1em; } .main { margin-left: 15em; padding: 1.5em; background: #fff; min-height: 90vh; }
.alone { max-width: 60em; padding: 1.5em; background: #fff; } .notice { background: #e4f5e6; padding: .5em .8em; } .error { background: #fbe4e2; padding: .5em .8em; }
table { border-collapse: collapse; } td, th { padding: .25em .7em; text-align: left; vertical-align: top; border-bottom: 1px solid #e3e7ea; }
.row { display: flex; gap: .7em; padding: .25em 0; border-bottom: 1px solid #e3e7ea; } .row > .name, .row > label { width: 22em; } .row > .value { flex: 1; }
.cells { display: flex; gap: .7em; border-bottom: 1px solid #e3e7ea; } .cells > * { width: 11em; overflow-wrap: anywhere; } .heads { font-weight: bold; }
fieldset { border: 0; border-bottom: 1px solid #e3e7ea; padding: .2em 0 .5em; } dl dt { margin-top: .5em; } dd { margin-left: 1.9em; }
textarea { width: 30em; height: 6em; } input[type=text] { width: 22em; } .tabs { margin: 0 0 1em; } .tabs > * { margin-right: 1em; } iframe { border: 0; width: 100%; height: 80vh; } .small { height: 15em; }
`

// script makes the pages pleasant for people; nothing depends on it.
const script = `
function tick(box) { var all = document.querySelectorAll("[data-row='" + box.id + "']"); for (var i = 0; i < all.length; i++) all[i].disabled = box.checked; }
function toggle(button) { var all = button.form.querySelectorAll("input[type=checkbox][data-file]"); for (var i = 0; i < all.length; i++) all[i].checked = !all[i].checked; }
`

// plainPage is a page without menu.
func (v *visit) plainPage(title string, body ...*node) *node {
	return el("html", at("lang", "en"), v.head(title), el("body", nil, el("div", at("class", "alone"), body...)))
}

func (v *visit) head(title string) *node {
	head := el("head", nil)
	if v.skin.Charset == CharsetMeta {
		head.kids = append(head.kids, el("meta", at("charset", "utf-8")))
	}
	if v.skin.URLs == URLBase {
		head.kids = append(head.kids, el("base", at("href", v.scheme()+"://"+v.r.Host+v.dir()+"/")))
	}
	head.kids = append(head.kids, el("title", nil, text(title+" - ISL Conference Proxy")), raw("style", style), raw("script", script))
	return head
}

// show sends a page in the skin's HTML and charset.
func (v *visit) show(w http.ResponseWriter, status int, n *node) {
	page, kind := v.render(n), "text/html"
	switch v.skin.Charset {
	case CharsetUTF8:
		kind += "; charset=utf-8"
	case CharsetWindows1252:
		kind += "; charset=utf-8"
		if _, err := charmap.Windows1252.NewEncoder().String(page); err == nil {
			for _, m := range v.markers {
				m.attrs[len(m.attrs)-1] = charsetWest
			}
			page, _ = charmap.Windows1252.NewEncoder().String(v.render(n))
			kind = "text/html; charset=windows-1252"
		}
	case CharsetMeta, CharsetNone:
	}
	if v.skin.FalseCharset != "" {
		kind = "text/html; charset=" + v.skin.FalseCharset
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(page))
}

func (v *visit) render(n *node) string {
	r := &renderer{sloppy: v.skin.Sloppy, ascii: v.skin.Charset == CharsetNone}
	if !r.sloppy {
		r.WriteString("<!DOCTYPE html>\n")
	}
	r.node(n)
	return r.String()
}

// label is text that people read as one line; sloppy skins write other white space in it.
func (v *visit) label(s string) *node {
	if v.skin.Sloppy {
		s = strings.Replace(strings.Replace(s, " ", "\u00a0", 1), " ", "\n\t", 1)
	}
	return text(s)
}
