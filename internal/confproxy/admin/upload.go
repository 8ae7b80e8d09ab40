// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// put is one upload on its way.
type put struct {
	confproxy.Upload
	before  *listing
	old     *listedFile // what was there before; nil for nothing
	answer  *session.View
	sendErr error
	result  confproxy.PutResult
	done    bool
}

func (p *put) op() string { return fmt.Sprintf("upload %q to the Private storage", p.Name) }

// end notes what became of the upload.
func (p *put) end(result confproxy.PutResult, err error) {
	result.Err = err
	p.result, p.done = result, true
}

// Put stores files, one after another, with one reading of the table before and
// one after, and reads each file back byte for byte.
func (a files) Put(ctx context.Context, uploads []confproxy.Upload) []confproxy.PutResult {
	puts := make([]*put, len(uploads))
	for i, upload := range uploads {
		puts[i] = &put{Upload: upload}
		a.prepare(ctx, puts[i])
	}
	if ctx.Err() == nil {
		after, cancel := confproxy.Detached(ctx)
		defer cancel()
		a.sendAll(after, puts)
		a.verifyAll(after, puts)
	}
	results := make([]confproxy.PutResult, len(puts))
	for i, p := range puts {
		if !p.done {
			p.end(confproxy.PutResult{}, ctx.Err())
		}
		results[i] = p.result
	}
	return results
}

// prepare ends uploads that have nothing to send, or may not send it.
func (a files) prepare(ctx context.Context, p *put) {
	all, err := a.sharedListing(ctx)
	if err != nil {
		p.end(confproxy.PutResult{}, err)
		return
	}
	p.before = all
	if p.old = all.files[p.Name]; p.old == nil {
		return
	}
	same, err := a.holds(ctx, all, p.Name, p.Data)
	switch {
	case err != nil:
		p.end(confproxy.PutResult{}, err)
	case same:
		p.end(confproxy.PutResult{File: p.old.File, Adopted: true, MayExist: true}, nil)
	default:
		if err := p.If.Check(p.op(), &p.old.File); err != nil {
			p.end(confproxy.PutResult{}, err)
		}
	}
}

// sendAll sends uploads by the form of the Private tab. Where the form carries
// hidden values that change, a token perhaps, every upload takes a fresh one.
func (a files) sendAll(ctx context.Context, puts []*put) {
	var on *tablePage
	var answer *session.View
	isStable := false
	for _, p := range puts {
		if p.done {
			continue
		}
		var err error
		if on == nil || !isStable {
			before := on
			switch on = a.answerTable(answer); {
			case on != nil:
			case before == nil:
				on, err = a.lastTablePage(ctx, "")
			default:
				on, err = a.firstTablePage(ctx)
			}
			isStable = err == nil && (len(hiddenValues(on)) == 0 || before != nil && slices.Equal(hiddenValues(before), hiddenValues(on)))
		}
		if err == nil {
			p.answer, p.sendErr = a.upload(ctx, p, on)
			answer, err = p.answer, p.sendErr
		}
		if err != nil && !confproxy.MayHaveChanged(err) {
			p.end(confproxy.PutResult{}, err)
		}
	}
}

// hiddenValues returns the hidden values of the form that uploads.
func hiddenValues(on *tablePage) []string {
	button := uploadButton(on.page)
	if button == nil {
		return nil
	}
	var values []string
	for _, control := range button.Form().Controls() {
		if control.Kind() == htmlform.Hidden {
			values = append(values, control.Name()+"="+control.Value())
		}
	}
	return values
}

// verifyAll finds out what became of uploads, by one reading for all.
func (a files) verifyAll(ctx context.Context, puts []*put) {
	puts = slices.DeleteFunc(slices.Clone(puts), func(p *put) bool { return p.done })
	if len(puts) == 0 {
		return
	}
	after, err := a.listingAfter(ctx, puts[len(puts)-1].answer, func(l *listing) bool {
		return puts[0].before.isWithin(l) && !slices.ContainsFunc(puts, func(p *put) bool { return !p.hasArrived(l) })
	})
	for _, p := range puts {
		if err != nil {
			p.end(confproxy.PutResult{MayExist: true}, unknownOutcome(p.op(), p.sendErr, err))
		} else {
			a.verify(ctx, after, p)
		}
	}
}

// isWithin reports whether another listing shows these files as well, and so is
// of the same tab. Without files nothing tells.
func (l *listing) isWithin(other *listing) bool {
	for name := range l.files {
		if other.files[name] == nil {
			return false
		}
	}
	return len(l.files) > 0
}

// hasArrived reports whether the listing shows the file as it should be.
func (p *put) hasArrived(l *listing) bool {
	stored := l.files[p.Name]
	return stored != nil && stored.Size == int64(len(p.Data)) && (p.old == nil || p.old.File != stored.File)
}

func (a files) verify(ctx context.Context, after *listing, p *put) {
	stored := after.files[p.Name]
	isAsBefore := stored == nil || p.old != nil && p.old.File == stored.File
	if isAsBefore && errors.Is(p.sendErr, context.DeadlineExceeded) {
		p.end(confproxy.PutResult{MayExist: true}, stillUnderWay(p.op(), p.sendErr))
		return
	}
	if stored == nil {
		p.end(confproxy.PutResult{}, notApplied(a.session, p.op(), "The file is not in the table of the tab Private afterwards.", p.answer, p.sendErr))
		return
	}
	result := confproxy.PutResult{File: stored.File, MayExist: true}
	same, err := a.holds(ctx, after, p.Name, p.Data)
	switch {
	case err != nil:
		p.end(result, unknownOutcome(p.op(), p.sendErr, err))
	case same:
		p.end(result, nil)
	case p.old != nil && p.old.File == stored.File:
		p.end(result, notApplied(a.session, p.op(), "The server still holds the file as it was before.", p.answer, p.sendErr))
	default:
		found := fmt.Sprintf("The server holds other bytes than were sent: expected %d, got %d.", len(p.Data), stored.Size)
		err := notApplied(a.session, p.op(), found, p.answer, p.sendErr)
		if p.old == nil {
			// A damaged file is useless and would block the next attempt.
			if removeErr := a.Delete(ctx, []confproxy.Removal{{Name: p.Name}})[0]; removeErr != nil {
				err = errors.Join(err, removeErr)
			} else {
				result = confproxy.PutResult{}
			}
		}
		p.end(result, err)
	}
}

// upload sends a file by the form of the Private tab.
func (a *administration) upload(ctx context.Context, p *put, on *tablePage) (*session.View, error) {
	button := uploadButton(on.page)
	if button == nil {
		return nil, a.noStorage(on.view, fmt.Sprintf("There is no form with a file chooser and the button %q.", buttonUpload))
	}
	form := button.Form()
	fill := form.Fill()
	if !fill.CanCarry(p.Name) {
		return nil, cannotCarry(p.op(), "name")
	}
	err := fill.Attach(fileInput(form), p.Name, p.Data)
	if err == nil {
		err = disableExtractZIP(fill, form)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, nothingSent(p.op(), err)
	}
	defer a.cache.forget(placePrivate)
	return a.session.Send(ctx, p.op(), fill)
}
