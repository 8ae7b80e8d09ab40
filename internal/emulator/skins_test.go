// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func TestSeedNamesThePages(t *testing.T) {
	t.Parallel()
	page := func(seed int64) string {
		s := start(t, emulator.Options{Seed: seed})
		_, body, err := plainGet(t, s.URL()+"/conf", "", "")
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	if page(5) != page(5) {
		t.Error("the same seed gives other names")
	}
	if page(5) == page(6) {
		t.Error("another seed gives the same names")
	}
	if start(t, emulator.Options{}).Seed() == 0 {
		t.Error("no seed was drawn")
	}
}

func TestEnoughOtherSettingsOfEveryKind(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	others, own := 0, 0
	for label, state := range s.Settings() {
		if strings.HasPrefix(label, "HTTPT") {
			continue
		}
		others++
		if !state.Default {
			own++
		}
	}
	if others < 60 || own < 30 {
		t.Errorf("%d other settings, %d with a value of their own", others, own)
	}
}

func TestWestern(t *testing.T) {
	t.Parallel()
	skin, ok := emulator.SkinNamed("western")
	if !ok {
		t.Fatal("no such skin")
	}
	s := start(t, emulator.Options{Skin: skin})
	b := newBrowser(t, s)
	b.open()
	b.visit("Configuration", "General")
	if b.with("form").west {
		t.Error("General, which has Japanese in it, is windows-1252")
	}
	setText(b, "Server name:", "Käse – 日本") // the page is UTF-8
	b.visit("Configuration", "Security")
	if !b.with("form").west {
		t.Error("Security is not windows-1252")
	}
	field := rowField(b, "Cookie note:")
	b.press("Save", func(_ *doc, p *post) { p.set(field, "Ã© – 5 €") }) // its bytes would pass for UTF-8
	if got, _, _ := s.Setting("Cookie note"); got != "Ã© – 5 €" {
		t.Errorf("saved %q", got)
	}
	if got, _, _ := s.Setting("Server name"); got != "Käse – 日本" {
		t.Errorf("saved %q", got)
	}
}

func TestUnknownLabel(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	if _, _, ok := s.Setting("No such label"); ok {
		t.Error("there is one")
	}
	defer func() {
		if recover() == nil {
			t.Error("Set did not panic")
		}
	}()
	s.Set("No such label", "")
}
