// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

const databaseSecret = `the <database> "secret" & more`

// site is a server, and the provider in this process.
type site struct {
	*emulator.Server
	t      *testing.T
	engine *protocol.Engine
	state  *protocol.State
}

// newSite starts a server. With the secret, the provider has the XML interface.
func newSite(t *testing.T, skin emulator.Skin, seed int64, withSecret bool) *site {
	t.Helper()
	s := &site{Server: acctest.Start(t, skin, seed), t: t, state: &protocol.State{}}
	s.Set("Database secret", databaseSecret)
	s.engine = acctest.Engine(s.Server)
	plain := s.engine.Provider
	s.engine.Provider = func() map[string]any {
		arguments := plain()
		if withSecret {
			arguments["database_secret"] = databaseSecret
		}
		return arguments
	}
	return s
}

// block declares a row. value is nil for the product's default.
func block(name string, value any, more ...any) protocol.Block {
	return protocol.Block{Type: "confproxy_setting", Name: strings.Map(onlyLetters, name), Arguments: func(protocol.Ref) map[string]any {
		arguments := map[string]any{"page": "General", "name": name}
		if value != nil {
			arguments["value"] = value
		}
		for i := 0; i+1 < len(more); i += 2 {
			arguments[fmt.Sprint(more[i])] = more[i+1]
		}
		return arguments
	}}
}

func onlyLetters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return '_'
}

// mustApply expects one apply, and an empty plan after it.
func (s *site) mustApply(blocks ...protocol.Block) {
	s.t.Helper()
	if outcome, err := s.engine.Apply(s.t.Context(), blocks, s.state); err != nil {
		s.t.Fatalf("%v\n%s", err, outcome.Said)
	}
	if outcome, err := s.engine.Plan(s.t.Context(), blocks, s.state); err != nil || len(outcome.Changes) > 0 {
		s.t.Fatalf("the plan after it: %v (%v)\n%s", outcome.Changes, err, outcome.Said)
	}
}

// mustFail expects an error with a text, from a plan or an apply.
func (s *site) mustFail(says string, blocks ...protocol.Block) {
	s.t.Helper()
	outcome, err := s.engine.Apply(s.t.Context(), blocks, s.state)
	if err == nil || !strings.Contains(outcome.Said+err.Error(), says) {
		s.t.Fatalf("expected an error with %q, got %v\n%s", says, err, outcome.Said)
	}
}

// mustHold expects own values, and every other row unchanged.
func (s *site) mustHold(before map[string]product.SettingState, own map[string]string) {
	s.t.Helper()
	for label, now := range s.Settings() {
		want := before[label]
		if value, changed := own[label]; changed {
			want.Value, want.Default = value, false
		}
		if s.Row(label).Kind == product.KindList { // in any order
			want.Value, now.Value = sorted(want.Value), sorted(now.Value)
		}
		if now != want {
			s.t.Errorf("%s is %+v, want %+v", label, now, want)
		}
	}
}

func sorted(lines string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(lines, "\n")), "\n")
}

func (s *site) saves() int { return s.Counts()[product.Save] + s.Counts()[product.SaveSecurity] }

// bothWays runs a test on every named skin, by the pages and by messages.
func bothWays(t *testing.T, test func(t *testing.T, skin emulator.Skin, withSecret bool)) {
	t.Helper()
	for _, skin := range emulator.Skins() {
		for _, withSecret := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, secret %t", skin.Name, withSecret), func(t *testing.T) {
				t.Parallel()
				if withSecret && (skin.XMLMSG == "disabled" || skin.XMLMSG == "untrusted") {
					skin.XMLMSG = "comment-before" // its own skin below covers these
				}
				test(t, skin, withSecret)
			})
		}
	}
}

