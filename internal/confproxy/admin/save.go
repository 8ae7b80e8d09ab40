// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Write sets rows to the wanted values: one post for each page, unless the page
// has several forms, or ticked rows show no control, which must first be saved
// unticked.
//
// A page is read again before, and read back after: the rows must have the
// wanted values, and every other row its previous value.
func (a settings) Write(ctx context.Context, edit confproxy.Edit) error {
	var pages []string
	for _, setting := range edit.Want.Ordered() {
		if len(pages) == 0 || pages[len(pages)-1] != setting.Page {
			pages = append(pages, setting.Page)
		}
	}
	for i, name := range pages {
		page, err := a.readSettings(ctx, name)
		if err == nil {
			s := &save{administration: a.administration, page: page, sent: i > 0}
			err = s.run(ctx, confproxy.Edit{Want: edit.Want.On(name), Expect: edit.Expect, Always: edit.Always})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// save is a running save of one settings page.
type save struct {
	*administration
	page *settingsPage    // as last read
	sent bool             // something was sent
	left confproxy.Values // of rows, as the last successful post left them
	// secret is the value for the wanted row, if it is a secret; otherwise nil.
	secret *string
}

func (s *save) op() string { return "save " + s.page.name }

// run sets rows to the wanted values.
func (s *save) run(ctx context.Context, edit confproxy.Edit) error {
	s.left = confproxy.Values{}
	err := s.page.conflict(edit.Want, edit.Expect)
	for _, together := range s.page.byForm(edit.Want) {
		if err == nil {
			err = s.saveForm(ctx, together, edit.Always)
		}
	}
	if err != nil && s.sent {
		err = &confproxy.SentError{Cause: err, Left: s.left}
	}
	return err
}

// byForm groups settings by the forms that save them, in page order.
func (p *settingsPage) byForm(want confproxy.Values) []confproxy.Values {
	var groups []confproxy.Values
	of := map[*htmlform.Form]confproxy.Values{}
	for _, setting := range want.Ordered() {
		var form *htmlform.Form
		if row := findRow(p.rows, setting); row != nil {
			form, _, _ = p.form(row) // a missing form is reported when it is needed
		}
		if of[form] == nil {
			of[form] = confproxy.Values{}
			groups = append(groups, of[form])
		}
		of[form][setting] = want[setting]
	}
	return groups
}

// saveForm sets rows of one form to the wanted values.
func (s *save) saveForm(ctx context.Context, want confproxy.Values, always bool) error {
	const rounds = 3 // untick, enter, and again if a control was disabled
	for round := 1; ; round++ {
		missing, err := s.page.differs(want)
		if err != nil {
			return err
		}
		if len(missing) == 0 && (!always || round > 1) {
			return nil
		}
		if round > rounds {
			return ui.NotApplied(s.session, s.op(), s.page.stillDiffers(missing, want), nil, nil)
		}
		begin := time.Now()
		if err := s.saveOnce(ctx, want); err != nil {
			return err
		}
		for setting := range want {
			if reading := s.page.read(setting); reading.Err == nil {
				s.left[setting] = reading.Value
			}
		}
		s.log.InfoContext(ctx, "saved", "page", s.page.name, "rows", want.Ordered(), "took", progress.Since(begin))
	}
}

// saveOnce posts the page once and reads it back.
func (s *save) saveOnce(ctx context.Context, want confproxy.Values) error {
	before, touched := s.page, want.Ordered()
	first, err := before.row(touched[0])
	if err != nil {
		return err
	}
	form, button, err := before.form(first)
	if err != nil {
		return err
	}
	fill, entered, err := before.fill(form, want)
	if err == nil && s.secret != nil {
		err = first.enterSecret(fill, *s.secret)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return ui.NothingSent(s.op(), err)
	}
	answer, sendErr := s.session.Send(ctx, s.op(), fill)
	if unsent, ok := errors.AsType[*confproxy.ReadOnlyError](sendErr); ok && len(entered) == 0 {
		return unsent.Later(s.session.Mask().Text(fmt.Sprintf("the page once more, to set %v; it shows the fields only after this save", want)))
	}
	if sendErr != nil && !confproxy.MayHaveChanged(sendErr) {
		return sendErr
	}
	s.sent = true
	if after := s.settingsBehind(answer, before.name); after != nil {
		if s.page = after; s.compare(before, form, want, entered, answer, sendErr) == nil {
			s.cache.Put(settingsKey(before.name), after)
			return nil
		}
	}
	after, readErr := s.readSettings(ctx, before.name)
	if readErr != nil {
		return ui.UnknownOutcome(s.op(), sendErr, readErr)
	}
	s.page = after
	return s.compare(before, form, want, entered, answer, sendErr)
}

// compare makes sure, on the page after the save, that the entered values have
// arrived, and that no other value has changed.
func (s *save) compare(
	before *settingsPage, form *htmlform.Form, want, entered confproxy.Values, answer *session.View, sendErr error,
) error {
	after, touched := s.page, want.Ordered()
	first, err := after.row(touched[0])
	if err != nil {
		return err
	}
	saved, _, err := after.form(first)
	if err != nil {
		return err
	}
	if changed := differing(before.others(form, touched), after.others(saved, touched)); changed != "" {
		return &confproxy.Error{
			Kind: confproxy.ErrConflict, Op: s.op(),
			Found:  fmt.Sprintf("The setting %s, which the save did not name, has changed.", s.session.Quote(changed)),
			Advice: "Somebody may have saved the page at the same moment, or the server changed it by itself. Check that setting in the administration.",
		}
	}
	if s.secret != nil && answer != nil { // it cannot be read back
		for _, page := range answer.Pages {
			if err := s.refusedOn(s.op(), before.page, page); err != nil {
				return err
			}
		}
	}
	return s.verify(before, want, entered, answer, sendErr)
}

// fill enters the wanted values. If a ticked row shows no control, it only
// unticks those rows, because the others must not take effect without them.
func (p *settingsPage) fill(form *htmlform.Form, want confproxy.Values) (*htmlform.Submission, confproxy.Values, error) {
	rows := map[confproxy.Setting]*row{}
	var shut []*row
	for setting, value := range want {
		row, err := p.row(setting)
		if err != nil {
			return nil, nil, err
		}
		rows[setting] = row
		if !value.Default && !row.isSettable() {
			shut = append(shut, row)
		}
	}
	fill := form.Fill()
	if len(shut) > 0 {
		for _, row := range shut {
			if err := fill.Check(row.box, false); err != nil {
				return nil, nil, err
			}
		}
		return fill, confproxy.Values{}, nil
	}
	for setting, value := range want {
		if current, err := rows[setting].value(); err == nil && rows[setting].same(current, value) {
			continue
		}
		if err := rows[setting].enter(fill, value); err != nil {
			return nil, nil, err
		}
	}
	return fill, want, nil
}
