// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

func start(t *testing.T, o emulator.Options) *emulator.Server {
	t.Helper()
	s, err := emulator.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// everySkin runs a test on the named skins and some random ones.
func everySkin(t *testing.T, test func(t *testing.T, b *browser)) {
	skins := emulator.Skins()
	for seed := range int64(24) {
		skins = append(skins, emulator.RandomSkin(seed))
	}
	for i, skin := range skins {
		t.Run(skin.Name, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: skin, Seed: int64(i + 1)})
			b := newBrowser(t, s)
			b.open()
			test(t, b)
		})
	}
}

// rowBox returns the leftmost checkbox of the row with the label: the last one before the label.
func rowBox(b *browser, label string) (*doc, *html.Node) {
	b.t.Helper()
	for _, d := range slices.Backward(b.docs) {
		var box *html.Node
		for n := range d.root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") == "checkbox" {
				box = n
			}
			if n.Type == html.TextNode && isLabel(n.Data, label) {
				return d, box
			}
		}
	}
	b.fatalf("no row %q", label)
	return nil, nil
}

// isLabel reports whether a text is the label, or the label followed by the words that end a row without a control.
func isLabel(shown, label string) bool {
	shown = strings.Join(strings.Fields(shown), " ")
	return shown == label || shown == label+" Local override"
}

// rowField returns the name of the first enabled field after the label.
func rowField(b *browser, label string) string {
	b.t.Helper()
	d, _ := rowBox(b, label)
	found := false
	for n := range d.root.Descendants() {
		if n.Type == html.TextNode && isLabel(n.Data, label) {
			found = true
		}
		if found && n.Type == html.ElementNode && slices.Contains([]string{"input", "select", "textarea"}, n.Data) {
			return attr(n, "name")
		}
	}
	b.fatalf("no field in row %q", label)
	return ""
}

// setText unticks a row, saves, and saves again with the value, as needed if the control does not exist at first.
func setText(b *browser, label, value string) {
	b.t.Helper()
	b.visit("Configuration", "General")
	_, box := rowBox(b, label)
	if has(box, "checked") {
		b.press("Save", func(_ *doc, p *post) { p.remove(attr(box, "name")) })
	}
	field := rowField(b, label)
	b.press("Save", func(_ *doc, p *post) { p.set(field, value) })
}

func difference(a, b map[string]product.SettingState) string {
	var list []string
	for label := range a {
		if a[label] != b[label] {
			list = append(list, fmt.Sprintf("%s: %+v became %+v", label, a[label], b[label]))
		}
	}
	return strings.Join(list, "; ")
}
