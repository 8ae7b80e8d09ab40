// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting_test

import (
	"context"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

func on(page string, b protocol.Block) protocol.Block {
	arguments := b.Arguments
	b.Arguments = func(ref protocol.Ref) map[string]any {
		all := arguments(ref)
		all["page"] = page
		return all
	}
	return b
}

// The plan rejects impossible values, and nothing is saved.
func TestMistakes(t *testing.T) {
	t.Parallel()
	again := block("smtp  port:", "26")
	again.Name = "again"
	const other = "confproxy_certificate or confproxy_httpt_ssl"
	for name, test := range map[string]struct {
		blocks []protocol.Block
		says   string
	}{
		"a row of another resource":           {[]protocol.Block{block("HTTPT SSL key", "objects/a")}, other},
		"the same, on a page in another case": {[]protocol.Block{on("general", block("httpt ssl key:", "objects/a"))}, other},
		"the same, under an older label":      {[]protocol.Block{on("Security", block("Force SSL for all user web pages", "Yes"))}, other},
		"the same, by another entry":          {[]protocol.Block{on("Configuration", block("HTTPT ports", "443"))}, other},
		"its secret":                          {[]protocol.Block{block("HTTPT SSL key passphrase", nil, "value_wo", "a")}, other},
		"one row twice":                       {[]protocol.Block{block("SMTP port", "25"), on("GENERAL", again)}, "Two confproxy_setting"},
		"a secret in value":                   {[]protocol.Block{block("Database secret", "a")}, "Use value_wo"},
		"no secret":                           {[]protocol.Block{block("SMTP port", nil, "value_wo", "25")}, "Use value."},
		"a secret that is not at hand":        {[]protocol.Block{block("Database secret", nil, "value_wo_version", 1)}, "Missing value_wo"},
		"a choice that is not offered":        {[]protocol.Block{block("Session recording", "Maybe")}, `Expected one of "Yes", "No", "No (allow override)"`},
		"one of a list that is not offered":   {[]protocol.Block{block("Logged subsystems", "core\nnothing")}, `got "nothing"`},
		"a page that is not there":            {[]protocol.Block{on("No such page", block("SMTP port", "25"))}, "No menu entry leads to such a page"},
		"a label that is misspelt":            {[]protocol.Block{block("SMTP prot", "25")}, `The nearest labels are: "SMTP port"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Skin{Secret: "form"}, 1, false)
			if name == "a choice that is not offered" || name == "one of a list that is not offered" {
				s.SetDefault("Session recording") // a disabled control shows what it offers
			}
			before := s.Settings()
			outcome, err := s.engine.Plan(t.Context(), test.blocks, s.state)
			if err == nil || !strings.Contains(outcome.Said, test.says) {
				t.Errorf("expected a plan that fails with %q, got %v\n%s", test.says, err, outcome.Said)
			}
			s.mustHold(before, nil)
			if s.saves() > 0 {
				t.Error("a page was saved")
			}
		})
	}
}

// A secret is sent when the row is created, when its version changes, and when
// the server has lost it. A plan that sends nothing, and a destroy, do not need
// it.
func TestSecretOfARow(t *testing.T) {
	t.Parallel()
	for name, skin := range map[string]emulator.Skin{
		"a form of its own": {Secret: "form"}, "a field": {Secret: "masked"}, "a field that is absent": {Secret: "masked", TickedControl: "absent"},
		"a form after the box was unticked": {Secret: "form", PassphraseForm: "inline", NeedsUntick: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, skin, 0, false)
			s.SetDefault("Database secret")
			before := s.Settings()
			secret := func(value string, version int) protocol.Block {
				if value == "" {
					return block("Database secret", nil, "value_wo_version", version)
				}
				return block("Database secret", nil, "value_wo", value, "value_wo_version", version)
			}
			holds := func(want string) {
				t.Helper()
				s.mustHold(before, map[string]string{"Database secret": want})
			}
			const first, second = "the first secret 1", "the second secret 2"
			s.mustApply(secret(first, 1))
			holds(first)
			s.mustApply(secret(second, 1))
			holds(first)
			s.mustApply(secret("", 1))
			holds(first)
			s.mustFail("Missing value_wo", secret("", 2))
			s.mustApply(secret(second, 2))
			holds(second)
			s.SetDefault("Database secret")
			s.mustFail("Missing value_wo", secret("", 2))
			s.mustApply(secret(second, 2))
			holds(second)
			if outcome, err := s.engine.Destroy(t.Context(), []protocol.Block{secret("", 2)}, s.state); err != nil {
				t.Fatalf("%v\n%s", err, outcome.Said)
			}
			s.mustHold(before, nil)
		})
	}
}

// A destroy obeys on_destroy; an import does not change the row.
func TestDestroyAndImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skin{}, 0, false)
	before := s.Settings()
	kept := block("SMTP port", "2525", "on_destroy", "keep")
	s.mustApply(kept)
	if outcome, err := s.engine.Destroy(t.Context(), []protocol.Block{kept}, s.state); err != nil {
		t.Fatalf("%v\n%s", err, outcome.Said)
	}
	s.mustHold(before, map[string]string{"SMTP port": "2525"})
	for _, id := range []string{"General::SMTP port", "General :: SMTP port:"} { // in the spelling of the data source confproxy_server
		s.state, kept.ImportID = &protocol.State{}, id
		if outcome, err := s.engine.Apply(t.Context(), []protocol.Block{kept}, s.state); err != nil || strings.Contains(strings.Join(outcome.Changes, " "), "replace") {
			t.Errorf("%s: %v %v\n%s", id, err, outcome.Changes, outcome.Said)
		}
		s.mustApply(kept)
	}
	kept.ImportID, s.state = "HTTPT SSL key", &protocol.State{}
	s.mustFail("Expected an id such as", kept)
	kept.ImportID = "general::HTTPT SSL key"
	s.mustFail("confproxy_certificate and confproxy_httpt_ssl", kept)
	kept.ImportID = "General::SMTP prot"
	s.mustFail("Error: confproxy_setting.SMTP_port: Setting not found", kept)
}

// A generated configuration does not name a secret or an empty value. It does not
// reset the row. A default that was imported is enforced.
func TestImportOfHiddenValues(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skin{}, 0, false)
	imported := func(label string) protocol.Block {
		b := block(label, nil)
		b.ImportID = "General::" + label
		return b
	}
	s.Set("Database secret", "stored before")
	s.Set("Server name", "")
	before := s.Settings()
	for _, label := range []string{"Database secret", "Server name"} {
		s.state = &protocol.State{}
		s.mustFail("is missing", imported(label))
	}
	s.mustHold(before, nil)

	s.SetDefault("Server name")
	before, s.state = s.Settings(), &protocol.State{}
	s.mustApply(imported("Server name"))
	s.Set("Server name", "")
	s.mustApply(imported("Server name"))
	s.mustHold(before, nil)
}

// A database_secret that the server does not accept is a warning once in a run,
// and the pages are used. The plan of a setting asks the server; an apply makes a
// plan, too.
func TestRefusedDatabaseSecret(t *testing.T) {
	t.Parallel()
	protocols := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{"ssl_protocol": "0x0303-0x10000"}
	}}
	for name, test := range map[string]struct {
		blocks      []protocol.Block
		plan, apply int
		own         map[string]string
	}{
		"settings":  {[]protocol.Block{block("SMTP port", "26"), block("Session recording", "No")}, 1, 2, map[string]string{"SMTP port": "26", "Session recording": "No"}},
		"HTTPT SSL": {[]protocol.Block{protocols}, 0, 1, map[string]string{"HTTPT SSL protocol": "0x0303-0x10000"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Skin{}, 1, false)
			before, configured := s.Settings(), s.engine.Provider
			s.engine.Provider = func() map[string]any {
				config := configured()
				config["database_secret"] = "a wrong secret 7"
				return config
			}
			tells := func(want int, run func(context.Context, []protocol.Block, *protocol.State) (protocol.Outcome, error)) {
				t.Helper()
				outcome, err := run(t.Context(), test.blocks, s.state)
				if got := strings.Count(outcome.Said, "Settings are changed by the pages"); err != nil || got != want {
					t.Errorf("%v, %d warnings that the pages are used, want %d:\n%s", err, got, want, outcome.Said)
				}
				if strings.Contains(outcome.Said, "a wrong secret 7") {
					t.Errorf("the secret is shown:\n%s", outcome.Said)
				}
			}
			tells(test.plan, s.engine.Plan)
			tells(test.apply, s.engine.Apply)
			s.mustHold(before, test.own)
			tells(0, s.engine.Plan) // nothing is to be changed
		})
	}
}
