// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// files is the way in to the files of the Private storage.
type files struct{ *administration }

// List returns the files by name.
func (a files) List(ctx context.Context) (map[string]confproxy.File, error) {
	all, err := a.sharedListing(ctx)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]confproxy.File, len(all.files))
	for name, file := range all.files {
		listed[name] = file.File
	}
	return listed, nil
}

// Read downloads a file. When the link has gone stale, the listing is read
// again, once.
func (a files) Read(ctx context.Context, name string) ([]byte, confproxy.File, error) {
	all, err := a.sharedListing(ctx)
	if err != nil {
		return nil, confproxy.File{}, err
	}
	return a.download(ctx, all, name)
}

func (a *administration) download(ctx context.Context, all *listing, name string) ([]byte, confproxy.File, error) {
	for try := 1; ; try++ {
		file := all.files[name]
		if file == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
				Found: fmt.Sprintf("The files that are there: %s.", a.session.QuoteAll(all.names())),
			}
		}
		op := fmt.Sprintf("download %q from the Private storage", name)
		u := downloadLink(file)
		if u == nil {
			return nil, confproxy.File{}, &confproxy.Error{
				Kind: confproxy.ErrLayout, Op: op, Found: fmt.Sprintf("Expected a link in the column %q of its row.", columnDownload),
			}
		}
		data, err := a.session.Download(ctx, op, u, file.Size)
		isStale := errors.Is(err, confproxy.ErrLayout) || errors.Is(err, session.ErrStale)
		if err == nil || try > 1 || !isStale {
			return data, file.File, err
		}
		if all, err = a.readListing(ctx); err != nil {
			return nil, confproxy.File{}, err
		}
	}
}

func downloadLink(file *listedFile) *url.URL {
	for _, column := range []string{columnDownload, columnFile} {
		cell := file.row.Cell(column)
		if cell == nil {
			continue
		}
		for _, link := range cell.Links() {
			return link.URL
		}
		for _, control := range cell.Controls() {
			if u, ok := readingButton(control); ok {
				return u
			}
		}
	}
	return nil
}

// holds compares a listed file with data, by download only when sizes agree.
func (a *administration) holds(ctx context.Context, all *listing, name string, data []byte) (bool, error) {
	if all.files[name].Size != int64(len(data)) {
		return false, nil
	}
	there, _, err := a.download(ctx, all, name)
	return err == nil && bytes.Equal(there, data), err
}

// Put stores a file and reads it back byte for byte.
func (a files) Put(ctx context.Context, name string, data []byte, precondition confproxy.Precondition) (confproxy.PutResult, error) {
	op := fmt.Sprintf("upload %q to the Private storage", name)
	all, err := a.sharedListing(ctx)
	if err != nil {
		return confproxy.PutResult{}, err
	}
	old := all.files[name]
	if old != nil {
		same, err := a.holds(ctx, all, name, data)
		if err != nil {
			return confproxy.PutResult{}, err
		}
		if same {
			return confproxy.PutResult{File: old.File, Adopted: true, MayExist: true}, nil
		}
		if err := precondition.Check(op, &old.File); err != nil {
			return confproxy.PutResult{}, err
		}
	}
	if err := ctx.Err(); err != nil {
		return confproxy.PutResult{}, err
	}
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	answer, sendErr := a.upload(ctx, op, name, data)
	if sendErr != nil && !confproxy.MayHaveChanged(sendErr) {
		return confproxy.PutResult{}, sendErr
	}
	return a.verifyPut(ctx, op, name, data, old, answer, sendErr)
}

// verifyPut finds out what became of an upload.
func (a files) verifyPut(ctx context.Context, op, name string, data []byte, old *listedFile, answer *session.View, sendErr error) (confproxy.PutResult, error) {
	after, err := a.readListing(ctx)
	if err != nil {
		return confproxy.PutResult{MayExist: true}, unknownOutcome(op, sendErr, err)
	}
	stored := after.files[name]
	isAsBefore := stored == nil || old != nil && old.File == stored.File
	if isAsBefore && errors.Is(sendErr, context.DeadlineExceeded) {
		return confproxy.PutResult{MayExist: true}, stillUnderWay(op, sendErr)
	}
	if stored == nil {
		return confproxy.PutResult{}, notApplied(a.session, op, "The file is not in the table of the tab Private afterwards.", answer, sendErr)
	}
	result := confproxy.PutResult{File: stored.File, MayExist: true}
	same, err := a.holds(ctx, after, name, data)
	switch {
	case err != nil:
		return result, unknownOutcome(op, sendErr, err)
	case same:
		return result, nil
	case old != nil && old.File == stored.File:
		return result, notApplied(a.session, op, "The server still holds the file as it was before.", answer, sendErr)
	}
	err = notApplied(a.session, op, fmt.Sprintf("The server holds other bytes than were sent: expected %d, got %d.", len(data), stored.Size), answer, sendErr)
	if old != nil {
		return result, err
	}
	// What arrived is of no use to anybody, and would only be in the way of the
	// next try.
	if removeErr := a.remove(ctx, name); removeErr != nil {
		return result, errors.Join(err, removeErr)
	}
	return confproxy.PutResult{}, err
}

// upload sends a file by the form of the Private tab.
func (a *administration) upload(ctx context.Context, op, name string, data []byte) (*session.View, error) {
	on, err := a.lastTablePage(ctx, "")
	if err != nil {
		return nil, err
	}
	button := uploadButton(on.page)
	if button == nil {
		return nil, a.noStorage(on.view, fmt.Sprintf("There is no form with a file chooser and the button %q.", buttonUpload))
	}
	form := button.Form()
	fill := form.Fill()
	if !fill.CanCarry(name) {
		return nil, cannotCarry(op, "name")
	}
	err = fill.Attach(fileInput(form), name, "application/octet-stream", data)
	if err == nil {
		err = disableExtractZIP(fill, form)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, nothingSent(op, err)
	}
	defer a.cache.forget(placePrivate)
	return a.session.Send(ctx, op, fill)
}

// lastTablePage makes the page of the table that shows a file, or the first page
// for none, the one read last: the tokens on it are good for one post.
func (a *administration) lastTablePage(ctx context.Context, name string) (on *tablePage, err error) {
	err = a.session.Read(ctx, func(ctx context.Context) error {
		all, err := a.sharedListing(ctx)
		if err != nil {
			return err
		}
		on = all.pages[0]
		if file := all.files[name]; file != nil {
			on = file.on
		}
		switch {
		case a.session.IsLast(on.view):
		case on == all.pages[0]:
			on, err = a.openPrivate(ctx)
		default:
			if on, err = a.openTablePage(ctx, on.view.URL, all.pages[0]); errors.Is(err, session.ErrStale) {
				a.cache.forget(placePrivate)
			}
		}
		return err
	})
	return on, err
}

// disableExtractZIP makes sure that the server stores the file as it is: the
// option "Extract ZIP file" is switched off.
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
		yes, ok := parseYesNo(text)
		return ok && !yes
	}
	switch control.Kind() {
	case htmlform.Checkbox:
		return fill.Check(control, false)
	case htmlform.Radio:
		if isNo(caption(control)) {
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
	return sameLabel(control.Prompt(), labelExtractZIP) || strings.Contains(strings.ToLower(control.Label()+control.SuffixText()), "zip")
}
