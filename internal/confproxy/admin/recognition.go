// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// recogniser reports what the client recognises of the pages.
type recogniser struct{ *administration }

// Recognise reads the pages that the client needs and returns what it
// recognises.
func (a recogniser) Recognise(ctx context.Context) (*confproxy.Recognition, error) {
	found := &confproxy.Recognition{Endpoint: a.session.Endpoint().String()}
	err := a.session.Read(ctx, func(ctx context.Context) error {
		root, err := a.session.OpenRoot(ctx)
		if err == nil {
			found.Menu = root.Menu()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	general, page := a.settings(ctx, confproxy.PageGeneral)
	security, _ := a.settings(ctx, confproxy.PageSecurity)
	storage, table := a.storage(ctx)
	found.Pages = []confproxy.PageRecognition{general, security, storage, a.servers(ctx)}
	found.Rehearsal = a.rehearse(ctx, page, table)
	found.Login, found.Version = a.session.Login(), a.session.Version()
	return found, ctx.Err()
}

func (a recogniser) settings(ctx context.Context, name string) (confproxy.PageRecognition, *settingsPage) {
	found := confproxy.PageRecognition{Name: name}
	page, err := a.readSettings(ctx, name)
	if err != nil {
		found.Problem = err.Error()
		return found, nil
	}
	found.Found = true
	var problems []error
	for _, setting := range confproxy.HTTPTSSL {
		if setting.Page != name {
			continue
		}
		row := findRow(page.rows, setting)
		reading := page.read(setting)
		found.Note(setting.Label, reading.Err == nil)
		switch {
		case row == nil:
		case reading.Err != nil:
			problems = append(problems, reading.Err)
		case len(problems) == 0:
			if _, _, err = page.form(row); err != nil {
				problems = append(problems, err)
			}
		}
	}
	found.Note(buttonSave, len(page.page.Buttons(buttonSave)) > 0)
	if err := errors.Join(problems...); err != nil {
		found.Problem = err.Error()
	}
	return found, page
}

func (a recogniser) storage(ctx context.Context) (confproxy.PageRecognition, *tablePage) {
	found := confproxy.PageRecognition{Name: menuFileStorage}
	on, err := a.firstTablePage(ctx)
	if err != nil {
		found.Problem = err.Error()
		return found, nil
	}
	found.Found = true
	for _, column := range []string{columnSelect, columnFile, columnBytes, columnDownload, columnVersion} {
		found.Note(column, len(on.page.Tables(columnFile, column)) > 0)
	}
	found.Note(labelUploadFile, strings.Contains(on.page.Text(), labelUploadFile))
	found.Note(buttonUpload, uploadButton(on.page) != nil)
	found.Note(buttonDeleteSelected, len(on.page.Buttons(buttonDeleteSelected)) > 0)
	return found, on
}

func (a recogniser) servers(ctx context.Context) confproxy.PageRecognition {
	found := confproxy.PageRecognition{Name: menuServers}
	var v *session.View
	err := a.session.Read(ctx, func(ctx context.Context) (err error) {
		v, err = a.open(ctx, serversSpec)
		return err
	})
	if err != nil {
		found.Problem = err.Error()
		return found
	}
	found.Found = true
	found.Note(buttonRestart, len(restartActions(v, confproxy.ScopeServer)) == 1)
	found.Note(buttonRestartModuleApps, len(restartActions(v, confproxy.ScopeModuleApps)) == 1)
	return found
}
