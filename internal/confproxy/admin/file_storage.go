// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// storageSpec is File storage. Some documents put Advanced below Configuration.
var storageSpec = pageSpec{
	path: []string{menuConfiguration, menuAdvanced, menuFileStorage},
	recognise: func(v *session.View) match {
		for _, page := range v.Pages {
			if uploadButton(page) != nil || fileTable(page) != nil {
				return certain
			}
		}
		if _, ok := privateTab(v); ok {
			return certain
		}
		return noMatch
	},
}

const placePrivate = menuFileStorage + " > " + tabPrivate

// fileTable finds the documented table of files.
func fileTable(page *htmlform.Page) *htmlform.Table {
	if tables := page.Tables(columnFile, columnBytes); len(tables) > 0 {
		return tables[0]
	}
	return nil
}

// uploadButton finds the button Upload of a form with a file chooser.
func uploadButton(page *htmlform.Page) *htmlform.Control {
	for _, button := range page.Buttons(buttonUpload) {
		if button.Form() != nil && fileInput(button.Form()) != nil {
			return button
		}
	}
	return nil
}

func fileInput(form *htmlform.Form) *htmlform.Control {
	for _, control := range form.Controls() {
		if control.Kind() == htmlform.File && !control.Disabled() {
			return control
		}
	}
	return nil
}

// privateTab returns where the tab Private leads.
func privateTab(v *session.View) (*url.URL, bool) {
	for _, page := range v.Pages {
		for _, link := range page.LinksByText(tabPrivate) {
			return link.URL, true
		}
	}
	for _, page := range v.Pages {
		for _, button := range page.Buttons(tabPrivate) {
			if u, ok := readingButton(button); ok {
				return u, true
			}
		}
	}
	return nil, false
}

// openPrivate opens the first page of the Private tab.
func (a *administration) openPrivate(ctx context.Context) (*tablePage, error) {
	s := a.session
	if u := s.Remembered(placePrivate); u != nil {
		v, err := s.Open(ctx, u)
		if err != nil {
			return nil, err
		}
		if page := newTablePage(v, u.Fragment); !v.IsError() && page != nil {
			return page, nil
		}
		s.Remember(placePrivate, nil)
	}
	v, err := a.open(ctx, storageSpec)
	if err != nil {
		return nil, err
	}
	at := v.URL
	if tab, ok := privateTab(v); ok {
		at = tab
		if !v.Shows(tab) {
			if v, err = s.Open(ctx, tab); err != nil {
				return nil, err
			}
		}
	} else if !strings.Contains(v.Text(), tabPrivate) {
		return nil, a.noStorage(v, fmt.Sprintf("There is no tab %q.", tabPrivate))
	}
	page := newTablePage(v, at.Fragment)
	if page == nil {
		return nil, a.noStorage(v, fmt.Sprintf("There is neither a table with the columns %q and %q nor a form to upload a file.", columnFile, columnBytes))
	}
	s.Remember(placePrivate, at)
	return page, nil
}

func (a *administration) noStorage(v *session.View, found string) error {
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: "open the Private tab of the File storage",
		Found:  found + " " + a.session.LinksOn(v),
		Advice: "Check that the account may administer this server.",
	}
}

// newTablePage finds table and upload form in a view. A fragment restricts the
// search to that section of the page, where tabs are sections.
func newTablePage(v *session.View, fragment string) *tablePage {
	for _, page := range v.Pages {
		id := ""
		if section, ok := page.Section(fragment); ok {
			page, id = section, fragment
		}
		if table := fileTable(page); table != nil || uploadButton(page) != nil {
			return &tablePage{view: v, page: page, section: id, table: table}
		}
	}
	return nil
}
