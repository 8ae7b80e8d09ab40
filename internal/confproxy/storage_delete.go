// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// sendDeletion ticks the file's box and nothing else, presses the documented
// button, and confirms where a page asks for it.
func (c *Client) sendDeletion(ctx context.Context, op string, leaf *storageLeaf, name string) (*view, error) {
	button, box, err := deletionOf(op, leaf, name)
	if err != nil {
		return nil, err
	}
	fill := button.Form().Fill()
	for _, other := range button.Form().Controls() {
		if other.Kind() == htmlform.Checkbox && leaf.table.ContainsControl(other) {
			err = fill.Check(other, other.Same(box))
		}
		if err != nil {
			return nil, &Error{Kind: ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
		}
	}
	if confirmation := confirmationBeside(leaf, button); confirmation != nil {
		err = fill.Check(confirmation, true)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
	}
	answer, err := c.session.send(ctx, op, fill)
	if err != nil {
		return nil, err
	}
	return c.confirm(ctx, op, answer, name)
}

func deletionOf(op string, leaf *storageLeaf, name string) (button, box *htmlform.Control, err error) {
	if leaf.table != nil {
		for _, row := range leaf.table.Rows() {
			if fileName(row.Cell(columnFile)) == name {
				box = checkboxOf(row)
			}
		}
	}
	if box != nil {
		for _, candidate := range leaf.page.Buttons(buttonDeleteSelected) {
			if form := candidate.Form(); form != nil && slices.ContainsFunc(form.Controls(), box.Same) {
				return candidate, box, nil
			}
		}
	}
	return nil, nil, &Error{
		Kind: ErrLayout, Op: op,
		Found: fmt.Sprintf("The row of the file has no box to tick, or there is no button %q with it. The buttons that are there: %s.",
			buttonDeleteSelected, quoteList(buttonTexts(leaf.page))),
		Advice: "Delete the file by hand, and report the page with CONFPROXY_CAPTURE_DIR.",
	}
}

// checkboxOf returns the box of the column Select, or the only one of the row.
func checkboxOf(row *htmlform.TableRow) *htmlform.Control {
	cells := row.Cells()
	if cell := row.Cell(columnSelect); cell != nil {
		cells = []*htmlform.Cell{cell}
	}
	for _, cell := range cells {
		for _, control := range cell.Controls() {
			if control.Kind() == htmlform.Checkbox {
				return control
			}
		}
	}
	return nil
}

// confirmationBeside finds the checkbox that some destructive buttons want
// ticked beside them (documented for other pages of the administration).
func confirmationBeside(leaf *storageLeaf, button *htmlform.Control) *htmlform.Control {
	for _, control := range button.Form().Controls() {
		if asksToConfirm(control) && !leaf.table.ContainsControl(control) && !isExtractZIP(control) {
			return control
		}
	}
	return nil
}

// confirm answers pages that ask whether the file is really to be deleted. A
// page is answered only when it shows no table of files and names this one.
func (c *Client) confirm(ctx context.Context, op string, answer *view, name string) (*view, error) {
	const most = 3
	for range most {
		question, ok := find(answer, func(page *htmlform.Page) (trigger, bool) {
			return deletionConfirmation(page, name)
		})
		if !ok {
			return answer, nil
		}
		var err error
		if answer, err = c.session.agree(ctx, op, question); err != nil {
			return answer, err
		}
	}
	return answer, nil
}

var (
	agreement         = regexp.MustCompile(`(?i)^(yes\b.*|ok(ay)?|confirm\b.*|delete\b.*|continue|proceed|really delete\b.*)$`)
	asksAboutDeletion = regexp.MustCompile(`(?i)delet[^.]*\?|\b(sure|really|confirm)\b`)
)

// deletionConfirmation finds what agrees on a page that asks whether the file
// is really to be deleted. A link is believed only where the page asks so in
// words: it may as well lead on from a deletion that was made.
func deletionConfirmation(page *htmlform.Page, name string) (trigger, bool) {
	table := fileTable(page)
	if table != nil && uploadForm(page) != nil || !strings.Contains(page.Text(), name) && !hasValue(page, name) {
		return trigger{}, false
	}
	asks := asksAboutDeletion.MatchString(page.Text())
	agreeing := triggers(page, func(text string) bool {
		isTable := table != nil && strings.EqualFold(text, buttonDeleteSelected) // the table again, not a question
		return !isTable && agreement.MatchString(text)
	})
	return first(slices.DeleteFunc(agreeing, func(t trigger) bool { return t.button == nil && !asks }))
}

func hasValue(page *htmlform.Page, value string) bool {
	return slices.ContainsFunc(page.Controls(), func(c *htmlform.Control) bool { return c.Value() == value })
}
