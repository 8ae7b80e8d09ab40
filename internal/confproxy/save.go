// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

func isLayout(err error) bool { return errors.Is(err, ErrLayout) }

// saveOptions say how a settings page is to be saved.
type saveOptions struct {
	expect Settings // what the rows held when the change was decided
	always bool     // save although all rows hold the wanted values
}

// save gives rows of one settings page the wanted values: as one post, unless
// the page has several forms, or ticked rows show no control, which must be
// saved unticked first.
//
// The page is read afresh before, and read back after: the rows must hold the
// wanted values, and every other row the value that it had.
func (c *Client) save(ctx context.Context, name string, want Settings, options saveOptions) (*settingsPage, error) {
	page, err := c.readSettings(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := page.conflict(want, options.expect); err != nil {
		return nil, err
	}
	for _, together := range page.byForm(want) {
		if page, err = c.saveForm(ctx, page, together, options.always); err != nil {
			return page, err
		}
	}
	return page, nil
}

// byForm divides settings by the forms that save them, in the order of the page.
func (p *settingsPage) byForm(want Settings) []Settings {
	var groups []Settings
	of := map[*htmlform.Form]Settings{}
	for _, setting := range want.ordered() {
		var form *htmlform.Form
		if row := p.rows[setting]; row != nil {
			form, _, _ = p.form(row) // where there is none, that is told when it is needed
		}
		if of[form] == nil {
			of[form] = Settings{}
			groups = append(groups, of[form])
		}
		of[form][setting] = want[setting]
	}
	return groups
}

// saveForm gives rows of one form the wanted values.
func (c *Client) saveForm(ctx context.Context, before *settingsPage, want Settings, always bool) (*settingsPage, error) {
	const rounds = 3 // untick, enter, and once more where a control was disabled
	op := "save " + before.name
	for round := 1; ; round++ {
		missing, err := before.differs(want)
		if err != nil {
			return nil, err
		}
		if len(missing) == 0 && (!always || round > 1) {
			return before, nil
		}
		if round > rounds {
			return nil, c.notApplied(op, before.stillDiffers(missing, want), nil, nil)
		}
		after, err := c.saveOnce(ctx, op, before, want)
		if err != nil {
			return after, err
		}
		before = after
	}
}

// saveOnce posts the page once and reads it back.
func (c *Client) saveOnce(ctx context.Context, op string, before *settingsPage, want Settings) (*settingsPage, error) {
	settings := want.ordered()
	first, err := before.row(settings[0])
	if err != nil {
		return nil, err
	}
	form, button, err := before.form(first)
	if err != nil {
		return nil, err
	}
	fill, entered, err := before.fill(form, want)
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
	}
	others := before.others(form, settings)

	answer, sendErr := c.session.send(ctx, op, fill)
	if sendErr != nil && !mayHaveArrived(sendErr) {
		return nil, sendErr
	}
	after, readErr := c.readSettings(ctx, before.name)
	if readErr != nil {
		return nil, unknownOutcome(op, sendErr, readErr)
	}
	if form, _, err = after.form(after.rows[settings[0]].orFirst(first)); err != nil {
		return after, err
	}
	if changed := differing(others, after.others(form, settings)); changed != "" {
		return after, &Error{
			Kind: ErrConflict, Op: op,
			Found:  fmt.Sprintf("The setting %s, which was not to be changed, is not what it was before the save.", changed),
			Advice: "Somebody may have saved the page at the same moment, or the server changed it by itself. Check that setting in the administration.",
		}
	}
	if len(entered) == 0 {
		if ticked := after.stillTicked(want); len(ticked) > 0 {
			return after, c.notApplied(op, fmt.Sprintf("Read back afterwards, the boxes of %s are still ticked.", quoteList(ticked)), answer, sendErr)
		}
	}
	missing, err := after.differs(entered)
	if err != nil {
		return after, err
	}
	if len(missing) > 0 && !after.opened(before, missing) {
		return after, c.notApplied(op, after.stillDiffers(missing, entered), answer, sendErr)
	}
	return after, nil
}

// orFirst returns the row, or another one where it has gone.
func (r *settingRow) orFirst(other *settingRow) *settingRow {
	if r == nil {
		return other
	}
	return r
}

// fill enters the wanted values. Where a ticked row shows no control, it only
// unticks those rows, because the others must not take effect without them.
func (p *settingsPage) fill(form *htmlform.Form, want Settings) (*htmlform.Submission, Settings, error) {
	shut := Settings{}
	for setting, value := range want {
		row, err := p.row(setting)
		if err != nil {
			return nil, nil, err
		}
		if !value.Default && !row.isSettable() {
			shut[setting] = value
		}
	}
	fill := form.Fill()
	if len(shut) > 0 {
		for setting := range shut {
			if err := fill.Check(p.rows[setting].box, false); err != nil {
				return nil, nil, err
			}
		}
		return fill, Settings{}, nil
	}
	for setting, value := range want {
		if current, err := p.rows[setting].value(); err == nil && setting.Same(current, value) {
			continue
		}
		if _, err := p.rows[setting].enter(fill, value); err != nil {
			return nil, nil, err
		}
	}
	return fill, want, nil
}

// differs returns those settings that do not hold the wanted value.
func (p *settingsPage) differs(want Settings) ([]Setting, error) {
	var missing []Setting
	for _, setting := range want.ordered() {
		row, err := p.row(setting)
		if err != nil {
			return nil, err
		}
		value, err := row.value()
		if err != nil && !row.box.Checked() && row.isSettable() {
			return nil, err
		}
		if err != nil || !setting.Same(value, want[setting]) {
			missing = append(missing, setting)
		}
	}
	return missing, nil
}

// stillTicked returns the labels of rows that should have a value of their own
// and use their default.
func (p *settingsPage) stillTicked(want Settings) []string {
	var labels []string
	for _, setting := range want.ordered() {
		if row := p.rows[setting]; row != nil && !want[setting].Default && row.box.Checked() {
			labels = append(labels, setting.Label())
		}
	}
	return labels
}

// opened reports whether rows that had no usable control before have one now,
// so that what could not be entered then can be entered in another round.
func (p *settingsPage) opened(before *settingsPage, missing []Setting) bool {
	for _, setting := range missing {
		was, is := before.rows[setting], p.rows[setting]
		usable := func(r *settingRow) bool { return len(r.controls) > 0 && !r.controls[0].Disabled() }
		if usable(was) || !usable(is) {
			return false
		}
	}
	return true
}

// conflict compares the rows with what they held when the change was decided.
func (p *settingsPage) conflict(want, expect Settings) error {
	for _, setting := range want.ordered() {
		expected, ok := expect[setting]
		if !ok {
			continue
		}
		row, err := p.row(setting)
		if err != nil {
			return err
		}
		value, err := row.value()
		if err != nil {
			return err
		}
		if !setting.Same(value, expected) && !setting.Same(value, want[setting]) {
			return &Error{
				Kind: ErrConflict, Op: "change " + setting.Label(),
				Found:  fmt.Sprintf("When the change was planned it was %s; now it is %s. Nothing was changed.", expected, value),
				Advice: "Run a new plan and check whether the change is still wanted.",
			}
		}
	}
	return nil
}

func (p *settingsPage) stillDiffers(missing []Setting, want Settings) string {
	var differences []string
	for _, setting := range missing {
		is := "unreadable"
		if value, err := p.rows[setting].value(); err == nil {
			is = value.String()
		}
		differences = append(differences, fmt.Sprintf("%s is %s, wanted was %s", setting.Label(), is, want[setting]))
	}
	return "Read back afterwards: " + strings.Join(differences, "; ") + "."
}
