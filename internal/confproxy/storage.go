// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// PrivateFile is a file of the Private storage, as the table shows it.
type PrivateFile struct {
	Name string // flat; settings refer to it as "objects/<Name>" (documented)
	Size int64  // bytes
	// Version on the current server, raised by every upload of the name
	// (inferred); -1 when the table shows none.
	Version int64
}

// ObjectPath returns how settings refer to a private file (documented).
func ObjectPath(name string) string { return objectsFolder + name }

// ObjectName returns the name of the private file that a setting refers to;
// ok is false for a path outside the Private storage.
func ObjectName(path string) (name string, ok bool) {
	name, ok = strings.CutPrefix(path, objectsFolder)
	return name, ok && name != ""
}

// sharedStorage returns the listing that this run shares.
func (c *Client) sharedStorage(ctx context.Context) (*storage, error) {
	return shared(ctx, &c.cache, "storage", c.readStorage)
}

// PrivateFiles lists the Private storage, by name.
func (c *Client) PrivateFiles(ctx context.Context) ([]PrivateFile, error) {
	var files []PrivateFile
	err := c.lock.read(ctx, func() error {
		all, err := c.sharedStorage(ctx)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(all.files)) {
			files = append(files, all.files[name].PrivateFile)
		}
		return nil
	})
	return files, err
}

// PrivateFile looks a file up in the listing; [ErrNotFound] when there is none.
func (c *Client) PrivateFile(ctx context.Context, name string) (PrivateFile, error) {
	var file PrivateFile
	err := c.lock.read(ctx, func() error {
		all, err := c.sharedStorage(ctx)
		if err != nil {
			return err
		}
		stored, err := all.file(name)
		if err == nil {
			file = stored.PrivateFile
		}
		return err
	})
	return file, err
}

func (all *storage) file(name string) (*storedFile, error) {
	if stored := all.files[name]; stored != nil {
		return stored, nil
	}
	return nil, &Error{
		Kind: ErrNotFound, Op: fmt.Sprintf("find %q in the Private storage", name),
		Found: fmt.Sprintf("The files that are there: %s.", quoteList(all.names())),
	}
}

// ReadPrivateFile downloads a file; [ErrNotFound] when there is none.
func (c *Client) ReadPrivateFile(ctx context.Context, name string) ([]byte, PrivateFile, error) {
	var data []byte
	var file PrivateFile
	err := c.lock.read(ctx, func() (err error) {
		all, err := c.sharedStorage(ctx)
		if err != nil {
			return err
		}
		data, file, err = c.download(ctx, all, name)
		return err
	})
	return data, file, err
}

// download fetches a file. When the session has ended since the listing, it logs
// in; when the link has gone stale, the listing is read again, once.
func (c *Client) download(ctx context.Context, all *storage, name string) ([]byte, PrivateFile, error) {
	for try := 1; ; try++ {
		stored, err := all.file(name)
		if err != nil {
			return nil, PrivateFile{}, err
		}
		data, err := c.fetchFile(ctx, stored)
		if needed, ok := errors.AsType[*loginNeeded](err); ok {
			if err := c.session.logIn(ctx, needed); err != nil {
				return nil, PrivateFile{}, err
			}
			data, err = c.fetchFile(ctx, stored)
		}
		if err == nil || try > 1 || !isLayout(err) {
			return data, stored.PrivateFile, err
		}
		if all, err = c.readStorage(ctx); err != nil {
			return nil, PrivateFile{}, err
		}
	}
}

func (c *Client) fetchFile(ctx context.Context, stored *storedFile) ([]byte, error) {
	op := fmt.Sprintf("download %q from the Private storage", stored.Name)
	u, ok := downloadLink(stored)
	if !ok {
		return nil, &Error{Kind: ErrLayout, Op: op, Found: fmt.Sprintf("The column %q of its row holds no link.", columnDownload)}
	}
	generation := c.session.currentGeneration()
	resp, err := c.session.get(ctx, u, maxFileBytes)
	if err != nil {
		return nil, err
	}
	if resp.status != http.StatusOK {
		return nil, &Error{
			Kind: ErrLayout, Op: op, Cause: loginIn(resp, generation),
			Found: fmt.Sprintf("The server answers %d %s.", resp.status, http.StatusText(resp.status)),
		}
	}
	if int64(len(resp.body)) != stored.Size {
		return nil, &Error{
			Kind: ErrLayout, Op: op, Cause: loginIn(resp, generation),
			Found:  fmt.Sprintf("%d bytes came, and the table says %d.", len(resp.body), stored.Size),
			Advice: "The file may have changed at this moment. Try again.",
		}
	}
	return resp.body, nil
}

