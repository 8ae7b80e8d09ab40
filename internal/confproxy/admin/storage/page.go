// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storage

import (
	"context"
	"net/http"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// storageSpec describes File storage. Some documents show Advanced below
// Configuration.
var storageSpec = ui.Spec{
	Path: []string{ui.MenuConfiguration, ui.MenuAdvanced, ui.MenuFileStorage},
	Recognise: func(v *session.View) ui.Match {
		for _, page := range v.Pages {
			if uploadButton(page) != nil || fileTable(page) != nil {
				return ui.Certain
			}
		}
		if len(tabAddresses(v, ui.TabPrivate)) > 0 {
			return ui.Certain
		}
		return ui.NoMatch
	},
}

const placePrivate = ui.MenuFileStorage + " > " + ui.TabPrivate

// fileTable finds the documented table of files.
func fileTable(page *htmlform.Page) *htmlform.Table {
	if tables := page.Tables(ui.ColumnFile, ui.ColumnBytes); len(tables) > 0 {
		return tables[0]
	}
	return nil
}

// uploadButtons finds the buttons Upload of forms with a file chooser.
func uploadButtons(page *htmlform.Page) []*htmlform.Control {
	return slices.DeleteFunc(page.Buttons(ui.ButtonUpload), func(button *htmlform.Control) bool {
		return button.Form == nil || fileInput(button.Form) == nil
	})
}

// uploadButton finds the first button Upload; nil for none.
func uploadButton(page *htmlform.Page) *htmlform.Control {
	if buttons := uploadButtons(page); len(buttons) > 0 {
		return buttons[0]
	}
	return nil
}

func fileInput(form *htmlform.Form) *htmlform.Control {
	for _, control := range form.Controls() {
		if control.Kind == htmlform.File && !control.Disabled {
			return control
		}
	}
	return nil
}

// openPrivate opens the first page of the Private tab.
func (f *Files) openPrivate(ctx context.Context) (*tablePage, error) {
	s := f.session
	if u := s.Remembered(placePrivate); u != nil {
		v, err := s.Open(ctx, u)
		if err != nil {
			return nil, err
		}
		if page, _ := privatePage(v, u); page != nil {
			return page, nil
		}
		s.Remember(placePrivate, nil)
	}
	v, err := ui.Open(ctx, s, storageSpec)
	if err != nil {
		return nil, err
	}
	v, tab, err := f.findPrivate(ctx, v)
	if err != nil {
		return nil, err
	}
	if !v.Shows(tab) {
		if v, err = s.Open(ctx, tab); err != nil {
			return nil, err
		}
	}
	page, doubt := privatePage(v, tab)
	if page == nil {
		return nil, f.noStorage(v, doubt)
	}
	s.Remember(placePrivate, tab)
	return page, nil
}

func (f *Files) noStorage(v *session.View, found string) error {
	const op = "open the Private tab of the File storage"
	if v.Status >= http.StatusInternalServerError {
		return ui.CannotShow(f.session, v, op)
	}
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: op,
		Found:  found + " " + f.session.LinksOn(v),
		Advice: "Check that the account may administer this server.",
	}
}
