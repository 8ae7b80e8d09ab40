// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import "net/http"

// page is a thing below /conf with an address of its own.
type page string

const (
	pageTop           page = "top"
	pageMenu          page = "menu frame"
	pageWelcome       page = "welcome"
	pageLogin         page = "login"
	pageLogout        page = "log out"
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
	pageTop, pageMenu, pageWelcome, pageLogin, pageLogout, pageSection, pageInfo, pageGeneral, pageSecurity, pageSaveGeneral,
	pageSaveSecurity, pagePassphrase, pageSetPassphrase, pageSecret, pageSetSecret, pageStorage, pageUpload, pageDownload,
	pageFiles, pageConfirmDelete, pageServers, pageRestart, pageConfirm,
}

// Class says what a request is for, whatever its address.
type Class string

// Classes of requests. Pages that are none of these, the form of the login page among them, are Other.
const (
	Login        Class = "Login"        // credentials posted by a form; HTTP Basic has no such request
	Menu         Class = "Menu"         // the first page, a menu frame, a section of the menu
	General      Class = "General"      // the General page shown
	Save         Class = "Save"         // General saved
	Security     Class = "Security"     // the Security page shown
	SaveSecurity Class = "SaveSecurity" // Security saved
	Passphrase   Class = "Passphrase"   // the passphrase form, shown (GET, or POST of its button) or sent
	Listing      Class = "Listing"      // a page of the private files
	Download     Class = "Download"     // a file downloaded
	Upload       Class = "Upload"       // a file uploaded
	Delete       Class = "Delete"       // Delete selected pressed
	Confirm      Class = "Confirm"      // a confirmation page answered
	Servers      Class = "Servers"      // Activity monitor > Servers shown
	Restart      Class = "Restart"      // a restart asked for
	Other        Class = "Other"        // anything else
)

var classes = map[page]Class{
	pageTop: Menu, pageMenu: Menu, pageSection: Menu, pageGeneral: General, pageSecurity: Security,
	pageSaveGeneral: Save, pageSaveSecurity: SaveSecurity, pagePassphrase: Passphrase, pageSetPassphrase: Passphrase,
	pageDownload: Download, pageUpload: Upload, pageFiles: Delete, pageConfirmDelete: Confirm,
	pageServers: Servers, pageRestart: Restart, pageConfirm: Confirm,
}

// class of a request to this page; tab is the tab of File storage that it names.
func (p page) class(method, tab string, everyTab bool) Class {
	post := method == http.MethodPost
	switch {
	case p == pageLogin && post:
		return Login
	case p == pageGeneral && post:
		return Save
	case p == pageSecurity && post:
		return SaveSecurity
	case p == pageStorage && (tab == tabPrivate || everyTab):
		return Listing
	}
	if c, ok := classes[p]; ok {
		return c
	}
	return Other
}

// entry is a line of the menu; one without a page is shown by pageInfo.
type entry struct {
	label string
	page  page
}

type section struct {
	label   string
	entries []entry
}

// menu has the documented sections and entries.
var menu = []section{
	{"Activity monitor", []entry{{"Servers", pageServers}, {"Clients", pageInfo}, {"System statistics", pageInfo}, {"Sessions", pageInfo}}},
	{"Configuration", []entry{{"General", pageGeneral}, {"Security", pageSecurity}, {"ISL Light", pageInfo}, {"ISL Groop", pageInfo}}},
	{"User management", []entry{{"Domains", pageInfo}, {"Users", pageInfo}}},
	{"Advanced", []entry{{"Licences", pageInfo}, {"File storage", pageStorage}, {"Maintenance", pageInfo}}},
}
