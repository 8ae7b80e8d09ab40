// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"errors"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/storage"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// recogniser reports what the client recognises of the pages.
type recogniser struct {
	*administration
	files *storage.Files
}

// Recognise reads the pages that the client needs and returns what it
// recognises.
func (a recogniser) Recognise(ctx context.Context) (*confproxy.Recognition, error) {
	root, err := session.Read(ctx, a.session, a.session.OpenRoot)
	if err != nil {
		return nil, err
	}
	found := &confproxy.Recognition{Endpoint: a.session.Endpoint().String(), Menu: root.Menu()}
	general, page := a.settings(ctx, confproxy.PageGeneral)
	security, _ := a.settings(ctx, confproxy.PageSecurity)
	files, upload, deletion := a.files.Recognise(ctx)
	found.Pages = []confproxy.PageRecognition{general, security, files, a.servers(ctx)}
	found.Rehearsal = confproxy.Rehearsal{Upload: upload, Save: a.rehearseSave(ctx, page), Deletion: deletion, Restart: a.rehearseRestart(ctx)}
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
	found.Note(ui.ButtonSave, len(page.page.Buttons(ui.ButtonSave)) > 0)
	if err := errors.Join(problems...); err != nil {
		found.Problem = err.Error()
	}
	return found, page
}

func (a recogniser) servers(ctx context.Context) confproxy.PageRecognition {
	found := confproxy.PageRecognition{Name: ui.MenuServers}
	v, err := a.open(ctx, serversSpec)
	if err != nil {
		found.Problem = err.Error()
		return found
	}
	found.Found = true
	found.Note(ui.ButtonRestart, len(restartActions(v, confproxy.ScopeServer)) == 1)
	found.Note(ui.ButtonRestartModuleApps, len(restartActions(v, confproxy.ScopeModuleApps)) == 1)
	return found
}

// sample has the documented settings of the procedure, for a rehearsal.
var sample = confproxy.Values{
	confproxy.UseSSL:           confproxy.YesNo(true),
	confproxy.Certificate:      confproxy.TextValue(confproxy.ObjectPath("sample.cer")),
	confproxy.Key:              confproxy.TextValue(confproxy.ObjectPath("sample.key")),
	confproxy.CertificateChain: confproxy.TextValue(confproxy.ObjectPath("chain.crt")),
}

// rehearseSave prepares a save, without sending it, on the page that was just
// read; nil if it was not recognised.
func (a recogniser) rehearseSave(ctx context.Context, page *settingsPage) confproxy.Rehearsed {
	if page == nil {
		return confproxy.NewRehearsed(ui.NotRecognised("save "+confproxy.PageGeneral, confproxy.PageGeneral))
	}
	save := &save{administration: a.administration, page: page}
	return confproxy.NewRehearsed(save.run(session.ReadOnly(ctx), confproxy.Edit{Want: sample, Always: true}))
}

func (a recogniser) rehearseRestart(ctx context.Context) confproxy.Rehearsed {
	return confproxy.NewRehearsed(servers{a.administration}.Restart(session.ReadOnly(ctx), confproxy.ScopeServer))
}
