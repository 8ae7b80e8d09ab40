// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// page is a page below /conf with its own address.
type page string

const (
	pageTop           page = "top"
	pageMenu          page = "menu frame"
	pageWelcome       page = "welcome"
	pageLogin         page = "login"
	pageLogout        page = "log out"
	pageNewPassword   page = "new password"
	pageSection       page = "section"
	pageInfo          page = "info"
	pageGeneral       page = "General"
	pageSecurity      page = "Security"
	pageSaveGeneral   page = "save General"
	pageSaveSecurity  page = "save Security"
	pagePassphrase    page = "passphrase form"
	pageSetPassphrase page = "set passphrase"
	pageSecret        page = "secret form"
	pageSetSecret     page = "set secret"
	pageStorage       page = "File storage"
	pageUpload        page = "upload"
	pageDownload      page = "download"
	pageFiles         page = "files"
	pageConfirmDelete page = "confirm delete"
	pageServers       page = "Servers"
	pageRestart       page = "restart"
	pageConfirm       page = "confirm restart"
)

// route describes how a page is handled.
type route struct {
	answer func(*visit, http.ResponseWriter)
	class  product.Class // of a GET; "" is Other
	menu   page          // page of the menu that it belongs to; "" is itself
	posts  bool          // accepts only posts, unless a link leads there as well
}

func allRoutes() map[page]route {
	return map[page]route{
		pageTop: {answer: (*visit).showTop, class: product.Menu}, pageMenu: {answer: (*visit).showTop, class: product.Menu},
		pageWelcome: {answer: says("Administration", "", "Welcome. The settings of ports and certificate stand under General, the files under File storage.")},
		pageLogin:   {answer: (*visit).handleLogin}, pageLogout: {answer: (*visit).handleLogout},
		pageNewPassword:   {answer: (*visit).demandPassword, posts: true},
		pageSection:       {answer: says("", "section", "Choose an entry of this section."), class: product.Menu},
		pageInfo:          {answer: says("", "entry", "Nothing to report.")},
		pageGeneral:       {answer: (*visit).handleSettings, class: product.General},
		pageSecurity:      {answer: (*visit).handleSettings, class: product.Security},
		pageSaveGeneral:   {(*visit).handleSettings, product.Save, pageGeneral, true},
		pageSaveSecurity:  {(*visit).handleSettings, product.SaveSecurity, pageSecurity, true},
		pagePassphrase:    {(*visit).showSecretForm, product.Passphrase, pageGeneral, false},
		pageSetPassphrase: {(*visit).setSecret, product.Passphrase, pageGeneral, true},
		pageSecret:        {(*visit).showSecretForm, product.Other, pageGeneral, false},
		pageSetSecret:     {(*visit).setSecret, product.Other, pageGeneral, true},
		pageStorage:       {answer: (*visit).showStorage}, pageDownload: {answer: (*visit).handleDownload, class: product.Download},
		pageUpload:        {(*visit).handleUpload, product.Upload, pageStorage, true},
		pageFiles:         {(*visit).handleFiles, product.Delete, pageStorage, true},
		pageConfirmDelete: {(*visit).confirmDelete, product.Confirm, pageStorage, true},
		pageServers:       {answer: (*visit).showServers, class: product.Servers},
		pageRestart:       {(*visit).handleAction, product.Restart, pageServers, true},
		pageConfirm:       {(*visit).confirmAction, product.Confirm, pageServers, true},
	}
}

// takesOnlyForms reports whether a page changes something and no link leads to it.
func (v *visit) takesOnlyForms(p page) bool {
	linked := p == pageConfirmDelete && v.skin.ConfirmDelete == "link" || p == pageConfirm && v.skin.ConfirmRestart == "link"
	return v.routes[p].posts && !linked
}

// class returns the class of the request.
func (v *visit) class() product.Class {
	post := v.r.Method == http.MethodPost
	switch {
	case !v.known:
		return product.Other
	case v.page == pageLogin && post:
		return product.Login
	case v.page == pageGeneral && post:
		return product.Save
	case v.page == pageSecurity && post:
		return product.SaveSecurity
	case v.page == pageStorage && (v.arg("tab") == product.TabPrivate || v.skin.Tabs == "fragments"):
		return product.Listing
	}
	if c := v.routes[v.page].class; c != "" {
		return c
	}
	return product.Other
}
