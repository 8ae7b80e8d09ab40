// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

func (f *Files) deleteAll(ctx context.Context, names []string) []error {
	errs := make([]error, len(names))
	all, err := f.expecting(ctx, names)
	if err != nil {
		return slices.Repeat([]error{err}, len(names))
	}
	wanted := map[string]*error{} // where to report the result of a file
	for i, name := range names {
		if all.files[name] == nil {
			continue
		}
		if errs[i] = ctx.Err(); errs[i] == nil {
			wanted[name] = &errs[i]
		}
	}
	stopped := ctx.Err
	ctx, cancel := confproxy.Detached(ctx)
	defer cancel()
	for alone := false; len(wanted) > 0; {
		names, failed, err := f.removeTogether(ctx, stopped, slices.Sorted(maps.Keys(wanted)), alone)
		isKept := errors.Is(err, confproxy.ErrNotApplied) && !errors.Is(err, confproxy.ErrConflict) && !metLogin(err)
		if len(names) > 1 && isKept {
			alone = true // a file that the server keeps must not keep the others
			continue
		}
		for _, name := range names {
			if slices.Contains(failed, name) {
				*wanted[name] = err
			}
			delete(wanted, name)
		}
	}
	return errs
}

// metLogin reports whether a deletion failed because the session had ended.
func metLogin(err error) bool {
	return errors.Is(err, session.ErrRefused) || errors.Is(err, session.ErrEnded)
}

// afterOpenDeletion refuses a change because an earlier deletion has no outcome
// yet: if other rows move to its places, the server may delete these.
func afterOpenDeletion(open error) error {
	return &confproxy.Error{
		Kind: confproxy.ErrUnknownOutcome, Op: "change the Private storage", Cause: open,
		Found:  "An earlier deletion was not answered, and the server may still be working on it. This change was not sent.",
		Advice: "Check the server, and try again.",
	}
}

func opDelete(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("delete %s from the Private storage", strings.Join(quoted, ", "))
}

// removeTogether deletes the given files, or one of them alone. It returns the
// files that it tried to delete, and those to report the error for. If the
// session had ended, it tries again.
func (f *Files) removeTogether(ctx context.Context, stopped func() error, wanted []string, alone bool) (names, failed []string, err error) {
	if open := f.openDeletion.Load(); open != nil {
		return wanted, wanted, afterOpenDeletion(*open)
	}
	if err := stopped(); err != nil {
		return wanted, wanted, err
	}
	names, failed, err = f.removeOnce(ctx, stopped, wanted, alone)
	if metLogin(err) {
		names, failed, err = f.removeOnce(ctx, stopped, wanted, alone)
	}
	if errors.Is(err, confproxy.ErrUnknownOutcome) {
		f.openDeletion.Store(&err)
	}
	return names, failed, err
}

// removeOnce presses the button on each page of the table that lists some of the
// files, until stopped returns an error.
func (f *Files) removeOnce(ctx context.Context, stopped func() error, wanted []string, alone bool) (names, failed []string, err error) {
	before, err := f.expecting(ctx, wanted)
	if err != nil {
		return wanted, wanted, err
	}
	if gone := slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return before.files[name] != nil }); len(gone) > 0 {
		return gone, nil, nil
	}
	if alone {
		wanted = wanted[:1]
	}
	var answer *session.View
	var sendErr error
	for _, together := range before.byPage(wanted) {
		answer, err = f.removeFrom(ctx, stopped, before, together)
		if isUnsent := err != nil && !confproxy.MayHaveChanged(err); isUnsent && len(names) == 0 {
			return together, together, err
		} else if isUnsent {
			break // a later call tries again
		}
		if names, sendErr = append(names, together...), err; sendErr != nil {
			break
		}
	}
	op := opDelete(names)
	after := f.listingIn(answer, before, names)
	if after == nil || len(after.present(names)) > 0 {
		var readErr error
		if after, readErr = f.sharedListing(ctx); readErr != nil {
			return names, names, ui.UnknownOutcome(op, sendErr, readErr)
		}
	}
	if failed = after.present(names); len(failed) == 0 {
		failed = names[:min(1, len(names))] // all are deleted: what else has happened is told once
	}
	return names, failed, f.verifyDeletion(op, before, after, names, answer, sendErr)
}

// removeFrom presses the button on the page of the table that lists the files,
// unless stopped returns an error.
func (f *Files) removeFrom(ctx context.Context, stopped func() error, before *listing, together []string) (*session.View, error) {
	if err := stopped(); err != nil {
		return nil, err
	}
	on, err := f.lastTablePage(ctx, before, together[0])
	if err != nil {
		return nil, err
	}
	return f.sendDeletion(ctx, opDelete(together), on, together)
}

// byPage groups files by their page of the table, the last page first: a
// deletion there does not change the earlier pages.
func (l *listing) byPage(names []string) [][]string {
	var groups [][]string
	for _, page := range slices.Backward(l.pages) {
		group := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return l.files[name].page != page })
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// present returns the names that are listed.
func (l *listing) present(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return l.files[name] == nil })
}

// verifyDeletion returns the error about files that remain, and about another
// one that has disappeared.
func (f *Files) verifyDeletion(op string, before, after *listing, names []string, answer *session.View, sendErr error) error {
	var err error
	deleted := "The selected files are deleted. "
	if left := after.present(names); len(left) > 0 {
		deleted = ""
		if sendErr != nil && !metLogin(sendErr) {
			err = ui.StillUnderWay(op, sendErr)
		} else {
			err = ui.NotApplied(f.session, op, fmt.Sprintf("Still in the table afterwards: %s.", f.session.QuoteAll(left)), answer, sendErr)
		}
	}
	for other, file := range before.files {
		if !slices.Contains(names, other) && !file.isDoubtful && after.files[other] == nil {
			return errors.Join(err, &confproxy.SentError{Cause: &confproxy.Error{
				Kind: confproxy.ErrConflict, Op: op,
				Found:  fmt.Sprintf("%sThe file %q, which was not selected, has disappeared, too.", deleted, other),
				Advice: "Somebody may have deleted it at the same moment. Check the Private storage.",
			}})
		}
	}
	return err
}
