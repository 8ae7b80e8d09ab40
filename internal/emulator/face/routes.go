// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"net/http"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// page is a thing below /conf with an address of its own.
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

var allPages = []page{
	pageTop, pageMenu, pageWelcome, pageLogin, pageLogout, pageNewPassword, pageSection, pageInfo, pageGeneral, pageSecurity, pageSaveGeneral,
	pageSaveSecurity, pagePassphrase, pageSetPassphrase, pageSecret, pageSetSecret, pageStorage, pageUpload, pageDownload,
	pageFiles, pageConfirmDelete, pageServers, pageRestart, pageConfirm,
}

var classes = map[page]product.Class{
	pageTop: product.Menu, pageMenu: product.Menu, pageSection: product.Menu, pageGeneral: product.General, pageSecurity: product.Security,
	pageSaveGeneral: product.Save, pageSaveSecurity: product.SaveSecurity, pagePassphrase: product.Passphrase, pageSetPassphrase: product.Passphrase,
	pageDownload: product.Download, pageUpload: product.Upload, pageFiles: product.Delete, pageConfirmDelete: product.Confirm,
	pageServers: product.Servers, pageRestart: product.Restart, pageConfirm: product.Confirm,
}

// class of a request to this page; tab is the tab of File storage that it names.
func (p page) class(method, tab string, everyTab bool) product.Class {
	post := method == http.MethodPost
	switch {
	case p == pageLogin && post:
		return product.Login
	case p == pageGeneral && post:
		return product.Save
	case p == pageSecurity && post:
		return product.SaveSecurity
	case p == pageStorage && (tab == product.TabPrivate || everyTab):
		return product.Listing
	}
	if c, ok := classes[p]; ok {
		return c
	}
	return product.Other
}
