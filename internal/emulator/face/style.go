// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

const style = `
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: #1f2933; background: #f4f6f8; }
h1 { font-size: 1.4em; margin: 0 0 .6em; } h2, legend { font-size: 1.05em; font-weight: 600; margin: 1.6em 0 .3em; color: #3b5168; }
a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; } form { margin: 0; } small { color: #66758a; }
.menu { float: left; width: 14em; padding: 1em; } .menu ul { list-style: none; margin: 0 0 .8em; padding-left: .9em; }
.menu h2 { margin: .4em 0 .1em; font-size: .95em; } .menu button { border: 0; background: none; padding: 0; color: #0b5cad; }
.main { margin-left: 14em; padding: 1.5em; background: #fff; min-height: 100vh; overflow-x: auto; }
.alone { max-width: 60em; margin: 0 auto; padding: 1.5em; background: #fff; }
.notice, .error { padding: .5em .8em; border-left: 4px solid #3c9a4e; background: #e9f6eb; } .error { border-color: #c0392b; background: #fbe9e7; }
.footer { margin-top: 2em; border-top: 1px solid #e3e7ea; padding-top: .6em; }
table { border-collapse: collapse; } td, th { padding: .3em .7em; text-align: left; vertical-align: top; border-bottom: 1px solid #e3e7ea; }
th { color: #3b5168; } tr:hover > td { background: #f8fafc; }
.settings > tbody > tr > td:nth-child(2) { width: 22em; } .settings > tbody > tr > td:nth-child(3) { width: 34em; } .files { margin-top: 1.2em; }
.row, .cells { display: flex; flex-wrap: wrap; gap: .7em; padding: .3em 0; border-bottom: 1px solid #e3e7ea; }
.row > label { width: 20em; } .row > .value { flex: 1; } .cells > * { width: 11em; overflow-wrap: anywhere; } .heads { font-weight: bold; }
fieldset { border: 0; border-bottom: 1px solid #e3e7ea; padding: .2em 0 .5em; margin: 0; } dl dt { margin-top: .5em; } dd { margin-left: 1.9em; }
input, select, textarea, button { font: inherit; } input[type=text], input[type=password], select, textarea { border: 1px solid #b8c2cc; border-radius: 4px; padding: .2em .4em; max-width: 100%; }
input[type=text], input[type=password] { width: 22em; } textarea { width: 30em; height: 6em; } :disabled { background: #eef1f4; color: #66758a; }
button, input[type=submit] { border: 1px solid #9aa8b6; border-radius: 4px; background: #eef2f6; padding: .25em .9em; cursor: pointer; }
.tabs { border-bottom: 2px solid #e3e7ea; padding-bottom: .4em; } .tabs > * { margin-right: 1em; } iframe { border: 0; width: 100%; height: 80vh; } .small { height: 15em; }
@media (max-width: 640px) {
.menu { float: none; width: auto; columns: 2; } .menu ul, .menu h2 { break-inside: avoid; } .main { margin: 0; padding: 1em; } .row > label { width: 85%; }
.settings > tbody > tr { display: block; padding: .4em 0; border-bottom: 1px solid #e3e7ea; } .settings > tbody > tr > td:nth-child(n) { display: block; border: 0; padding: .1em .3em; width: auto; }
.settings > tbody > tr > td:nth-child(-n+2) { display: inline-block; width: auto; } input[type=text], input[type=password], textarea { width: 100%; }
}
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
	if v.skin.Charset == "meta" {
		head.kids = append(head.kids, el("meta", at("charset", "utf-8")))
	}
	if v.skin.URLs == "base" {
		head.kids = append(head.kids, el("base", at("href", v.scheme()+"://"+v.r.Host+v.dir()+"/")))
	}
	head.kids = append(head.kids, el("title", nil, text(title+" - ISL Conference Proxy")), raw("style", style), raw("script", script))
	return head
}

// writePage sends a page in the skin's HTML and charset.
func (v *visit) writePage(w http.ResponseWriter, status int, n *node) {
	page, kind := v.render(n), "text/html"
	switch v.skin.Charset {
	case "utf8":
		kind += "; charset=utf-8"
	case "windows1252":
		kind += "; charset=utf-8"
		if _, err := charmap.Windows1252.NewEncoder().String(page); err == nil {
			for _, m := range v.markers {
				m.attrs[len(m.attrs)-1] = charsetWest
			}
			page, _ = charmap.Windows1252.NewEncoder().String(v.render(n))
			kind = "text/html; charset=windows-1252"
		}
	case "meta", "none":
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
	r := &renderer{sloppy: v.skin.Sloppy, ascii: v.skin.Charset == "none"}
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
