// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"maps"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestPassphraseForm(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		openForm := func() *doc {
			b.visit("Configuration", "General")
			_, box := rowBox(b, "HTTPT SSL key passphrase:")
			if has(box, "checked") && b.s.Skin().NeedsUntick {
				b.press("Save", func(_ *doc, p *post) { p.remove(attr(box, "name")) })
			}
			return b.openPassphrase()
		}
		send := func(first, second string) {
			d := openForm()
			p := b.passphrasePost(d)
			fields := p.passwords
			p.set(fields[0], first)
			p.set(fields[1], second)
			b.submit(p.post)
		}
		send("one", "two")
		b.expect("do not match")
		if got := b.s.Passphrase(); got != "" {
			b.fatalf("a mismatch was stored: %q", got)
		}
		send("päss & €", "päss & €")
		if got := b.s.Passphrase(); got != "päss & €" {
			b.fatalf("stored %q", got)
		}
		b.visit("Configuration", "General")
		b.press("Save", nil)
		if got := b.s.Passphrase(); got != "päss & €" {
			b.fatalf("a save lost it: %q", got)
		}
		if strings.Contains(b.text(), "päss") {
			b.fatalf("the page shows it")
		}
		_, box := rowBox(b, "HTTPT SSL key passphrase:")
		b.press("Save", func(_ *doc, p *post) { p.set(attr(box, "name"), "on") })
		if got := b.s.Passphrase(); got != "" {
			b.fatalf("the default kept it: %q", got)
		}
		if after := b.s.Settings(); !maps.Equal(before, after) {
			b.fatalf("changed: %s", difference(before, after))
		}
	})
}

type passphrasePost struct {
	*post
	passwords []string
}

// openPassphrase opens the form of the passphrase row and returns its document.
func (b *browser) openPassphrase() *doc {
	b.t.Helper()
	d, _ := rowBox(b, "HTTPT SSL key passphrase:")
	found := false
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && strings.Join(strings.Fields(n.Data), " ") == "HTTPT SSL key passphrase:" {
			found = true
		}
		if !found || n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "a" && words(n) == "Change password":
			b.follow(d, n)
			return b.with("h1")
		case n.Data == "button" && words(n) == "Change password":
			b.submit(b.fill(d, d.formOf(n), n))
			return b.with("h1")
		case n.Data == "iframe":
			src := d.resolve(attr(n, "src")).String()
			for _, f := range b.docs {
				if f.parent == d && f.url.String() == src {
					return f
				}
			}
		case n.Data == "h3":
			return d
		}
	}
	b.fatalf("no way to the passphrase form")
	return nil
}

func (b *browser) passphrasePost(d *doc) passphrasePost {
	b.t.Helper()
	inline := b.s.Skin().PassphraseForm == "inline"
	found := !inline
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && strings.Join(strings.Fields(n.Data), " ") == "HTTPT SSL key passphrase:" {
			found = true
		}
		if !found || n.Type != html.ElementNode || words(n) != "Change" && attr(n, "value") != "Change" || n.Data != "button" && n.Data != "input" {
			continue
		}
		p := passphrasePost{post: b.fill(d, d.formOf(n), n)}
		for _, c := range d.controls(d.formOf(n)) {
			if attr(c, "type") == "password" {
				p.passwords = append(p.passwords, attr(c, "name"))
			}
		}
		return p
	}
	b.fatalf("no button Change in %.500q", d.raw[max(0, len(d.raw)-500):])
	return passphrasePost{}
}
