// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// Every row of the settings pages is listed, and an edit changes exactly the row
// that it names.
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

// another returns a value that the row takes and has not.
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
	return confproxy.TextValue("4711") // fits numbers as well
}

// edit gives a row another value, and looks at everything else.
func (s *site) edit(t *testing.T, row confproxy.Row, want confproxy.Value) {
	t.Helper()
	before := s.Settings()
	if row.Value.Default && row.Default == "" && row.Kind == confproxy.RowText {
		want = confproxy.DefaultValue() // what kind of text it takes is not shown
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