func downloadLink(stored *storedFile) (*url.URL, bool) {
	for _, column := range []string{columnDownload, columnFile} {
		cell := stored.row.Cell(column)
		if cell == nil {
			continue
		}
		for _, link := range cell.Links() {
			return link.URL, true
		}
		for _, control := range cell.Controls() {
			if u, ok := readingButton(control); ok {
				return u, true
			}
		}
	}
	return nil, false
}

// WriteResult is what became of a file that was to be written.
type WriteResult struct {
	File PrivateFile // as listed afterwards
	// Adopted: the same bytes were there already, and nothing was sent.
	Adopted bool
	// MayExist: the upload may have reached the server, whatever error there is.
	MayExist bool
}

// WritePrivateFile stores a file under a name and reads it back byte for byte.
//
// Without replace a file of that name with other bytes is [ErrExists]. Where
// the same bytes are there already, nothing is sent.
func (c *Client) WritePrivateFile(ctx context.Context, name string, data []byte, replace bool) (WriteResult, error) {
	return c.store(ctx, name, data, func(old PrivateFile) error {
		if replace {
			return nil
		}
		return &Error{
			Kind: ErrExists, Op: fmt.Sprintf("create %q in the Private storage", name),
			Found: fmt.Sprintf("A file of that name is there already, of %d bytes and version %d, with other contents. It was left alone.", old.Size, old.Version),
		}
	})
}

// ReplacePrivateFile stores a file in the place of one that the caller saw
// before, and reads it back byte for byte. A file that is no longer as it was
// seen is [ErrConflict]. Where the same bytes are there already, nothing is
// sent.
func (c *Client) ReplacePrivateFile(ctx context.Context, seen PrivateFile, data []byte) (WriteResult, error) {
	return c.store(ctx, seen.Name, data, func(old PrivateFile) error {
		if old == seen {
			return nil
		}
		return &Error{
			Kind: ErrConflict, Op: fmt.Sprintf("replace %q in the Private storage", seen.Name),
			Found: fmt.Sprintf("When the change was planned it had %d bytes and version %d; now it has %d bytes and version %d. It was left alone.",
				seen.Size, seen.Version, old.Size, old.Version),
			Advice: "Run a new plan and check whether the change is still wanted.",
		}
	})
}

// Stored reports whether this client has put a file of that name there, or
// found the wanted bytes there: it then belongs to who asked for that.
func (c *Client) Stored(name string) bool {
	_, ok := c.stored.Load(name)
	return ok
}

func (c *Client) store(ctx context.Context, name string, data []byte, mayReplace func(old PrivateFile) error) (WriteResult, error) {
	var result WriteResult
	err := c.writing(ctx, func(ctx context.Context) (err error) {
		result, err = c.write(ctx, name, data, mayReplace)
		return err
	})
	if err == nil {
		c.stored.Store(name, true)
	}
	return result, err
}

