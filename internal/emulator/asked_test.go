// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"encoding/base64"
	"html"
	"io"
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

func TestPasswordMustBeChanged(t *testing.T) {
	t.Parallel()
	for _, login := range []string{"form", "basic"} {
		s := start(t, emulator.Options{MustChangePassword: true, Skin: emulator.Skin{Login: login, Tokens: true}})
		b := newBrowser(t, s)
		b.open()
		b.expect("You must change your password")
		choose := func(first, second string) {
			t.Helper()
			b.press("Change", func(d *doc, p *post) {
				values := []string{first, second}
				for _, n := range all(d.root, "input") {
					if attr(n, "type") == "password" {
						p.set(attr(n, "name"), values[0])
						values = values[1:]
					}
				}
			})
		}
		choose("one", "two")
		b.expect("do not match")
		choose("asd", "asd")
		b.expect("another password")
		if login == "basic" {
			continue // the browser continues with the old password
		}
		choose("new", "new")
		b.expect("Welcome")
		if _, refusal := s.Login("admin", "new", "127.0.0.1:1"); refusal != "" {
			t.Errorf("the new password: %s", refusal)
		}
	}
}

func TestFalseCharsetKeepsTheBytes(t *testing.T) {
	t.Parallel()
	for _, charset := range []string{"iso-8859-1", "us-ascii", "windows-1252", "windows-1251"} {
		s := start(t, emulator.Options{Skin: emulator.Skin{FalseCharset: charset}})
		b := newBrowser(t, s)
		b.open()
		b.visit("Configuration", "General")
		resp, err := b.client.Get(b.with("form").url.String())
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.Header.Get("Content-Type") != "text/html; charset="+charset || !strings.Contains(string(body), "日本語") {
			t.Errorf("%s: %v, %s", charset, err, resp.Header.Get("Content-Type"))
		}
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	secret := "a \"secret\"  <&> ä " + strings.Repeat("x", 120)
	for kind, want := range map[string]string{
		"none":      "",
		"raw":       secret,
		"escaped":   html.EscapeString(secret),
		"url":       url.QueryEscape(secret),
		"base64":    base64.StdEncoding.EncodeToString([]byte(secret)),
		"collapsed": html.EscapeString(strings.Join(strings.Fields(secret), " ")),
		"cut":       html.EscapeString(secret[:100]),
	} {
		for _, status := range []product.FaultKind{product.Status500, product.Status503, product.Status500After, product.NoFault} {
			s := start(t, emulator.Options{Skin: emulator.Skin{Echo: kind}})
			b := newBrowser(t, s)
			b.get(s.URL() + "/conf")
			s.Inject(product.Fault{Kind: status, Match: product.Of(product.Login)})
			b.press("Log in", func(d *doc, p *post) {
				for _, n := range all(d.root, "input") {
					if attr(n, "type") == "password" {
						p.set(attr(n, "name"), secret)
					}
				}
			})
			page := b.docs[0].raw
			if kind == "none" {
				if strings.Contains(page, "secret") {
					t.Errorf("%v: echoed unasked", status)
				}
				continue
			}
			if strings.Contains(page, strings.ReplaceAll(want, "&#34;", `"`)) || strings.Contains(page, want) {
				continue
			}
			t.Errorf("echo %v, %v: no %q in %s", kind, status, want, page)
		}
	}
}

func TestPrivateTabThatNeedsAScript(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"button": "button", "span": "span", "hash": "a",
		"radio": "label", "fragment": "a", "missing": "",
	} {
		s := start(t, emulator.Options{Skin: emulator.Skin{PrivateTab: kind}})
		b := newBrowser(t, s)
		b.open()
		b.visit("Advanced", "File storage")
		var found []string
		for _, n := range all(b.with("h1").root, "*") {
			if words(n) == "Private" && n.FirstChild != nil {
				found = append(found, n.Data)
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%v: Private stands in %q, want %q", kind, got, want)
		}
		b.expect("Private (local)")
	}
}

func TestSelfChanging(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"read-only", "disabled", "hidden"} {
		s := start(t, emulator.Options{Skin: emulator.Skin{SelfChanging: kind}})
		b := newBrowser(t, s)
		b.open()
		seen := func() string {
			b.visit("Configuration", "Security")
			return b.with("form").raw
		}
		before := s.Settings()
		if seen() == seen() {
			t.Errorf("%v: nothing changed", kind)
		}
		b.press("Save", nil)
		b.expect("The settings were saved.")
		if after := s.Settings(); !maps.Equal(before, after) {
			t.Errorf("%v: %s", kind, difference(before, after))
		}
	}
}
