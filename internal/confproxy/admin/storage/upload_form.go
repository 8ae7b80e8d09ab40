// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// isStable reports whether the upload form is stable, and so may be used again:
// two reads, in this batch or an earlier one, have shown the same.
func (f *Files) isStable(before, on *tablePage) bool {
	now := fixedValues(on)
	if before != nil && slices.Equal(fixedValues(before), now) {
		f.stable = now
	}
	return slices.Equal(f.stable, now)
}

// fixedValues returns what the upload form sends and no person enters, any of
// which may have a token: method, address, button and hidden values.
func fixedValues(on *tablePage) []string {
	button := uploadButton(on.page)
	if button == nil {
		return nil
	}
	fill := button.Form.Fill()
	if fill.Press(button) != nil {
		return nil
	}
	values := []string{fill.Method(), fill.Address().String(), button.Name, button.Value()}
	for _, control := range button.Form.Controls() {
		if control.Kind == htmlform.Hidden {
			values = append(values, control.Name, control.Value())
		}
	}
	return values
}

// upload sends a file by the form of the Private tab. If others follow by the
// same form, an answer that shows the file gets no view.
func (f *Files) upload(ctx context.Context, p *put, on *tablePage, othersFollow bool) {
	var fill *htmlform.Submission
	if fill, p.sendErr = f.fillUpload(p, on); p.sendErr != nil {
		return
	}
	defer f.cache.Forget(placePrivate)
	if p.unread, p.sendErr = f.session.Submit(ctx, p.op(), fill); p.sendErr == nil && (!othersFollow || !p.unread.Shows(p.Name)) {
		p.answer, p.sendErr = p.unread.View(ctx)
	}
}

func (f *Files) fillUpload(p *put, on *tablePage) (*htmlform.Submission, error) {
	button := uploadButton(on.page)
	if button == nil {
		return nil, f.noStorage(on.view, fmt.Sprintf("There is no form with a file chooser and the button %q.", ui.ButtonUpload))
	}
	form := button.Form
	fill := form.Fill()
	if !fill.CanCarry(p.Name) {
		return nil, ui.CannotCarry(p.op(), "name")
	}
	err := fill.Attach(fileInput(form), p.Name, p.Data)
	if err == nil {
		err = disableExtractZIP(fill, form)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, ui.NothingSent(p.op(), err)
	}
	return fill, nil
}

// disableExtractZIP switches the option "Extract ZIP file" off, so that the
// server stores the file unchanged.
func disableExtractZIP(fill *htmlform.Submission, form *htmlform.Form) error {
	for _, control := range form.Controls() {
		if !isExtractZIP(control) {
			continue
		}
		if err := answerNo(fill, control); err != nil {
			return err
		}
	}
	return nil
}

// answerNo switches an option off.
func answerNo(fill *htmlform.Submission, control *htmlform.Control) error {
	isNo := func(text string) bool {
		yes, ok := ui.ParseYesNo(text)
		return ok && !yes
	}
	switch control.Kind {
	case htmlform.Checkbox:
		return fill.Check(control, false)
	case htmlform.Radio:
		if isNo(ui.Caption(control)) {
			return fill.Check(control, true)
		}
	case htmlform.Select:
		for _, option := range control.Options() {
			if isNo(option.Text) {
				return fill.Set(control, option.Value)
			}
		}
	}
	return nil
}

func isExtractZIP(control *htmlform.Control) bool {
	return confproxy.SameLabel(control.Prompt(), ui.LabelExtractZIP) || strings.Contains(strings.ToLower(control.Label()+control.SuffixText()), "zip")
}
