// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Delete deletes a file, and makes sure that it has gone and no other.
func (a files) Delete(ctx context.Context, name string, precondition confproxy.Precondition) error {
	all, err := a.sharedListing(ctx)
	if err != nil {
		return err
	}
	file := all.files[name]
	if file == nil {
		return nil
	}
	if err := precondition.Check(opDelete(name), &file.File); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	return a.remove(ctx, name)
}

func opDelete(name string) string { return fmt.Sprintf("delete %q from the Private storage", name) }

// remove deletes a file. Where the session had ended and the file is still
// there, that is done once more.
func (a files) remove(ctx context.Context, name string) error {
	err := a.removeOnce(ctx, name)
	if metLogin(err) {
		err = a.removeOnce(ctx, name)
	}
	return err
}

func (a files) removeOnce(ctx context.Context, name string) error {
	op := opDelete(name)
	before, err := a.sharedListing(ctx)
	if err != nil || before.files[name] == nil {
		return err
	}
	on, err := a.lastTablePage(ctx, name)
	if err != nil {
		return err
	}
	answer, sendErr := a.sendDeletion(ctx, op, on, name)
	if sendErr != nil && !confproxy.MayHaveChanged(sendErr) {
		return sendErr
	}
	after, readErr := a.readListing(ctx)
	if readErr != nil {
		return unknownOutcome(op, sendErr, readErr)
	}
	for other := range before.files {
		if other != name && after.files[other] == nil {
			return &confproxy.SentError{Cause: &confproxy.Error{
				Kind: confproxy.ErrConflict, Op: op,
				Found:  fmt.Sprintf("The file %q, which was not to be deleted, has gone, too.", other),
				Advice: "Somebody may have deleted it at the same moment. Check the Private storage.",
			}}
		}
	}
	if after.files[name] != nil {
		return notApplied(a.session, op, "The file is still in the table afterwards.", answer, sendErr)
	}
	return nil
}

// sendDeletion ticks the file's box and nothing else, presses the documented
// button, and confirms where a page asks for it.
func (a *administration) sendDeletion(ctx context.Context, op string, on *tablePage, name string) (*session.View, error) {
	button, box, err := a.deletionOf(op, on, name)
	if err != nil {
		return nil, err
	}
	fill := button.Form().Fill()
	for _, other := range button.Form().Controls() {
		switch isInTable := on.table.ContainsControl(other); {
		case isInTable && other.Kind() == htmlform.Checkbox:
			err = fill.Check(other, other.Same(box))
		case !isInTable && asksToConfirm(other) && !isExtractZIP(other):
			err = fill.Check(other, true)
		}
		if err != nil {
			return nil, nothingSent(op, err)
		}
	}
	if err := fill.Press(button); err != nil {
		return nil, nothingSent(op, err)
	}
	defer a.cache.forget(placePrivate)
	answer, err := a.session.Send(ctx, op, fill)
	if err != nil {
		return nil, err
	}
	return confirm(ctx, a.session, op, answer, func(page *htmlform.Page) (action, bool) { return deletionConfirmation(page, name) })
}

// deletionOf returns the button that deletes, and the box of the file.
func (a *administration) deletionOf(op string, on *tablePage, name string) (button, box *htmlform.Control, err error) {
	if on.table != nil {
		for _, row := range on.table.Rows() {
			if fileName(row.Cell(columnFile)) == name {
				box = checkboxOf(row)
			}
		}
	}
	if box != nil {
		for _, candidate := range on.page.Buttons(buttonDeleteSelected) {
			if form := candidate.Form(); form != nil && owns(form, box) {
				return candidate, box, nil
			}
		}
	}
	return nil, nil, &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: op,
		Found: fmt.Sprintf("The row of the file has no box to tick, or there is no button %q with it. The buttons that are there: %s.",
			buttonDeleteSelected, a.session.QuoteAll(buttonTexts(on.page))),
		Advice: "Delete the file by hand.",
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

// deletionConfirmation finds what agrees on a page that asks whether the file
// is really to be deleted: it names the file and shows no table with an upload.
// A link is believed only where the page asks so in words: it may as well lead
// on from a deletion that was made.
func deletionConfirmation(page *htmlform.Page, name string) (action, bool) {
	table := fileTable(page)
	if table != nil && uploadButton(page) != nil || !strings.Contains(page.Text(), name) && !hasValue(page, name) {
		return action{}, false
	}
	asks := asksAboutDeletion.MatchString(page.Text())
	agreeing := actions(page, func(text string) bool {
		isTable := table != nil && strings.EqualFold(text, buttonDeleteSelected) // the table again, not a question
		return !isTable && agreesToDeletion.MatchString(text)
	})
	agreeing = slices.DeleteFunc(agreeing, func(a action) bool { return a.button == nil && !asks })
	if len(agreeing) == 0 {
		return action{}, false
	}
	return agreeing[0], true
}

func hasValue(page *htmlform.Page, value string) bool {
	return slices.ContainsFunc(page.Controls(), func(c *htmlform.Control) bool { return c.Value() == value })
}
