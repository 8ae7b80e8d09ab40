// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// put is one running upload.
type put struct {
	confproxy.Upload
	old      *listedFile     // the previous file; nil for none
	previous []byte          // its contents; nil if they could not be read
	unread   *session.Answer // an answer that needed no view; nil for none
	answer   *session.View
	sendErr  error
	result   confproxy.PutResult
	done     bool
}

func (p *put) op() string { return fmt.Sprintf("upload %q to the Private storage", p.Name) }

// shown returns the view of the answer; nil for none.
func (p *put) shown(ctx context.Context) *session.View {
	if p.answer == nil && p.unread != nil {
		p.answer, _ = p.unread.View(ctx) // it only adds to a message
	}
	return p.answer
}

// end records the result of the upload.
func (p *put) end(result confproxy.PutResult, err error) {
	result.Err = err
	p.result, p.done = result, true
}

func (f *Files) putAll(ctx context.Context, uploads []confproxy.Upload) []confproxy.PutResult {
	puts, names := make([]*put, len(uploads)), make([]string, len(uploads))
	for i, upload := range uploads {
		puts[i], names[i] = &put{Upload: upload}, upload.Name
	}
	var before *listing
	var err error
	if open := f.openDeletion.Load(); open != nil {
		err = afterOpenDeletion(*open)
	} else {
		before, err = f.listingOf(ctx, names)
	}
	for _, p := range puts {
		if err != nil {
			p.end(confproxy.PutResult{}, err)
		} else {
			f.prepare(ctx, before, p)
		}
	}
	if ctx.Err() == nil && err == nil {
		after, cancel := confproxy.Detached(ctx)
		defer cancel()
		f.sendAll(after, ctx.Err, before, puts)
		f.verifyAll(after, before, puts)
	}
	results := make([]confproxy.PutResult, len(puts))
	for i, p := range puts {
		if !p.done {
			p.end(confproxy.PutResult{}, ctx.Err())
		}
		if results[i] = p.result; !p.result.Adopted {
			results[i].Previous = p.previous
		}
	}
	return results
}

// unfinished returns the uploads without a result, and their names.
func unfinished(puts []*put) (left []*put, names []string) {
	for _, p := range puts {
		if !p.done {
			left, names = append(left, p), append(names, p.Name)
		}
	}
	return left, names
}

// prepare ends uploads that need not send anything, or must not.
func (f *Files) prepare(ctx context.Context, before *listing, p *put) {
	if p.old = before.files[p.Name]; p.old == nil {
		return
	}
	there, _, err := f.download(ctx, before, p.Name)
	switch isSame := err == nil && bytes.Equal(there, p.Data); {
	case isSame:
		p.end(confproxy.PutResult{File: p.old.File, Adopted: true, MayExist: true}, nil)
	case err != nil && p.old.Size == int64(len(p.Data)):
		p.end(confproxy.PutResult{}, err)
	default: // a file that cannot be read may be replaced
		if err := p.If.Check(p.op(), &p.old.File); err != nil {
			p.end(confproxy.PutResult{}, err)
		}
		p.previous = there
	}
}

// sendAll sends uploads by the form of the Private tab. Unless the form is known
// to be stable, because it has no token, every upload uses a new one. None is
// sent after stopped returns an error.
func (f *Files) sendAll(ctx context.Context, stopped func() error, all *listing, puts []*put) {
	puts, names := unfinished(puts)
	var on *tablePage
	var answer *session.View
	isFirst, isStable := true, false
	for i, p := range puts {
		err := stopped()
		if answered := f.answeredPage(answer); on != nil && answered != nil {
			isStable = f.isStable(on, answered)
		}
		if err == nil && (on == nil || !isStable) {
			before := on
			if on = f.answerTable(answer, all, names); on == nil {
				on, err = f.formPage(ctx, isFirst, all)
			}
			isStable = err == nil && f.isStable(before, on)
		}
		if err == nil {
			f.upload(ctx, p, on, isStable && i < len(puts)-1)
			answer, err = p.answer, p.sendErr
		}
		if isFirst = false; err != nil {
			on = nil // the session may have ended: the page is read again
		}
		if err != nil && !confproxy.MayHaveChanged(err) {
			p.end(confproxy.PutResult{}, err)
		}
	}
}

