// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// visit is one request being handled.
type visit struct {
	*Face
	r     *http.Request
	page  page // being shown; at first the one that was asked for
	asked page // whose address the request was sent to
	known bool // the address is one of ours
	admin bool // the address is /conf or below
	query url.Values
	sid   string // session that the request carries
	form  *posted

	token   string         // form token of the page being shown
	markers []*node        // fields that say in which charset the page was sent
	below   []func() *node // what has to stand behind the settings form
	noMenu  bool           // the page stands in a frame
	notice  string         // what was done
	problem string         // what went wrong
}

func (f *Face) newVisit(r *http.Request) *visit {
	v := &visit{Face: f, r: r, query: r.URL.Query()}
	path := r.URL.Path
	if at := strings.Index(path, ";"); at >= 0 {
		v.sid = strings.TrimPrefix(path[at:], ";"+f.sidName()+"=")
		path = path[:at]
	}
	switch f.skin.Session {
	case "cookie":
		if c, err := r.Cookie(f.sidName()); err == nil {
			v.sid = c.Value
		}
	case "query":
		v.sid = v.query.Get(f.sidName())
	case "path":
	}
	if f.skin.Login == "basic" {
		v.sid = "basic"
	}
	v.admin = path == "/conf" || strings.HasPrefix(path, "/conf/")
	name := strings.TrimPrefix(strings.TrimPrefix(path, f.dir()), "/")
	switch {
	case !v.admin:
	case path == "/conf" || path == "/conf/":
		v.page, v.known = pageTop, true
		if q := v.query.Get(f.param("page")); q != "" && f.skin.URLs == "query" {
			v.page, v.known = f.routes[q], f.routes[q] != ""
		}
	case strings.HasPrefix(path, f.dir()) && f.skin.URLs != "query":
		v.page, v.known = f.routes[name], f.routes[name] != ""
	}
	v.asked = v.page
	return v
}

func (f *Face) sidName() string          { return f.names.name("session") }
func (f *Face) dir() string              { return "/conf/" + f.names.name("folder") }
func (f *Face) param(name string) string { return f.names.name("parameter " + name) }

// arg is a parameter of the request's address.
func (v *visit) arg(name string) string { return v.query.Get(v.param(name)) }

func (v *visit) scheme() string {
	if v.r.TLS != nil {
		return "https"
	}
	return "http"
}

func (v *visit) class() product.Class {
	if !v.known {
		return product.Other
	}
	return v.page.class(v.r.Method, v.arg("tab"), v.skin.Tabs == "fragments")
}

// target is the address of a page: path and query.
func (v *visit) target(p page, args ...string) (string, url.Values) {
	path, q := v.dir()+"/"+v.names.name("page "+string(p)), url.Values{}
	if v.skin.URLs == "query" {
		path = "/conf"
		q.Set(v.param("page"), v.names.name("page "+string(p)))
	}
	if v.skin.Login != "basic" && v.sid != "" {
		switch v.skin.Session {
		case "path":
			path += ";" + v.sidName() + "=" + v.sid
		case "query":
			q.Set(v.sidName(), v.sid)
		case "cookie":
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		q.Set(v.param(args[i]), args[i+1])
	}
	return path, q
}

// write spells an address as the skin does.
func (v *visit) write(path string, q url.Values) string {
	query := ""
	if len(q) > 0 {
		query = "?" + q.Encode()
	}
	switch {
	case v.skin.URLs == "full":
		return v.scheme() + "://" + v.r.Host + path + query
	case v.skin.URLs == "base", v.skin.URLs == "relative" && strings.HasPrefix(v.r.URL.Path, v.dir()+"/"):
		return strings.TrimPrefix(path, v.dir()+"/") + query
	case v.skin.URLs == "query" && query != "":
		return query
	default:
		return path + query
	}
}

// href is the address of a page as a link writes it.
func (v *visit) href(p page, args ...string) string { return v.write(v.target(p, args...)) }

// location is the address of a page for a Location header.
func (v *visit) location(p page, args ...string) string {
	path, q := v.target(p, args...)
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	if v.skin.URLs == "full" {
		return v.scheme() + "://" + v.r.Host + path
	}
	return path
}

func hidden(name, value string) *node {
	return el("input", at("type", "hidden", "name", name, "value", value))
}

// getForm is a form that leads to a page: its parameters are hidden fields, because a GET form replaces the query.
func (v *visit) getForm(attrs []string, p page, args []string, kids ...*node) *node {
	path, q := v.target(p, args...)
	f := el("form", append(at("method", "get", "action", v.write(path, nil)), attrs...))
	for _, name := range slices.Sorted(maps.Keys(q)) {
		f.kids = append(f.kids, hidden(name, q.Get(name)))
	}
	f.kids = append(f.kids, kids...)
	return f
}

// postForm is a form that posts to a page.
func (v *visit) postForm(attrs []string, p page, args []string, kids ...*node) *node {
	return v.posting(append(at("action", v.href(p, args...)), attrs...), kids...)
}

// posting is a form with the fields that every post has to bring back.
func (v *visit) posting(attrs []string, kids ...*node) *node {
	f := el("form", append(at("method", "post"), attrs...))
	if v.skin.Tokens {
		if v.token == "" {
			v.token = v.NewToken(v.sid)
		}
		f.kids = append(f.kids, hidden(v.names.name("token"), v.token))
	}
	switch v.skin.Charset {
	case "windows1252":
		marker := hidden(v.names.name("charset"), charsetUTF8)
		v.markers = append(v.markers, marker)
		f.kids = append(f.kids, marker)
	case "none":
		f.attrs = append(f.attrs, "accept-charset", "UTF-8")
	case "utf8", "meta":
	}
	f.kids = append(f.kids, kids...)
	return f
}

// button submits a form; some seeds write it as an input.
func (v *visit) button(label string, attrs ...string) *node {
	if v.names.coin("button") {
		input := at("type", "submit", "value", label)
		for i := 0; i+1 < len(attrs); i += 2 {
			if attrs[i] != "value" { // an input's value is its label
				input = append(input, attrs[i], attrs[i+1])
			}
		}
		return el("input", input)
	}
	return el("button", append(at("type", "submit"), attrs...), text(label))
}