func (c *Client) write(ctx context.Context, name string, data []byte, mayReplace func(old PrivateFile) error) (WriteResult, error) {
	before, err := c.readStorage(ctx)
	if err != nil {
		return WriteResult{}, err
	}
	old := before.files[name]
	if old != nil {
		same, err := c.holds(ctx, before, old, data)
		if err != nil {
			return WriteResult{}, err
		}
		if same {
			return WriteResult{File: old.PrivateFile, Adopted: true, MayExist: true}, nil
		}
		if err := mayReplace(old.PrivateFile); err != nil {
			return WriteResult{}, err
		}
		c.trust.learn(leafOf(data)) // a file in use may be served at once
	}
	if err := ctx.Err(); err != nil {
		return WriteResult{}, err
	}
	ctx, cancel := unstoppable(ctx)
	defer cancel()

	op := fmt.Sprintf("upload %q to the Private storage", name)
	answer, sendErr := c.upload(ctx, op, before, name, data)
	if sendErr != nil && !mayHaveArrived(sendErr) {
		return WriteResult{}, sendErr
	}
	after, readErr := c.readStorage(ctx)
	if readErr != nil {
		return WriteResult{MayExist: true}, unknownOutcome(op, sendErr, readErr)
	}
	stored := after.files[name]
	if stored == nil {
		return WriteResult{}, c.notApplied(op, "The file is not in the table afterwards.", answer, sendErr)
	}
	result := WriteResult{File: stored.PrivateFile, MayExist: true}
	same, err := c.holds(ctx, after, stored, data)
	if err != nil {
		return result, unknownOutcome(op, sendErr, err)
	}
	if !same {
		found := fmt.Sprintf("The server holds other bytes than were sent: %d instead of %d.", stored.Size, len(data))
		if old != nil && old.PrivateFile == stored.PrivateFile {
			found = "The server still holds the file as it was before."
		}
		err := c.notApplied(op, found, answer, sendErr)
		if old == nil {
			// What arrived is of no use to anybody, and would only be in the way
			// of the next try.
			if removeErr := c.delete(ctx, after, name); removeErr != nil {
				return result, errors.Join(err, removeErr)
			}
			return WriteResult{}, err
		}
		return result, err
	}
	return result, nil
}

// leafOf returns the fingerprint of the certificate that a server would present
// with the file; "" when it holds none.
func leafOf(data []byte) string {
	content := certs.NewContent(data)
	if content.Err() != nil || len(content.Certificates()) == 0 {
		return ""
	}
	return certs.Fingerprint(content.Certificates()[0])
}

// holds compares a stored file with data, by download only when sizes agree.
func (c *Client) holds(ctx context.Context, all *storage, stored *storedFile, data []byte) (bool, error) {
	if stored.Size != int64(len(data)) {
		return false, nil
	}
	there, _, err := c.download(ctx, all, stored.Name)
	if err != nil {
		return false, err
	}
	return bytes.Equal(there, data), nil
}

func (c *Client) upload(ctx context.Context, op string, all *storage, name string, data []byte) (*view, error) {
	leaf, err := c.lastRead(ctx, all, "")
	if err != nil {
		return nil, err
	}
	button := uploadForm(leaf.page)
	if button == nil {
		return nil, c.session.noStorage(leaf.view, fmt.Sprintf("There is no form with a file chooser and the button %q.", buttonUpload))
	}
	form := button.Form()
	fill := form.Fill()
	if !fill.CanCarry(name) {
		return nil, cannotCarry(op, "name")
	}
	err = fill.Attach(fileInput(form), name, "application/octet-stream", data)
	if err == nil {
		err = keepZipped(fill, leaf.page, form)
	}
	if err == nil {
		err = fill.Press(button)
	}
	if err != nil {
		return nil, &Error{Kind: ErrLayout, Op: op, Cause: err, Advice: "Nothing was sent."}
	}
	return c.session.send(ctx, op, fill)
}

// lastRead makes the page of the table that shows a file, or the first page for
// none, the one read last, because its form may carry a token that only the
// last page's is valid for.
func (c *Client) lastRead(ctx context.Context, all *storage, name string) (*storageLeaf, error) {
	return withLogin(ctx, c.session, func() (leaf *storageLeaf, err error) {
		if all == nil {
			if all, err = c.readStorage(ctx); err != nil {
				return nil, err
			}
		}
		known := all
		all = nil // should the session have ended
		leaf = known.leaves[0]
		if name != "" {
			stored, err := known.file(name)
			if err != nil {
				return nil, err
			}
			leaf = stored.leaf
		}
		switch leaf {
		case known.leaves[len(known.leaves)-1]:
			return leaf, nil
		case known.leaves[0]:
			return c.session.openPrivate(ctx)
		}
		return c.readLeaf(ctx, leaf.view.url, known.leaves[0])
	})
}

