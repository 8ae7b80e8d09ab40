// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// names creates the opaque names of one start: addresses, fields, ids. The same seed gives the same names.
type names struct {
	seed int64
	made *sync.Map // by key: a table has the same names in every response
}

func (n names) hash(key string) [sha256.Size]byte {
	return sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, uint64(n.seed)), key...))
}

// name returns the opaque name for a key: it begins with a letter and needs no escaping.
func (n names) name(key string) string {
	if made, ok := n.made.Load(key); ok {
		return made.(string) //nolint:forcetypeassert // Only texts are stored.
	}
	h := n.hash(key)
	name := "abcdefghkmnpqrstuvwx"[h[0]%20:][:1] + strings.ToLower(base32.StdEncoding.EncodeToString(h[1:])[:9])
	n.made.Store(key, name)
	return name
}

// page returns the opaque name of a page.
func (n names) page(p page) string { return n.name("page " + string(p)) }

// param returns the opaque name of an address parameter.
func (n names) param(name string) string { return n.name("parameter " + name) }

// field returns the opaque name of a form field; some seeds use brackets or dots in it.
func (n names) field(key string) string {
	return n.one("field style", n.name("group")+"["+n.name(key)+"]", n.name("group")[:3]+"."+n.name(key), n.name(key))
}

// one picks one of several small details that are not axes, such as whether a button is a button or an input.
func (n names) one(key string, of ...string) string { return of[int(n.hash(key)[0])%len(of)] }

func (n names) coin(key string) bool { return n.hash("coin " + key)[0]&1 == 0 }

func (f *Face) sidName() string { return f.names.name("session") }
func (f *Face) dir() string     { return "/conf/" + f.names.name("folder") }

// arg returns a parameter of the request's address.
func (v *visit) arg(name string) string { return v.query.Get(v.names.param(name)) }

func (v *visit) origin() string {
	if v.r.TLS != nil {
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}

// target is the address of a page: path and query. args are parameters: alternating names and values.
func (v *visit) target(p page, args ...string) (string, url.Values) {
	path, q := v.dir()+"/"+v.names.page(p), url.Values{}
	if v.skin.URLs == "query" {
		path = "/conf"
		q.Set(v.names.param("page"), v.names.page(p))
	}
	if v.skin.Login != "basic" && v.sid != "" {
		switch v.skin.Session {
		case "path":
			path += ";" + v.sidName() + "=" + v.sid
		case "query":
			q.Set(v.sidName(), v.sid)
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		q.Set(v.names.param(args[i]), args[i+1])
	}
	return path, q
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// write spells an address as the skin does.
func (v *visit) write(path string, q url.Values) string {
	switch {
	case v.skin.URLs == "full":
		path = v.origin() + path
	case v.skin.URLs == "base", v.skin.URLs == "relative" && strings.HasPrefix(v.r.URL.Path, v.dir()+"/"):
		path = strings.TrimPrefix(path, v.dir()+"/")
	case v.skin.URLs == "query" && len(q) > 0:
		path = ""
	}
	return withQuery(path, q)
}

// href returns the address of a page in a link.
func (v *visit) href(p page, args ...string) string { return v.write(v.target(p, args...)) }

// location is the address of a page for a Location header.
func (v *visit) location(p page, args ...string) string {
	to := withQuery(v.target(p, args...))
	if v.skin.URLs == "full" {
		return v.origin() + to
	}
	return to
}

// getForm returns a form that leads to a page. Its parameters are hidden fields, because a GET form replaces the query.
func (v *visit) getForm(attrs []string, p page, args []string, parts ...any) *node {
	path, q := v.target(p, args...)
	f := el("form", at("method", "get", "action", v.write(path, nil)), attrs)
	for _, name := range slices.Sorted(maps.Keys(q)) {
		f.add(hidden(name, q.Get(name)))
	}
	return f.add(parts...)
}

// postForm returns a form that posts to a page.
func (v *visit) postForm(attrs []string, p page, args []string, parts ...any) *node {
	return v.posting(append(at("action", v.href(p, args...)), attrs...), parts...)
}

// posting returns a form with the fields that every post must send back.
func (v *visit) posting(attrs []string, parts ...any) *node {
	f := el("form", at("method", "post"), attrs)
	if v.skin.Tokens {
		if v.token == "" {
			v.token = v.NewToken(v.sid)
		}
		f.add(hidden(v.names.name("token"), v.token))
	}
	switch v.skin.Charset {
	case "windows1252":
		marker := hidden(v.names.name("charset"), charsetUTF8)
		v.markers = append(v.markers, marker)
		f.add(marker)
	case "none":
		f.add(at("accept-charset", "UTF-8"))
	}
	return f.add(parts...)
}

// button returns a submit button; some seeds write it as an input, whose value
// is its label.
func (v *visit) button(label string, attrs ...string) *node {
	if v.names.coin("button") {
		return el("input", at("type", "submit", "value", label), attrs)
	}
	return el("button", at("type", "submit"), attrs, label)
}

// choice returns one of several buttons of a form; its name tells which one was
// pressed.
func (v *visit) choice(label, name string, attrs ...string) *node {
	b := v.button(label, append(at("name", name), attrs...)...)
	if b.tag == "button" {
		b.add(at("value", label))
	}
	return b
}
