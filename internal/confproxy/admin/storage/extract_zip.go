// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

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
	switch control.Kind() {
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