// keepZipped makes sure that the server stores the file as it is: the option
// "Extract ZIP file" is switched off.
func keepZipped(fill *htmlform.Submission, page *htmlform.Page, form *htmlform.Form) error {
	for _, control := range form.Controls() {
		if !isExtractZIP(page, control) {
			continue
		}
		switch control.Kind() {
		case htmlform.Checkbox:
			if err := fill.Check(control, false); err != nil {
				return err
			}
		case htmlform.Radio:
			if yes, ok := parseYesNo(caption(control)); ok && !yes {
				if err := fill.Check(control, true); err != nil {
					return err
				}
			}
		case htmlform.Select:
			for _, option := range control.Options() {
				if yes, ok := parseYesNo(option.Text); ok && !yes {
					return fill.Set(control, option.Value)
				}
			}
		}
	}
	return nil
}

func isExtractZIP(page *htmlform.Page, control *htmlform.Control) bool {
	for _, label := range page.Labelled(labelExtractZIP) {
		if label.Row().Contains(control) {
			return true
		}
	}
	return strings.Contains(strings.ToLower(control.Label()+control.SuffixText()), "zip")
}

// DeletePrivateFile deletes a file. It is [ErrInUse] when the HTTPT SSL
// settings on the server name it, and no error when it is gone already.
func (c *Client) DeletePrivateFile(ctx context.Context, name string) error {
	return c.writing(ctx, func(ctx context.Context) error {
		before, err := c.readStorage(ctx)
		if err != nil {
			return err
		}
		if before.files[name] == nil {
			return nil
		}
		if err := c.refuseInUse(ctx, name); err != nil {
			return err
		}
		if before, err = c.readStorage(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		ctx, cancel := unstoppable(ctx)
		defer cancel()
		return c.delete(ctx, before, name)
	})
}

// refuseInUse reads General afresh: a setting that names the file would be
// left without it.
func (c *Client) refuseInUse(ctx context.Context, name string) error {
	settings, err := c.httptSSL(ctx, c.readSettings, fileSettings[:1])
	if err != nil {
		return err
	}
	for _, setting := range fileSettings {
		if value := settings[setting]; !value.Default && value.Text == ObjectPath(name) {
			return &Error{
				Kind: ErrInUse, Op: fmt.Sprintf("delete %q from the Private storage", name),
				Found:  fmt.Sprintf("The setting %s on the server names %s.", setting.Label(), ObjectPath(name)),
				Advice: "Change that setting first. Where a file is replaced under another name, give it the lifecycle create_before_destroy = true, so that the settings move before the old file goes.",
			}
		}
	}
	return nil
}

// delete deletes a file, and makes sure that it has gone and no other.
func (c *Client) delete(ctx context.Context, before *storage, name string) error {
	err := c.deleteOnce(ctx, before, name)
	if metLogin(err) { // and the file is still there
		if before, err = c.readStorage(ctx); err == nil {
			err = c.deleteOnce(ctx, before, name)
		}
	}
	return err
}

func (c *Client) deleteOnce(ctx context.Context, before *storage, name string) error {
	op := fmt.Sprintf("delete %q from the Private storage", name)
	if before.files[name] == nil {
		return nil
	}
	leaf, err := c.lastRead(ctx, before, name)
	if err != nil {
		return err
	}
	answer, sendErr := c.sendDeletion(ctx, op, leaf, name)
	if sendErr != nil && !mayHaveArrived(sendErr) {
		return sendErr
	}
	after, readErr := c.readStorage(ctx)
	if readErr != nil {
		return unknownOutcome(op, sendErr, readErr)
	}
	for other := range before.files {
		if other != name && after.files[other] == nil {
			return &Error{
				Kind: ErrConflict, Op: op,
				Found:  fmt.Sprintf("The file %q, which was not to be deleted, has gone, too.", other),
				Advice: "Somebody may have deleted it at the same moment. Check the Private storage.",
			}
		}
	}
	if after.files[name] != nil {
		return c.notApplied(op, "The file is still in the table afterwards.", answer, sendErr)
	}
	return nil
}

func (all *storage) names() []string { return slices.Sorted(maps.Keys(all.files)) }
