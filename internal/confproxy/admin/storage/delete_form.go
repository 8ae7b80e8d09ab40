// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// sendDeletion ticks the files' boxes and nothing else, presses the documented
// button, and answers a confirmation page.
func (f *Files) sendDeletion(ctx context.Context, op string, on *tablePage, names []string) (*session.View, error) {
	button, boxes, err := f.deletionOf(op, on, names)
	if err != nil {
		return nil, err
	}
	fill := button.Form.Fill()
	for _, other := range button.Form.Controls() {
		switch isInTable := on.table.Contains(other); {
		case isInTable && other.Kind == htmlform.Checkbox:
			err = fill.Check(other, slices.Contains(boxes, other))
		case !isInTable && ui.AsksToConfirm(other) && !isExtractZIP(other):
			err = fill.Check(other, true)
		}
		if err != nil {
			return nil, ui.NothingSent(op, err)
		}
	}
	if err := fill.Press(button); err != nil {
		return nil, ui.NothingSent(op, err)
	}
	defer f.cache.Forget(placePrivate)
	answer, err := f.session.Send(ctx, op, fill)
	if err != nil {
		return nil, err
	}
	return ui.Confirm(ctx, f.session, op, answer, func(page *htmlform.Page) (ui.Action, bool) { return deletionConfirmation(page, names) })
}

// deletionOf returns the button that deletes, and the boxes of the files.
func (f *Files) deletionOf(op string, on *tablePage, names []string) (button *htmlform.Control, boxes []*htmlform.Control, err error) {
	if on.table != nil {
		for _, row := range on.table.Rows {
			if box := checkboxOf(row); box != nil && slices.Contains(names, fileName(row.Cell(ui.ColumnFile))) {
				boxes = append(boxes, box)
			}
		}
	}
	if len(boxes) == len(names) {
		for _, candidate := range on.page.Buttons(ui.ButtonDeleteSelected) {
			if form := candidate.Form; form != nil && !slices.ContainsFunc(boxes, func(box *htmlform.Control) bool { return box.Form != form }) {
				return candidate, boxes, nil
			}
		}
	}
	return nil, nil, &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: op,
		Found: fmt.Sprintf("Expected a checkbox in the row of every file and a button %q in the same form. The buttons of the page are: %s.",
			ui.ButtonDeleteSelected, f.session.QuoteAll(ui.ButtonTexts(on.page))),
		Advice: "Delete by hand.",
	}
}

// checkboxOf returns the box of the column Select, or the only one of the row.
func checkboxOf(row *htmlform.TableRow) *htmlform.Control {
	cells := row.Cells
	if cell := row.Cell(ui.ColumnSelect); cell != nil {
		cells = []htmlform.Part{*cell}
	}
	for _, cell := range cells {
		for _, control := range cell.Controls() {
			if control.Kind == htmlform.Checkbox {
				return control
			}
		}
	}
	return nil
}

// deletionConfirmation finds the button or link that confirms, on a page that
// asks whether to delete: the page names the files, or asks with their count,
// and shows no table with an upload form. A link is accepted only if the page
// asks in words: otherwise it may as well lead on from a completed deletion.
func deletionConfirmation(page *htmlform.Page, names []string) (ui.Action, bool) {
	table := fileTable(page)
	if table != nil && uploadButton(page) != nil {
		return ui.Action{}, false
	}
	text := page.Text()
	isNamed := func(name string) bool { return strings.Contains(text, name) || hasValue(page, name) }
	asks := ui.AsksAboutDeletion().MatchString(text)
	isCounted := asks && slices.Contains(strings.Fields(text), strconv.Itoa(len(names)))
	if !isCounted && slices.ContainsFunc(names, func(name string) bool { return !isNamed(name) }) {
		return ui.Action{}, false
	}
	agreeing := ui.Actions(page, func(text string) bool {
		isTable := table != nil && strings.EqualFold(text, ui.ButtonDeleteSelected) // the table again, not a question
		return !isTable && ui.AgreesToDeletion().MatchString(text)
	})
	agreeing = slices.DeleteFunc(agreeing, func(a ui.Action) bool { return a.Button == nil && !asks })
	if len(agreeing) == 0 {
		return ui.Action{}, false
	}
	return agreeing[0], true
}

func hasValue(page *htmlform.Page, value string) bool {
	return slices.ContainsFunc(page.Controls(), func(c *htmlform.Control) bool { return c.Value() == value })
}
