// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// Recognise reports what the client recognises of the Private storage, and an
// upload and a deletion there, which it prepares without sending them.
func (f *Files) Recognise(ctx context.Context) (found confproxy.PageRecognition, upload, deletion confproxy.Rehearsed) {
	found.Name = ui.MenuFileStorage
	p := &put{Upload: confproxy.Upload{Name: "sample.cer", Data: []byte("rehearsal\n")}}
	on, err := f.firstTablePage(ctx)
	if err == nil && len(on.otherPages()) == 0 {
		err = on.checkLast(1, len(on.names()), f.session.Quote)
	}
	if err != nil {
		found.Problem = err.Error()
		unknown := func(op string) confproxy.Rehearsed { return confproxy.NewRehearsed(ui.NotRecognised(op, found.Name)) }
		return found, unknown(p.op()), unknown(opDeleteAny)
	}
	found.Found = true
	for _, column := range []string{ui.ColumnSelect, ui.ColumnFile, ui.ColumnBytes, ui.ColumnDownload, ui.ColumnVersion} {
		found.Note(column, len(on.page.Tables(ui.ColumnFile, column)) > 0)
	}
	found.Note(ui.LabelUploadFile, strings.Contains(on.page.Text(), ui.LabelUploadFile))
	found.Note(ui.ButtonUpload, uploadButton(on.page) != nil)
	found.Note(ui.ButtonDeleteSelected, len(on.page.Buttons(ui.ButtonDeleteSelected)) > 0)
	ctx = session.ReadOnly(ctx)
	f.upload(ctx, p, on, false)
	return found, confproxy.NewRehearsed(p.sendErr), confproxy.NewRehearsed(f.deleteAny(ctx, on))
}

const opDeleteAny = "delete a file from the Private storage"

// deleteAny deletes the first file of the page that may be deleted.
func (f *Files) deleteAny(ctx context.Context, on *tablePage) error {
	for _, name := range on.names() {
		if name != "" && !confproxy.IsProductOwned(name) {
			_, err := f.sendDeletion(ctx, opDelete([]string{name}), on, []string{name})
			return err
		}
	}
	return &confproxy.Error{
		Kind: confproxy.ErrNotFound, Op: opDeleteAny,
		Found:  "Expected a file that is not the product's own on the first page of the table, got none.",
		Advice: "Upload any file by hand to see it.",
	}
}
