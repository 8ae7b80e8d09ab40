// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// confirm confirms on a confirmation page.
func (b *browser) confirm(kind string) {
	b.t.Helper()
	b.answer(kind, "Yes", "OK", "Delete", "Restart", "Restart selected")
}

// answer presses the button, or follows the link, with one of the texts on a confirmation page.
func (b *browser) answer(kind string, labels ...string) {
	b.t.Helper()
	if kind != "page" && kind != "link" {
		return
	}
	d := b.with("h1")
	for _, label := range labels {
		if d.button(label) != nil {
			b.press(label, nil)
			return
		}
		for _, n := range all(d.root, "a") {
			if words(n) == label {
				b.follow(d, n)
				return
			}
		}
	}
	b.fatalf("no answer %v to the question", labels)
}

// act selects a server in Activity monitor > Servers and presses a button, with its confirmation box ticked or not.
func (b *browser) act(button, server string, agree bool) {
	b.t.Helper()
	b.visit("Activity monitor", "Servers")
	if button == "Restart" && b.s.Skin().Restart == "selected" {
		button = "Restart selected"
	}
	d := b.with("h1")
	b.press(button, func(_ *doc, p *post) {
		for _, row := range all(d.root, "tr") {
			if cells := all(row, "td"); len(cells) > 1 && words(cells[1]) == server {
				box := all(row, "input")[0]
				p.set(attr(box, "name"), attr(box, "value"))
			}
		}
		for _, n := range all(d.root, "label") {
			if agree && words(n) == "Confirm" {
				box := all(n, "input")[0]
				p.set(attr(box, "name"), attr(box, "value"))
			}
		}
	})
}

func TestRestartFromTheAdministration(t *testing.T) {
	t.Parallel()
	everySkin(t, func(t *testing.T, b *browser) {
		extra, err := product.FreePort("127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		old := b.s.Ports()
		b.s.Set("HTTPT ports", fmt.Sprintf("%d, %d", old[0], extra))
		b.act("Restart", product.OwnServer, true)
		b.confirm(b.s.Skin().ConfirmRestart)
		b.expect("restarting")
		b.s.Settle()
		if got := b.s.Ports(); !slices.Equal(got, []int{old[0], extra}) {
			b.fatalf("bound after the restart: %v", got)
		}
		b.open()
		b.visit("Configuration", "General")
	})
}