// Every kind of row is set, kept, repaired, changed and reset to its default.
// With the secret, a page is saved only for the defaults and the secret.
func TestEveryKindOfRow(t *testing.T) {
	t.Parallel()
	own := map[string]string{
		"Server name":                `a "name" <b> & ü`,
		"SMTP port":                  "2525",
		"SMTP use TLS":               "Yes",
		"Session recording":          "No (deny override)",
		"Default language":           "Deutsch",
		"Logged subsystems":          "core\nmail",
		"Server description":         "first\n  second\n\nfourth",
		"Public addresses":           "192.0.2.1\n2001:db8::1",
		"Bind IP":                    "127.0.0.1", // a local override
		"Keep log files (days)":      "30",
		"HTTPT keep-alive (seconds)": "-1",
	}
	written := map[string]string{ // in a spelling other than the page's
		"Logged subsystems": "mail\ncore\n", "Server description": "first\r\n  second\r\n\r\nfourth\r\n",
	}
	bothWays(t, func(t *testing.T, skin emulator.Skin, withSecret bool) {
		t.Helper()
		s := newSite(t, skin, 0, withSecret)
		var blocks []protocol.Block
		for label := range own {
			s.SetDefault(label)
			value := own[label]
			if other, ok := written[label]; ok {
				value = other
			}
			blocks = append(blocks, block(label, value))
		}
		before := s.Settings()
		s.ResetRequests()
		s.mustApply(blocks...)
		s.mustHold(before, own)
		if withSecret && s.saves() > 0 {
			t.Errorf("%d pages were saved in spite of the secret", s.saves())
		}

		s.Set("SMTP port", "26") // by somebody else
		s.SetDefault("Session recording")
		s.mustApply(blocks...)
		s.mustHold(before, own)
		if withSecret && s.saves() > 0 {
			t.Errorf("%d pages were saved in spite of the secret", s.saves())
		}

		if outcome, err := s.engine.Destroy(t.Context(), blocks, s.state); err != nil {
			t.Fatalf("%v\n%s", err, outcome.Said)
		}
		s.mustHold(before, nil)
	})
}

// One confproxy_setting changes exactly its row, on every page and by both
// ways.
func TestOneSettingChangesItsRowOnly(t *testing.T) {
	t.Parallel()
	const pages, rows = 10, 4
	first := rand.Int64N(1 << 32)
	for seed := first; seed < first+pages; seed++ {
		t.Run(fmt.Sprintf("random:%d", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(seed), 15))
			skin := emulator.RandomSkin(seed)
			skin.SessionLife = 0 // this reads a page for every row
			s := newSite(t, skin, seed, random.IntN(2) == 0)
			labels := slices.DeleteFunc(s.Labels(), func(label string) bool {
				return strings.HasPrefix(label, "HTTPT SSL") || slices.Contains([]string{
					"HTTPT ports", "HTTPT use SSL", "Redirect HTTP to HTTPS for all user web pages", "Database secret",
					"Administrator account whitelist (user IDs)",
				}, label)
			})
			for _, label := range labels { // an unknown page
				if random.IntN(2) == 0 {
					s.SetDefault(label)
				} else {
					s.Set(label, another(s.Row(label), random))
				}
			}
			for range rows {
				row := s.Row(labels[random.IntN(len(labels))])
				before, value := s.Settings(), another(row, random)
				page := protocol.Block{Type: "confproxy_setting", Name: "this", Arguments: func(protocol.Ref) map[string]any {
					return map[string]any{"page": row.Page, "name": row.Shown, "value": value, "on_destroy": "keep"}
				}}
				s.state = &protocol.State{}
				s.mustApply(page)
				s.mustHold(before, map[string]string{row.Label: value})
			}
		})
	}
}

// another returns a random value that the row accepts.
func another(row product.Row, random *rand.Rand) string {
	switch row.Kind {
	case product.KindBool:
		return []string{product.No, product.Yes}[random.IntN(2)]
	case product.KindChoice, product.KindThreeWay:
		return row.Choices[random.IntN(len(row.Choices))]
	case product.KindList:
		chosen := slices.DeleteFunc(slices.Clone(row.Choices), func(string) bool { return random.IntN(2) == 0 })
		return strings.Join(chosen, "\n")
	case product.KindNumber:
		return fmt.Sprint(random.IntN(5000))
	case product.KindMany:
		lines := make([]string, len(row.Default))
		for i := range lines {
			lines[i] = fmt.Sprintf("192.0.2.%d", random.IntN(250))
		}
		return strings.Join(lines, "\n")
	case product.KindLines:
		return fmt.Sprintf("line %d\n  <b> & \"line\" %d", random.IntN(100), random.IntN(100))
	case product.KindText, product.KindPorts, product.KindSecret:
	}
	return fmt.Sprintf("text <%d> & \"more\"", random.IntN(1000))
}
