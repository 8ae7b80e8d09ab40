// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
)

// pair is one entry of a form: a value, or a file.
type pair struct {
	name, value, file string
	isFile            bool
}

// post is a form to be sent.
type post struct {
	d       *doc
	method  string
	action  *url.URL
	enctype string
	target  string
	pairs   []pair
}

func (p *post) set(name, value string) {
	for i := range p.pairs {
		if p.pairs[i].name == name {
			p.pairs[i].value = value
			return
		}
	}
	p.pairs = append(p.pairs, pair{name: name, value: value})
}

func (p *post) remove(name string) {
	p.pairs = slices.DeleteFunc(p.pairs, func(e pair) bool { return e.name == name })
}

func (p *post) attach(name, file, body string) {
	p.remove(name)
	p.pairs = append(p.pairs, pair{name: name, value: body, file: file, isFile: true})
}

// fill collects the values that a browser would send after the button was pressed and nothing else was touched.
func (b *browser) fill(d *doc, form, button *html.Node) *post {
	p := &post{d: d, method: strings.ToUpper(attr(form, "method")), action: d.url, enctype: attr(form, "enctype"), target: attr(form, "target")}
	if has(form, "action") {
		p.action = d.resolve(attr(form, "action"))
	}
	if has(button, "formaction") {
		p.action = d.resolve(attr(button, "formaction"))
	}
	if p.target == "" {
		p.target = d.name
	}
	for _, n := range d.controls(form) {
		name := attr(n, "name")
		if name == "" || has(n, "disabled") {
			continue
		}
		switch kind := attr(n, "type"); {
		case n.Data == "select":
			p.options(n, name)
		case n.Data == "textarea":
			p.pairs = append(p.pairs, pair{name: name, value: strings.ReplaceAll(textOf(n), "\n", "\r\n")})
		case n == button:
			p.pairs = append(p.pairs, pair{name: name, value: attr(n, "value")})
		case n.Data == "button", kind == "submit":
		case kind == "checkbox", kind == "radio":
			if has(n, "checked") {
				p.pairs = append(p.pairs, pair{name: name, value: attr(n, "value")})
			}
		case kind == "file":
			p.pairs = append(p.pairs, pair{name: name, isFile: true})
		default:
			p.pairs = append(p.pairs, pair{name: name, value: attr(n, "value")})
		}
	}
	return p
}

func (p *post) options(n *html.Node, name string) {
	chosen := slices.DeleteFunc(all(n, "option"), func(o *html.Node) bool { return !has(o, "selected") })
	if len(chosen) == 0 && !has(n, "multiple") {
		chosen = all(n, "option")[:1]
	}
	for _, o := range chosen {
		value := words(o)
		if has(o, "value") {
			value = attr(o, "value")
		}
		p.pairs = append(p.pairs, pair{name: name, value: value})
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(c.Data)
	}
	return b.String()
}

// encode returns text in the charset of the form's document.
func (p *post) encode(s string) string {
	if !p.d.west {
		return s
	}
	e, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return e
}

// submit sends a form and shows the answer in the form's target.
func (b *browser) submit(p *post) {
	b.t.Helper()
	parent := p.d.parentOf(p.target)
	kind, body := p.body()
	if p.method != http.MethodPost {
		u := *p.action
		u.RawQuery = string(body)
		b.load(p.target, parent, http.MethodGet, u.String(), "", nil)
		return
	}
	b.load(p.target, parent, http.MethodPost, p.action.String(), kind, body)
}

func (p *post) body() (kind string, body []byte) {
	var out bytes.Buffer
	if p.enctype != "multipart/form-data" {
		for i, e := range p.pairs {
			if i > 0 {
				out.WriteByte('&')
			}
			out.WriteString(url.QueryEscape(p.encode(e.name)) + "=" + url.QueryEscape(p.encode(e.value)))
		}
		return "application/x-www-form-urlencoded", out.Bytes()
	}
	const boundary = "----testboundary7MA4YWxk"
	quote := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A")
	for _, e := range p.pairs {
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, quote.Replace(p.encode(e.name)))
		if e.isFile {
			fmt.Fprintf(&out, "; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n", quote.Replace(p.encode(e.file)), e.value)
		} else {
			fmt.Fprintf(&out, "\r\n\r\n%s\r\n", p.encode(e.value))
		}
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	return "multipart/form-data; boundary=" + boundary, out.Bytes()
}
