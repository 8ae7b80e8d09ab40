// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// List returns the rows of a settings page in page order.
func (a settings) List(ctx context.Context, name string) ([]confproxy.Row, error) {
	page, err := a.sharedSettings(ctx, name)
	if err != nil {
		return nil, err
	}
	var rows []confproxy.Row
	for _, of := range page.page.Rows() {
		listed := confproxy.Row{Setting: confproxy.Setting{Page: name, Label: confproxy.TrimLabel(of.Label)}, Kind: confproxy.RowUnknown}
		found, err := page.row(listed.Setting)
		if err == nil {
			listed.Value, err = found.value()
		}
		if listed.Err = err; err == nil {
			if !listed.Value.Default && found.kind() != confproxy.KindSecret {
				listed.Value = confproxy.TextValue(found.text()) // not in the form of a known setting
			}
			listed.Kind, listed.Choices, listed.Default = found.rowKind(), found.choices(), found.shownDefault()
		}
		rows = append(rows, listed)
	}
	return rows, nil
}

// same reports whether two values of the row have the same meaning for the
// server.
func (r *row) same(a, b confproxy.Value) bool {
	return confproxy.Row{Setting: r.setting, Kind: r.rowKind()}.Same(a, b)
}

// rowKind returns the kind of value that the row accepts.
func (r *row) rowKind() confproxy.RowKind {
	switch {
	case r.kind() == confproxy.KindSecret:
		return confproxy.RowSecret
	case len(r.controls) == 0:
		return confproxy.RowUnknown
	}
	switch r.controls[0].Kind {
	case htmlform.Checkbox:
		return confproxy.RowYesNo
	case htmlform.Select, htmlform.Radio:
		return confproxy.RowChoice
	case htmlform.SelectMultiple:
		return confproxy.RowList
	case htmlform.Textarea:
		return confproxy.RowLines
	}
	if len(r.controls) > 1 {
		return confproxy.RowLines
	}
	return confproxy.RowText
}

// choices returns the texts that the row offers; nil if it accepts any text.
func (r *row) choices() []string {
	if len(r.controls) == 0 {
		return nil
	}
	var texts []string
	switch first := r.controls[0]; first.Kind {
	case htmlform.Checkbox:
		return []string{ui.InTheStyleOf("", true), ui.InTheStyleOf("", false)}
	case htmlform.Radio:
		for _, radio := range r.controls {
			texts = append(texts, withoutMark(ui.Caption(radio)))
		}
	case htmlform.Select, htmlform.SelectMultiple:
		for _, option := range first.Options() {
			if !option.Disabled {
				texts = append(texts, withoutMark(option.Text))
			}
		}
	}
	return texts
}

// shownDefault returns the value that a ticked row shows, or the choice that is
// marked as the default (documented: "Yes (default value)").
func (r *row) shownDefault() string {
	for _, control := range r.controls {
		choices := []string{ui.Caption(control)}
		for _, option := range control.Options() {
			choices = append(choices, option.Text)
		}
		for _, choice := range choices {
			if plain := withoutMark(choice); plain != choice {
				return plain
			}
		}
	}
	if r.box.Checked && r.kind() != confproxy.KindSecret && r.isStated() {
		return r.text()
	}
	return ""
}

// isStated reports whether the page itself states the value of the control. A
// list without a selected choice shows its first one, and an empty box a No,
// whatever the default is.
func (r *row) isStated() bool {
	if len(r.controls) == 0 {
		return false
	}
	switch first := r.controls[0]; first.Kind {
	case htmlform.Checkbox:
		return first.Checked
	case htmlform.Select:
		return slices.ContainsFunc(first.Options(), func(o htmlform.Option) bool { return o.Stated })
	}
	return true
}
