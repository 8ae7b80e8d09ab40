// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package face is the emulated HTML administration: its pages, their variants, and their forms. Package product
// performs the changes. All of its HTML is invented; see the documentation of the package emulator.
package face

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Face is the HTML administration of a server. It implements [product.Face].
type Face struct {
	*product.Server
	skin   skin.Skin
	names  names
	routes map[page]route
	pages  map[string]page // by opaque name
	shown  *atomic.Int64   // settings pages shown so far
	rows   *sync.Map       // of the tables of files, by what they show
}

// New returns the face of a server.
func New(s *product.Server) product.Face {
	f := &Face{
		Server: s, skin: s.Skin(), names: names{s.Seed(), &sync.Map{}}, routes: allRoutes(), pages: map[string]page{},
		shown: &atomic.Int64{}, rows: &sync.Map{},
	}
	for p := range f.routes {
		f.pages[f.names.page(p)] = p
	}
	return f
}

// visit is one request being handled.
type visit struct {
	*Face
	r     *http.Request
	page  page // current page; at first the requested one
	asked page // page that the request was sent to
	known bool // the address belongs to the administration
	admin bool // the address is /conf or below
	query url.Values
	sid   string // session that the request carries
	form  *post

	token   string         // form token of the current page
	markers []*node        // fields that report the charset of the page
	below   []func() *node // elements that must follow the settings form
	noMenu  bool           // the page is in a frame
	notice  string         // success message
	problem string         // error message
}

// Visit implements [product.Face].
func (f *Face) Visit(r *http.Request) product.Visit {
	v := &visit{Face: f, r: r, query: r.URL.Query()}
	path, params, _ := strings.Cut(r.URL.Path, ";")
	switch f.skin.Session {
	case "cookie":
		if c, err := r.Cookie(f.sidName()); err == nil {
			v.sid = c.Value
		}
	case "path":
		v.sid = strings.TrimPrefix(params, f.sidName()+"=")
	default:
		v.sid = v.query.Get(f.sidName())
	}
	if f.skin.Login == "basic" {
		v.sid = "basic"
	}
	name := strings.TrimPrefix(path, f.dir()+"/")
	if path == "/conf" || path == "/conf/" {
		if name = v.arg("page"); name == "" || f.skin.URLs != "query" {
			name = f.names.page(pageTop)
		}
	} else if f.skin.URLs == "query" {
		name = ""
	}
	v.admin = path == "/conf" || strings.HasPrefix(path, "/conf/")
	v.page, v.known = f.pages[name]
	v.asked = v.page
	return product.Visit{Class: v.class(), Serve: v.handle, Fail: v.serverError}
}

// handle answers the visit.
func (v *visit) handle(a *product.Answer) {
	switch {
	case !v.admin:
		v.userPage(a)
	case !v.Trusts(v.r):
		v.refuseUntrusted(a)
	case !slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodHead}, v.r.Method):
		v.errorPage(a, http.StatusMethodNotAllowed, "The method "+v.r.Method+" is not supported.")
	case !v.authenticate(a):
	case !v.known:
		v.errorPage(a, http.StatusNotFound, "There is no such page.")
	case v.r.Method == http.MethodPost && !v.readForm(a):
	case v.r.Method != http.MethodPost && v.takesOnlyForms(v.page):
		v.errorPage(a, http.StatusMethodNotAllowed, "This page only takes a form.")
	case v.page != pageLogin && v.page != pageLogout && v.MustChangePassword():
		v.demandPassword(a)
	default:
		if v.form == nil {
			v.notice = messages[v.arg("message")]
		}
		v.routes[v.page].answer(v, a)
	}
}

// refuseUntrusted answers an address outside the trusted networks.
func (v *visit) refuseUntrusted(a *product.Answer) {
	const message = "Access to the administration is limited to trusted networks. Your address is not in one."
	switch v.skin.Untrusted {
	case "not-found":
		v.errorPage(a, http.StatusNotFound, "The page was not found.")
	case "closed":
		a.Cut()
	case "text":
		v.errorPage(a, http.StatusOK, message)
	default:
		v.errorPage(a, http.StatusForbidden, message)
	}
}

// errorPage shows an error message.
func (v *visit) errorPage(w http.ResponseWriter, status int, message string) {
	v.writePage(w, status, v.plainPage("Error", el("h1", "Error "+strconv.Itoa(status)), el("p.error", message), v.echo()))
}

// serverError shows a server error.
func (v *visit) serverError(a *product.Answer, status int) {
	if v.form == nil && v.r.Method == http.MethodPost {
		v.form, _ = v.readPost()
	}
	v.errorPage(a, status, "The server could not handle the request: "+http.StatusText(status)+".")
}

// joinPage is a private file that overrides a public page (documented).
const joinPage = "web_content___users__main__join__1.html"

// userPage answers everything outside the administration. Only these pages obey the redirect setting of Security.
func (v *visit) userPage(a *product.Answer) {
	if v.r.TLS == nil && v.RedirectsUsers() {
		http.Redirect(a, v.r, "https://"+v.r.Host+v.r.URL.RequestURI(), http.StatusFound)
		return
	}
	title, _, _ := v.Setting("Page title")
	join, overridden := v.Files()[joinPage]
	switch {
	case v.r.URL.Path == "/join" && overridden:
		a.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = a.Write(join.Data)
	case v.r.URL.Path == "/" || v.r.URL.Path == "/join":
		v.writePage(a, http.StatusOK, el("html", el("head", el("title", title)),
			el("body", el("h1", title), el("p", "Enter the session code that your operator gave you."))))
	default:
		v.errorPage(a, http.StatusNotFound, "There is no such page.")
	}
}
