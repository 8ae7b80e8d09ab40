// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// upload stores the files of the deployment. Its undo deletes new files and
// restores replaced ones.
func (d *deployment) upload() step {
	if len(d.Files) == 0 {
		return step{}
	}
	previous := map[string][]byte{}
	var stored []string
	return step{
		sends: true,
		do: func(ctx context.Context) error {
			uploads, err := d.uploads(ctx, previous)
			if err != nil {
				return err
			}
			d.report.Stored = map[string]confproxy.File{}
			errs := map[string]error{}
			for i, result := range d.ways.Files.Put(ctx, uploads) {
				if !result.Adopted && (result.Err == nil || result.MayExist) {
					stored = append(stored, uploads[i].Name)
				}
				d.report.Stored[uploads[i].Name] = result.File
				errs[uploads[i].Name] = result.Err
			}
			err = joined(errs)
			if err != nil && len(stored) > 0 {
				err = &confproxy.SentError{Cause: err}
			}
			return err
		},
		undo: func(ctx context.Context) *Undone {
			if len(stored) == 0 {
				return nil
			}
			names := strings.Join(stored, ", ")
			undone := &Undone{
				What:   "the files of the Private storage",
				Remedy: fmt.Sprintf("Deploy again, or delete %s in the File storage by hand.", names),
			}
			if d.openSave == confproxy.PageGeneral {
				undone.Err = errors.New("the save whose outcome is unknown may still name them, so they are kept")
				undone.Remedy = fmt.Sprintf("The next deployment finds out what the server serves, and deletes those of %s that no setting names.", names)
				return undone
			}
			undone.Err = d.restoreFiles(ctx, stored, previous)
			return undone
		},
	}
}

// uploads returns the files to store, by name, and stores the files that they
// replace in previous.
func (d *deployment) uploads(ctx context.Context, previous map[string][]byte) ([]confproxy.Upload, error) {
	files := d.ways.Files
	listed, err := files.List(ctx)
	if err != nil {
		return nil, err
	}
	var uploads []confproxy.Upload
	for _, name := range slices.Sorted(maps.Keys(d.Files)) {
		uploads = append(uploads, confproxy.Upload{Name: name, Data: d.Files[name].Bytes()})
		if _, there := listed[name]; !there {
			continue
		}
		if previous[name], _, err = files.Read(ctx, name); err != nil {
			return nil, err
		}
	}
	return uploads, nil
}

// restoreFiles restores the previous contents of files, and deletes files that
// did not exist.
func (d *deployment) restoreFiles(ctx context.Context, names []string, previous map[string][]byte) error {
	var uploads []confproxy.Upload
	var added []string
	for _, name := range names {
		if data, replaced := previous[name]; replaced {
			uploads = append(uploads, confproxy.Upload{Name: name, Data: data})
		} else {
			added = append(added, name)
		}
	}
	errs := map[string]error{}
	for i, result := range d.ways.Files.Put(ctx, uploads) {
		errs[uploads[i].Name] = result.Err
	}
	for i, err := range d.ways.DeleteUnused(ctx, added) {
		errs[added[i]] = err
	}
	return joined(errs)
}

// joined joins the errors of files, by their names. A cause that is the same but
// for the name is told once.
func joined(errs map[string]error) error {
	var all []error
	var also [][]string       // other files of each error, which it does not name
	first := map[string]int{} // the place of a cause
	for _, name := range slices.Sorted(maps.Keys(errs)) {
		if errs[name] == nil {
			continue
		}
		text := errs[name].Error()
		blanked := strings.ReplaceAll(text, name, "")
		at, told := first[text]
		if !told {
			at, told = first[blanked]
		}
		switch {
		case !told:
			first[text], first[blanked] = len(all), len(all)
			all, also = append(all, errs[name]), append(also, nil)
		case !strings.Contains(all[at].Error(), name):
			also[at] = append(also[at], name)
		}
	}
	for at, names := range also {
		if len(names) > 0 {
			all[at] = fmt.Errorf("%w The same for %s", all[at], strings.Join(names, ", ")+".")
		}
	}
	return errors.Join(all...)
}

// awaitReplication waits until every server of a grid has the files that the
// settings will name, for at most the time of the live check.
func (d *deployment) awaitReplication(ctx context.Context) error {
	if !d.target.ServesStorage() || !d.rereads() {
		return nil
	}
	end := time.Now().Add(d.Live.Timeout)
	wait := d.ways.WaitFor("every server of the grid to have the files")
	for {
		behind, err := d.ways.Files.Behind(ctx)
		if err != nil {
			return err
		}
		missing := d.missing(behind)
		if len(missing) == 0 {
			return nil
		}
		if !time.Now().Before(end) || wait.Pause(ctx, 500*time.Millisecond) != nil {
			return &confproxy.Error{
				Kind: confproxy.ErrNotReplicated, Op: "have the files on every server",
				Found:  fmt.Sprintf("After %s there is another version, or none, of %s.", d.Live.Timeout, strings.Join(missing, "; ")),
				Advice: "Check these servers in Activity monitor > Servers.",
			}
		}
		d.ways.Connection.Forget()
	}
}

// missing returns the named files that some servers do not have yet, with these
// servers.
func (d *deployment) missing(behind map[string][]string) []string {
	var missing []string
	for _, setting := range confproxy.FileSettings {
		name, ok := confproxy.ObjectName(d.target[setting].Text)
		if servers := slices.Sorted(slices.Values(behind[name])); ok && len(servers) > 0 {
			missing = append(missing, fmt.Sprintf("%s on the servers %s", confproxy.ObjectPath(name), strings.Join(servers, ", ")))
		}
	}
	return missing
}

// cleanUp deletes the obsolete files, once every address presents the new
// certificate. Its error does not make the deployment fail.
func (d *deployment) cleanUp(ctx context.Context) error {
	if d.Obsolete == nil || !d.isRehearsed && !d.isProven() {
		return nil
	}
	err := d.deleteObsolete(ctx)
	if errors.Is(err, confproxy.ErrReadOnly) {
		return err
	}
	d.report.NotDeleted = err
	return nil
}

func (d *deployment) deleteObsolete(ctx context.Context) error {
	stored, err := d.ways.Files.List(ctx)
	if err != nil {
		return err
	}
	obsolete := d.Obsolete(stored)
	if d.isRehearsed { // the settings still name files that they would no longer name
		return errors.Join(d.ways.Files.Delete(ctx, obsolete)...)
	}
	errs := map[string]error{}
	for i, err := range d.ways.DeleteUnused(ctx, obsolete) {
		if named, ok := errors.AsType[*confproxy.Error](err); ok && errors.Is(err, confproxy.ErrInUse) {
			d.report.Warnings = append(d.report.Warnings, Warning{Summary: "Previous files not deleted", Detail: named.Found + " The file stays."})
			continue
		}
		errs[obsolete[i]] = err
	}
	return joined(errs)
}
