// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"fmt"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// sample has the values of the documented procedure, for a rehearsal.
var sample = struct {
	rows   confproxy.Values
	upload confproxy.Upload
}{
	confproxy.Values{
		confproxy.UseSSL:           confproxy.YesNo(true),
		confproxy.Certificate:      confproxy.TextValue(confproxy.ObjectPath("sample.cer")),
		confproxy.Key:              confproxy.TextValue(confproxy.ObjectPath("sample.key")),
		confproxy.CertificateChain: confproxy.TextValue(confproxy.ObjectPath("chain.crt")),
	},
	confproxy.Upload{Name: "sample.cer", Data: []byte("rehearsal\n")},
}

// rehearse prepares one write of each kind, without sending it, on the pages
// that were just read. Pages that were not recognised are nil.
func (a recogniser) rehearse(ctx context.Context, general *settingsPage, table *tablePage) confproxy.Rehearsal {
	ctx = session.ReadOnly(ctx)
	return confproxy.Rehearsal{
		Upload:   confproxy.NewRehearsed(a.rehearseUpload(ctx, table)),
		Save:     confproxy.NewRehearsed(a.rehearseSave(ctx, general)),
		Deletion: confproxy.NewRehearsed(a.rehearseDeletion(ctx, table)),
		Restart:  confproxy.NewRehearsed(servers(a).Restart(ctx, confproxy.ScopeServer)),
	}
}

func (a recogniser) rehearseUpload(ctx context.Context, on *tablePage) error {
	p := &put{Upload: sample.upload}
	if on == nil {
		return notRecognised(p.op(), menuFileStorage)
	}
	a.upload(ctx, p, on, false)
	return p.sendErr
}

func (a recogniser) rehearseSave(ctx context.Context, page *settingsPage) error {
	if page == nil {
		return notRecognised("save "+confproxy.PageGeneral, confproxy.PageGeneral)
	}
	save := &save{administration: a.administration, page: page}
	return save.run(ctx, confproxy.Edit{Want: sample.rows, Always: true})
}

// rehearseDeletion uses the first file of the table that may be deleted.
func (a recogniser) rehearseDeletion(ctx context.Context, on *tablePage) error {
	const op = "delete a file from the Private storage"
	if on == nil {
		return notRecognised(op, menuFileStorage)
	}
	if on.table != nil {
		for _, row := range on.table.Rows() {
			if name := fileName(row.Cell(columnFile)); name != "" && !confproxy.IsProductOwned(name) {
				_, err := a.sendDeletion(ctx, opDelete([]string{name}), on, []string{name})
				return err
			}
		}
	}
	return &confproxy.Error{
		Kind: confproxy.ErrNotFound, Op: op,
		Found:  "Expected a file that is not the product's own on the first page of the table, got none.",
		Advice: "Upload any file by hand to see it.",
	}
}

func notRecognised(op, page string) error {
	return &confproxy.Error{Kind: confproxy.ErrLayout, Op: op, Found: fmt.Sprintf("The page %s was not recognised.", page)}
}
