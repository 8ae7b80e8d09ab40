// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"maps"
	"slices"
	"testing"
)

func TestSaveWithNothingTouchedChangesNothing(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		for _, page := range []string{"General", "Security"} {
			b.visit("Configuration", page)
			b.press("Save", nil)
			b.expect("The settings were saved.")
		}
		if after := b.s.Settings(); !maps.Equal(before, after) {
			b.fatalf("changed: %s", difference(before, after))
		}
	})
}

func TestRowsMissingFromThePostAreReset(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		b.visit("Configuration", "General")
		before := b.s.Settings()
		keep := rowField(b, "Server name:")
		b.press("Save", func(d *doc, p *post) {
			keeps := []string{keep}
			for _, n := range all(d.root, "input") {
				if attr(n, "type") == "hidden" && n.Parent.Data == "form" { // token and charset
					keeps = append(keeps, attr(n, "name"))
				}
			}
			p.pairs = slices.DeleteFunc(p.pairs, func(e pair) bool { return !slices.Contains(keeps, e.name) })
		})
		after := b.s.Settings()
		if before["Server name"] != after["Server name"] {
			b.fatalf("the posted row changed: %+v", after["Server name"])
		}
		for _, label := range []string{"Organisation", "SMTP port"} {
			if after[label] == before[label] {
				b.fatalf("%s survived a post without it: %+v", label, after[label])
			}
		}
	})
}

func TestSettingsAreSet(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		before := b.s.Settings()
		setText(b, "HTTPT SSL certificate:", "objects/a b.cer")
		sep := map[string]string{"commas": ", ", "lines": "\r\n", "spaces": " "}[b.s.Skin().PortsControl]
		setText(b, "HTTPT ports:", "7615"+sep+"443")
		after := b.s.Settings()
		if got := after["HTTPT SSL certificate"]; got.Value != "objects/a b.cer" || got.Default {
			b.fatalf("certificate: %+v", got)
		}
		if got := after["HTTPT ports"]; got.Value != "7615, 443" || got.Default {
			b.fatalf("ports: %+v", got)
		}
		before["HTTPT SSL certificate"], before["HTTPT ports"] = after["HTTPT SSL certificate"], after["HTTPT ports"]
		if !maps.Equal(before, after) {
			b.fatalf("changed as well: %s", difference(before, after))
		}
		b.visit("Configuration", "General")
		field := rowField(b, "HTTPT ports:")
		b.press("Save", func(_ *doc, p *post) { p.set(field, "70000") })
		b.expect("is not a port number")
		if got := b.s.Settings()["HTTPT ports"]; got.Value != "7615, 443" {
			b.fatalf("a bad port was saved: %+v", got)
		}
		b.visit("Configuration", "General")
		_, box := rowBox(b, "HTTPT ports:")
		b.press("Save", func(_ *doc, p *post) { p.set(attr(box, "name"), "on") })
		if got := b.s.Settings()["HTTPT ports"]; !got.Default {
			b.fatalf("the ticked row kept its value: %+v", got)
		}
	})
}
