// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// The client lists every row of the settings pages, and an edit changes exactly
// its row.
func TestSkinsEdit(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		for _, page := range []string{confproxy.PageGeneral, confproxy.PageSecurity} {
			rows, err := s.client.Rows(ctx, page)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, state := range s.Settings() {
				if state.Page == page {
					want++
				}
			}
			if len(rows) != want {
				t.Errorf("%d rows of %s are listed, want %d", len(rows), page, want)
			}
			random := rand.New(rand.NewPCG(uint64(s.Seed()), 1))
			for _, i := range random.Perm(len(rows))[:8] {
				row := rows[i]
				isWhitelist := strings.Contains(row.Setting.Label, "whitelist") // it would lock this account out
				if isWhitelist || row.Setting.IsManagedByDeployment() || row.Kind == confproxy.RowSecret || row.Value.Default && row.Kind == confproxy.RowUnknown {
					continue
				}
				s.edit(t, row, another(row, random))
			}
		}
	})
}

// another returns a different value that the row accepts.
func another(row confproxy.Row, random *rand.Rand) confproxy.Value {
	if !row.Value.Default && random.IntN(3) == 0 {
		return confproxy.DefaultValue()
	}
	for _, choice := range row.Choices {
		if choice != row.Value.Text || row.Value.Default {
			return confproxy.TextValue(choice)
		}
	}
	switch row.Value.Text + row.Default {
	case "Yes", "YesYes", "YesNo":
		return confproxy.TextValue("No") // written as text
	case "No", "NoNo", "NoYes":
		return confproxy.TextValue("Yes")
	}
	return confproxy.TextValue("4711") // a number is a text as well
}

// edit gives a row another value, and checks everything else.
func (s *site) edit(t *testing.T, row confproxy.Row, want confproxy.Value) {
	t.Helper()
	before := s.Settings()
	if row.Value.Default && row.Default == "" && row.Kind == confproxy.RowText {
		want = confproxy.DefaultValue() // the page does not show what kind of text it accepts
	}
	if want == row.Value {
		return
	}
	if err := s.client.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{row.Setting: want}, Expect: confproxy.Values{row.Setting: row.Value}}); err != nil {
		t.Errorf("%s (%s) to %s: %v", row.Setting, row.Kind, want, err)
		return
	}
	var changed []string
	for label, now := range s.Settings() {
		if now != before[label] {
			changed = append(changed, label)
			if now.Default != want.Default || !want.Default && strings.TrimRight(now.Value, "\n") != want.Text {
				t.Errorf("%s is %q (default: %t), want %s", label, now.Value, now.Default, want)
			}
		}
	}
	if len(changed) != 1 {
		t.Errorf("%s (%s) to %s changed %q", row.Setting, row.Kind, want, changed)
	}
	readings, err := s.client.Settings(t.Context(), row.Setting)
	if err != nil || readings[row.Setting].Value != want {
		t.Errorf("%s reads as %+v, %v; want %s", row.Setting, readings[row.Setting], err, want)
	}
}

// Edits of one page that begin at the same moment, as in one apply, are one
// save, or two if the machine is too busy to begin them.
func TestEditsThatBeginTogether(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Options{})
	var all sync.WaitGroup
	for label, text := range map[string]string{"SMTP port": "2525", "Server name": "a name", "Log severity": "Debug", "Session recording": "No"} {
		all.Go(func() {
			setting := confproxy.Setting{Page: confproxy.PageGeneral, Label: label}
			if err := s.client.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{setting: confproxy.TextValue(text)}}); err != nil {
				t.Errorf("%s: %v", label, err)
			}
		})
	}
	all.Wait()
	if saves := s.Counts()[product.Save]; saves > 2 {
		t.Errorf("%d saves, want 1", saves)
	}
}

// Edits of one page that wait at the same time are one save; an edit that fails
// alone does not affect the others.
func TestEditsThatWaitTogether(t *testing.T) {
	t.Parallel()
	edits := map[string]string{
		"SMTP port": "2525", "Server name": "a <name>", "E-mail footer": "one\ntwo", "Log severity": "Debug", "Session recording": "No", "Accent colour": "#000000",
	}
	for name, wrong := range map[string]bool{"all are right": false, "one is wrong": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Options{})
			before := s.Settings()
			edit := func(label, text string) error {
				setting := confproxy.Setting{Page: confproxy.PageGeneral, Label: label}
				return s.client.Edit(t.Context(), confproxy.Edit{Want: confproxy.Values{setting: confproxy.TextValue(text)}})
			}
			var all, waiting sync.WaitGroup
			waiting.Add(len(edits))
			saved := false
			s.OnRequest(func(_ *http.Request, class product.Class) {
				if class == product.Save && !saved { // the save of the first edit, which does not wait
					saved = true
					waiting.Wait()
				}
			})
			first := make(chan error, 1)
			go func() { first <- edit("Greeting", "hello") }()
			for label, text := range edits {
				all.Go(func() {
					for s.Counts()[product.Save] == 0 {
						time.Sleep(time.Millisecond)
					}
					waiting.Done()
					if err := edit(label, text); err != nil {
						t.Errorf("%s: %v", label, err)
					}
				})
			}
			if wrong {
				all.Go(func() {
					for s.Counts()[product.Save] == 0 {
						time.Sleep(time.Millisecond)
					}
					if edit("Keep log files (days)", "no number") == nil {
						t.Error("what the server refuses was no error")
					}
				})
			}
			all.Wait()
			if err := <-first; err != nil {
				t.Error(err)
			}
			// One save of the first edit and one of all others, except for a
			// late one.
			if saves := s.Counts()[product.Save]; !wrong && saves > 3 {
				t.Errorf("%d saves of %d edits, want 2", saves, len(edits)+1)
			}
			for label, now := range s.Settings() {
				was := before[label]
				if text, ok := edits[label]; ok {
					was.Value, was.Default = text, false
				}
				if label != "Greeting" && now != was {
					t.Errorf("%s is %+v, want %+v", label, now, was)
				}
			}
		})
	}
}
