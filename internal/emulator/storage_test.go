// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

func TestJoinPageCanBeOverridden(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	s.PutFile("web_content___users__main__join__1.html", []byte("<p>ours</p>"))
	if _, body, err := plainGet(t, s.URL()+"/join", "", ""); err != nil || body != "<p>ours</p>" {
		t.Errorf("%q %v", body, err)
	}
}

func TestZIPIsExtractedOnlyWhenTicked(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Tokens: true}})
	b := newBrowser(t, s)
	b.open()
	archive := zipped(t, map[string]string{"folder/one.txt": "1", "two.txt": "2"})
	b.upload("a.zip", archive)
	if got := s.Files(); string(got["a.zip"].Data) != archive || got["one.txt"].Version != 0 {
		t.Fatalf("not ticked: %v", slices.Sorted(maps.Keys(got)))
	}
	b.private()
	b.press("Upload", func(d *doc, p *post) {
		for _, n := range all(d.root, "input") {
			switch {
			case attr(n, "type") == "file":
				p.attach(attr(n, "name"), "b.zip", archive)
			case attr(n, "value") == "yes":
				p.set(attr(n, "name"), "yes")
			}
		}
	})
	got := s.Files()
	if string(got["one.txt"].Data) != "1" || string(got["two.txt"].Data) != "2" || got["b.zip"].Version != 0 {
		t.Errorf("ticked: %v", slices.Sorted(maps.Keys(got)))
	}
}

func TestApplyChangesIsNoticed(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	b := newBrowser(t, s)
	b.open()
	b.private()
	b.press("Apply changes", nil)
	if !s.ApplyPressed() {
		t.Error("not noticed")
	}
}

func TestFileInUse(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{DeleteInUse: "refused"}})
	b := newBrowser(t, s)
	b.open()
	b.deleteFile("ldap-ca.pem")
	b.expect("ldap-ca.pem is in use by the setting LDAP CA file")
	if s.Files()["ldap-ca.pem"].Version == 0 {
		t.Error("deleted all the same")
	}
}

func TestConfirmationCanBeDeclined(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"page", "checkbox", "link"} {
		s := start(t, emulator.Options{Skin: emulator.Skin{ConfirmDelete: kind, ConfirmRestart: kind}})
		b := newBrowser(t, s)
		b.open()
		b.private()
		b.press("Delete selected", nil)
		b.expect("No file is selected.")
		_, row := b.fileRow("binary.dat")
		box := all(row, "input")[0]
		b.press("Delete selected", func(_ *doc, p *post) { p.set(attr(box, "name"), attr(box, "value")) })
		b.decline(kind)
		b.expect("Nothing was done")
		if s.Files()["binary.dat"].Version == 0 {
			t.Error("deleted all the same")
		}
		b.act("Restart", product.OwnServer, false)
		b.decline(kind)
		b.expect("Nothing was done")
		if got := s.Orders(); len(got) > 0 {
			t.Errorf("ordered all the same: %v", got)
		}
	}
}

// decline declines on a confirmation page.
func (b *browser) decline(kind string) {
	b.t.Helper()
	b.answer(kind, "No", "Cancel")
}
