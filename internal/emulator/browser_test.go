// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// browser is a minimal browser for these tests: frames, links, forms, charsets, cookies.
type browser struct {
	t      *testing.T
	s      *emulator.Server
	client *http.Client
	docs   []*doc // the page and its frames
}

// doc is one document.
type doc struct {
	name   string // of its frame; "" is the page itself
	parent *doc
	url    *url.URL // of the document
	base   *url.URL
	west   bool // windows-1252
	status int
	root   *html.Node
	raw    string
}

func newBrowser(t *testing.T, s *emulator.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{t: t, s: s, client: &http.Client{Jar: jar, Transport: transport}}
}

func (b *browser) fatalf(format string, args ...any) {
	b.t.Helper()
	b.t.Fatalf("skin %s, seed %d: %s", b.s.Skin().Name, b.s.Seed(), fmt.Sprintf(format, args...))
}

func (b *browser) request(method, address, kind string, body []byte) (*http.Request, error) {
	r, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if b.s.Skin().Login == "basic" {
		r.SetBasicAuth("admin", "asd")
	}
	return r, nil
}

// try requests an address and parses the answer.
func (b *browser) try(method, address, kind string, body []byte) (*doc, error) {
	r, err := b.request(method, address, kind, body)
	if err != nil {
		return nil, err
	}
	resp, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	d := &doc{url: resp.Request.URL, base: resp.Request.URL, status: resp.StatusCode, raw: string(content)}
	_, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	text := string(content)
	if params["charset"] == "windows-1252" {
		d.west = true
		if text, err = charmap.Windows1252.NewDecoder().String(text); err != nil {
			return nil, err
		}
	}
	if d.root, err = html.Parse(strings.NewReader(text)); err != nil {
		return nil, err
	}
	for _, n := range all(d.root, "base") {
		d.base = d.resolve(attr(n, "href"))
	}
	for _, n := range all(d.root, "meta") {
		if _, to, ok := strings.Cut(attr(n, "content"), "url="); ok && attr(n, "http-equiv") == "refresh" {
			return b.try(http.MethodGet, d.resolve(to).String(), "", nil)
		}
	}
	return d, nil
}

// load shows a document in a frame (or as the page) together with its frames.
func (b *browser) load(name string, parent *doc, method, address, kind string, body []byte) {
	b.t.Helper()
	d, err := b.try(method, address, kind, body)
	if err != nil {
		b.fatalf("%s %s: %v", method, address, err)
	}
	if name == "_top" {
		name = ""
	}
	d.name, d.parent = name, parent
	b.docs = slices.DeleteFunc(b.docs, func(o *doc) bool { return name == "" || o.within(name) })
	b.docs = append(b.docs, d)
	for i, n := range append(all(d.root, "frame"), all(d.root, "iframe")...) {
		frame := attr(n, "name")
		if frame == "" {
			frame = fmt.Sprintf("%s/%d", name, i)
		}
		b.load(frame, d, http.MethodGet, d.resolve(attr(n, "src")).String(), "", nil)
	}
}

func (b *browser) get(address string) {
	b.t.Helper()
	b.load("", nil, http.MethodGet, address, "", nil)
}

// open opens the administration, and logs in if necessary.
func (b *browser) open() {
	b.t.Helper()
	b.get(b.s.URL() + "/conf")
	for _, d := range b.docs {
		for _, f := range all(d.root, "form") {
			if button := d.button("Log in"); button != nil {
				p := b.fill(d, f, button)
				for _, n := range d.controls(f) {
					switch attr(n, "type") {
					case "text":
						p.set(attr(n, "name"), "admin")
					case "password":
						p.set(attr(n, "name"), "asd")
					}
				}
				b.submit(p)
				return
			}
		}
	}
}

// click follows the link, or presses the button of a GET form, with the text.
func (b *browser) click(label string) {
	b.t.Helper()
	for _, d := range slices.Backward(b.docs) {
		for _, n := range all(d.root, "a") {
			if isNamed(n, label) {
				b.follow(d, n)
				return
			}
		}
		if n := d.button(label); n != nil && d.formOf(n) != nil && attr(d.formOf(n), "method") == "get" {
			b.submit(b.fill(d, d.formOf(n), n))
			return
		}
	}
	b.fatalf("no link %q", label)
}

// follow follows a link.
func (b *browser) follow(d *doc, n *html.Node) {
	b.t.Helper()
	target := attr(n, "target")
	if target == "" {
		target = d.name
	}
	b.load(target, d.parentOf(target), http.MethodGet, d.resolve(attr(n, "href")).String(), "", nil)
}

// visit opens an entry of the menu, and its section first if necessary.
func (b *browser) visit(section, entry string) {
	b.t.Helper()
	if b.s.Skin().SessionLife > 0 {
		b.client.Jar, _ = cookiejar.New(nil)
		b.open() // a new session, which lasts
	}
	if b.s.Skin().Menu == "collapsed" {
		b.click(section)
	}
	b.click(entry)
	for _, d := range b.docs {
		for _, h := range all(d.root, "h1") {
			if words(h) == entry {
				return
			}
		}
	}
	b.fatalf("no page %s", entry)
}

// with returns the newest document that has an element.
func (b *browser) with(tag string) *doc {
	b.t.Helper()
	for _, d := range slices.Backward(b.docs) {
		if len(all(d.root, tag)) > 0 {
			return d
		}
	}
	b.fatalf("no document has a %s", tag)
	return nil
}

// press presses the button with the text after edits to its form; a second edit may add a file.
func (b *browser) press(label string, edit func(d *doc, p *post)) {
	b.t.Helper()
	for _, d := range slices.Backward(b.docs) {
		if n := d.button(label); n != nil {
			p := b.fill(d, d.formOf(n), n)
			if edit != nil {
				edit(d, p)
			}
			b.submit(p)
			return
		}
	}
	b.fatalf("no button %q", label)
}

// text returns the text of all documents.
func (b *browser) text() string {
	var all []string
	for _, d := range b.docs {
		all = append(all, words(d.root))
	}
	return strings.Join(all, " ")
}

func (b *browser) expect(words string) {
	b.t.Helper()
	if !strings.Contains(b.text(), words) {
		b.fatalf("the page does not say %q but %.600q", words, b.text())
	}
}