// formPage returns a page with a new upload form.
func (f *Files) formPage(ctx context.Context, isFirst bool, all *listing) (*tablePage, error) {
	if isFirst {
		return f.uploadPage(ctx, all)
	}
	return f.firstTablePage(ctx)
}

// verifyAll determines the results of uploads, by one read for all.
func (f *Files) verifyAll(ctx context.Context, before *listing, puts []*put) {
	puts, names := unfinished(puts)
	if len(puts) == 0 {
		return
	}
	haveArrived := func(l *listing) bool {
		return !slices.ContainsFunc(puts, func(p *put) bool { return !p.hasArrived(l) })
	}
	after := f.listingIn(puts[len(puts)-1].answer, before, names)
	var err error
	if after == nil || !haveArrived(after) {
		after, err = f.listingOf(ctx, names)
	}
	if err == nil && !haveArrived(after) { // only the whole table shows that a file does not exist
		after, err = f.expecting(ctx, names)
	}
	for _, p := range puts {
		if err != nil {
			p.end(confproxy.PutResult{MayExist: true}, ui.UnknownOutcome(p.op(), p.sendErr, err))
		} else {
			f.verify(ctx, after, p)
		}
	}
}

// hasArrived reports whether the listing shows the file as expected.
func (p *put) hasArrived(l *listing) bool {
	stored := l.files[p.Name]
	return stored != nil && stored.Size == int64(len(p.Data)) && (p.old == nil || p.old.File != stored.File)
}

func (f *Files) verify(ctx context.Context, after *listing, p *put) {
	stored := after.files[p.Name]
	isOld := stored != nil && p.old != nil && p.old.File == stored.File
	if isOpen := errors.Is(p.sendErr, context.DeadlineExceeded); stored == nil || isOpen && isOld {
		const found = "The file is not in the table of the tab Private afterwards."
		p.end(confproxy.PutResult{MayExist: isOpen}, ui.NotApplied(f.session, p.op(), found, p.shown(ctx), p.sendErr))
		return
	}
	result := confproxy.PutResult{File: stored.File, MayExist: true}
	same, err := f.holds(ctx, after, p.Name, p.Data)
	switch {
	case err != nil:
		p.end(result, ui.UnknownOutcome(p.op(), p.sendErr, err))
	case same:
		p.end(result, nil)
	case isOld:
		p.end(result, ui.NotApplied(f.session, p.op(), "The server still has the previous file.", p.shown(ctx), p.sendErr))
	default:
		p.end(f.rejectContents(ctx, after, p))
	}
}

// rejectContents reports a file with other contents than those uploaded. It
// deletes a new file only if it is what is left of this upload: a damaged file is
// useless and would block the next attempt.
func (f *Files) rejectContents(ctx context.Context, after *listing, p *put) (confproxy.PutResult, error) {
	stored := after.files[p.Name]
	found := fmt.Sprintf("The file on the server has other contents: expected %d bytes, got %d.", len(p.Data), stored.Size)
	if p.old == nil && !f.isRest(ctx, after, p) {
		return confproxy.PutResult{}, &confproxy.SentError{Cause: &confproxy.Error{
			Kind: confproxy.ErrConflict, Op: p.op(), Cause: p.sendErr,
			Found:  found + " Somebody else has stored a file of this name at the same moment. It was not changed.",
			Advice: "Choose another name, or make sure that only one configuration manages the file.",
		}}
	}
	err := ui.NotApplied(f.session, p.op(), found, p.shown(ctx), p.sendErr)
	if p.old == nil {
		removeErr := f.deleteAll(ctx, []string{p.Name})[0]
		if removeErr == nil {
			return confproxy.PutResult{}, err
		}
		err = errors.Join(err, removeErr)
	}
	return confproxy.PutResult{File: stored.File, MayExist: true}, err
}

// isRest reports whether the new file can be what is left of an upload: its first
// version, and the beginning of its contents if the upload was not answered, or
// if no version is shown.
func (f *Files) isRest(ctx context.Context, after *listing, p *put) bool {
	stored := after.files[p.Name]
	if stored.Version > 1 {
		return false
	}
	there, now, err := f.download(ctx, after, p.Name)
	isBegin := err == nil && bytes.HasPrefix(p.Data, there)
	if stored.Version != 1 || p.sendErr != nil {
		return isBegin
	}
	fresh, err := f.readListing(ctx) // somebody may have replaced it meanwhile
	return err == nil && fresh.files[p.Name] != nil && fresh.files[p.Name].File == now
}
