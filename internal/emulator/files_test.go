// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// private opens the Private tab.
func (b *browser) private() {
	b.t.Helper()
	b.visit("Advanced", "File storage")
	b.click("Private")
}

// part returns the element that contains the Private tab.
func (b *browser) part() (*doc, *html.Node) {
	b.t.Helper()
	d := b.with("h1")
	if b.s.Skin().Tabs != "fragments" {
		return d, d.root
	}
	for _, n := range all(d.root, "a") {
		if words(n) == "Private" {
			_, id, _ := strings.Cut(attr(n, "href"), "#")
			for _, e := range all(d.root, "div") {
				if attr(e, "id") == id {
					return d, e
				}
			}
		}
	}
	b.fatalf("no fragment")
	return nil, nil
}

func (d *doc) buttonIn(within *html.Node, label string) *html.Node {
	return (&doc{root: within}).button(label)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		for i := range 30 {
			b.s.PutFile(fmt.Sprintf("many%02d.txt", i), []byte(strconv.Itoa(i)))
		}
		before := b.s.Files()
		body := "\x00\xff\r\n--not a boundary\r\nπ\n"
		for range 2 {
			b.upload("café \"q\".bin", body)
		}
		got := b.s.Files()["café \"q\".bin"]
		if string(got.Data) != body || got.Version != 2 {
			b.fatalf("stored %+v", got)
		}
		b.private()
		if down := b.download("café \"q\".bin"); down != body {
			b.fatalf("downloaded %q", down)
		}
		b.deleteFile("café \"q\".bin")
		after := b.s.Files()
		if !maps.EqualFunc(before, after, func(a, b product.File) bool { return a.Version == b.Version && bytes.Equal(a.Data, b.Data) }) {
			b.fatalf("files after deletion: %v", slices.Sorted(maps.Keys(after)))
		}
		if b.s.ApplyPressed() {
			b.fatalf("Apply changes counts as pressed")
		}
	})
}

func (b *browser) upload(name, body string) {
	b.t.Helper()
	b.private()
	d, part := b.part()
	n := d.buttonIn(part, "Upload")
	p := b.fill(d, d.formOf(n), n)
	p.pairs = slices.DeleteFunc(p.pairs, func(e pair) bool { return e.value == "yes" }) // Extract ZIP file
	for _, e := range p.pairs {
		if e.isFile {
			p.attach(e.name, name, body)
			break
		}
	}
	b.submit(p)
	b.expect("The file was uploaded.")
}

// fileRow finds the smallest element with the name and a checkbox, on any page of the table.
func (b *browser) fileRow(name string) (*doc, *html.Node) {
	b.t.Helper()
	for page := 1; ; page++ {
		d, part := b.part()
		for n := range part.Descendants() {
			if n.Type != html.TextNode || n.Data != name {
				continue
			}
			for p := range n.Ancestors() {
				if len(all(p, "input")) > 0 && len(all(p, "a")) > 0 {
					return d, p
				}
			}
		}
		if !b.turn(d, part, page+1) {
			b.fatalf("no file %s", name)
		}
	}
}

func (b *browser) turn(d *doc, part *html.Node, page int) bool {
	b.t.Helper()
	for _, n := range all(part, "a") {
		if words(n) == "Next" || words(n) == strconv.Itoa(page) {
			b.follow(d, n)
			return true
		}
	}
	if n := d.buttonIn(part, strconv.Itoa(page)); n != nil {
		b.submit(b.fill(d, d.formOf(n), n))
		return true
	}
	return false
}

func (b *browser) download(name string) string {
	b.t.Helper()
	d, row := b.fileRow(name)
	for _, n := range all(row, "a") {
		if words(n) == "Click" {
			f, err := b.try("GET", d.resolve(attr(n, "href")).String(), "", nil)
			if err != nil {
				b.fatalf("%v", err)
			}
			return f.raw
		}
	}
	b.fatalf("no download of %s", name)
	return ""
}

func (b *browser) deleteFile(name string) {
	b.t.Helper()
	b.private()
	d, row := b.fileRow(name)
	box := all(row, "input")[0]
	_, part := b.part()
	n := d.buttonIn(part, "Delete selected")
	p := b.fill(d, d.formOf(n), n)
	p.pairs = append(p.pairs, pair{name: attr(box, "name"), value: attr(box, "value")})
	if b.s.Skin().ConfirmDelete == "checkbox" {
		for _, c := range d.controls(d.formOf(n)) {
			if attr(c, "type") == "checkbox" && words(c.Parent) == "Confirm" {
				p.set(attr(c, "name"), attr(c, "value"))
			}
		}
	}
	b.submit(p)
	b.confirm(b.s.Skin().ConfirmDelete)
}
