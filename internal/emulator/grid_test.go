// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Tests of features that a server has only if a test requests them.
func TestGrid(t *testing.T) {
	t.Parallel()
	for _, skin := range []emulator.Skin{{}, {Select: "radios", ConfirmRestart: "page"}} {
		s := start(t, emulator.Options{Servers: 2, Skin: skin})
		b := newBrowser(t, s)
		b.open()
		b.private()
		b.expect("Ver. on -1 Ver. on 2")
		for _, order := range []product.Order{
			{Action: product.ActionModuleApps, Server: product.OwnServer},
			{Action: product.ActionRestart, Server: "2"},
			{Action: product.ActionDisconnect, Server: "2"},
		} {
			b.act(order.Action, order.Server, true)
			if skin.ConfirmRestart == "page" {
				b.answer(skin.ConfirmRestart, "Yes", "OK", order.Action)
			}
			b.expect("was ordered")
			if got := s.Orders(); got[len(got)-1] != order {
				t.Errorf("ordered %v, want %v", got, order)
			}
		}
		b.expect("Disconnected")
		b.act("Restart", "none", true)
		b.expect("No server is selected.")
	}
}

func TestOneServerAtATime(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Servers: 2})
	b := newBrowser(t, s)
	b.open()
	b.visit("Activity monitor", "Servers")
	b.press("Restart", func(d *doc, p *post) {
		for _, n := range all(d.root, "input") {
			if attr(n, "type") == "checkbox" {
				p.pairs = append(p.pairs, pair{name: attr(n, "name"), value: attr(n, "value")})
			}
		}
	})
	b.expect("Select one server at a time.")
	if got := s.Orders(); len(got) > 0 {
		t.Errorf("ordered %v", got)
	}
}
