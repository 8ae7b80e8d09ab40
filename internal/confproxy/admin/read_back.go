// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// verify makes sure that the entered values have arrived.
func (s *save) verify(before *settingsPage, want, entered confproxy.Values, answer *session.View, sendErr error) error {
	after := s.page
	if len(entered) == 0 {
		if ticked := after.stillTicked(want); len(ticked) > 0 {
			found := fmt.Sprintf("Read back afterwards, the boxes of %s are still ticked.", s.session.QuoteAll(ticked))
			return ui.NotApplied(s.session, s.op(), found, answer, sendErr)
		}
	}
	missing, err := after.differs(entered)
	if err != nil {
		return err
	}
	if len(missing) > 0 && !after.opened(before, missing) {
		return ui.NotApplied(s.session, s.op(), after.stillDiffers(missing, entered), answer, sendErr)
	}
	return nil
}

// differs returns the settings that do not have the wanted value.
func (p *settingsPage) differs(want confproxy.Values) ([]confproxy.Setting, error) {
	var missing []confproxy.Setting
	for _, setting := range want.Ordered() {
		row, err := p.row(setting)
		if err != nil {
			return nil, err
		}
		value, err := row.value()
		if err != nil || !row.same(value, want[setting]) {
			missing = append(missing, setting)
		}
	}
	return missing, nil
}

// stillTicked returns the labels of rows that should have their own value but
// use their default.
func (p *settingsPage) stillTicked(want confproxy.Values) []string {
	var labels []string
	for _, setting := range want.Ordered() {
		if row := findRow(p.rows, setting); row != nil && !want[setting].Default && row.box.Checked {
			labels = append(labels, setting.Label)
		}
	}
	return labels
}

// opened reports whether rows that had no usable control before have one now,
// so that another round can enter their values.
func (p *settingsPage) opened(before *settingsPage, missing []confproxy.Setting) bool {
	usable := func(r *row) bool { return r != nil && len(r.controls) > 0 && !r.controls[0].Disabled }
	for _, setting := range missing {
		if usable(findRow(before.rows, setting)) || !usable(findRow(p.rows, setting)) {
			return false
		}
	}
	return true
}

// conflict compares the rows with their values when the change was planned.
func (p *settingsPage) conflict(want, expect confproxy.Values) error {
	for _, setting := range want.Ordered() {
		expected, ok := expect[setting]
		if !ok {
			continue
		}
		row, err := p.row(setting)
		if err != nil {
			return err
		}
		now, err := row.value()
		if err != nil {
			return err
		}
		if !row.same(now, expected) && !row.same(now, want[setting]) {
			return confproxy.Conflict(setting, expected, now)
		}
	}
	return nil
}

func (p *settingsPage) stillDiffers(missing []confproxy.Setting, want confproxy.Values) string {
	var differences []string
	for _, setting := range missing {
		is := "unreadable"
		if reading := p.read(setting); reading.Err == nil {
			is = reading.Value.String()
		}
		differences = append(differences, fmt.Sprintf("%s: expected %s, got %s", setting, want[setting], is))
	}
	return "Read back afterwards: " + strings.Join(differences, "; ") + "."
}
