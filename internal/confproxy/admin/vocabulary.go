// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"slices"
	"strings"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// The texts that a person sees in the administration. The documents of the
// vendor or the reseller have all of them. Undocumented texts are in
// guesses.go.
const (
	menuActivityMonitor = "Activity monitor"
	menuServers         = "Servers"
	menuConfiguration   = "Configuration"
	menuUserManagement  = "User management"
	menuAdvanced        = "Advanced"
	menuFileStorage     = "File storage"

	buttonSave              = "Save"
	buttonUpload            = "Upload"
	buttonDeleteSelected    = "Delete selected"
	buttonChange            = "Change"
	buttonRestart           = "Restart"
	buttonRestartModuleApps = "Restart module apps"

	tabPrivate      = "Private"
	tabPrivateLocal = "Private (local)"

	columnSelect   = "Select"
	columnFile     = "File"
	columnBytes    = "Bytes"
	columnDownload = "Download"
	columnVersion  = "Ver. on *"
	ownVersion     = "Ver. on -1"

	ownServer = "-1" // denotes the current server

	textLocalOverride = "Local override"
	defaultMark       = "(default value)"
	labelUploadFile   = "Upload file:"
	labelExtractZIP   = "Extract ZIP file:"

	headingChangePassword = "Change password"
	labelPassword         = "Password:"
	labelPasswordAgain    = "Password again:"
)

// texts are those by which a session understands answers.
var texts = session.Texts{
	Menu: menuEntries, Complaint: complaintWords, Untrusted: untrustedWords, Keep: isVocabulary, Hint: confirmationWords,
}

// menuEntries are documented entries that identify a page as the
// administration, after a login.
var menuEntries = []string{
	menuActivityMonitor, menuServers, "Clients", "System statistics", "Sessions",
	menuConfiguration, confproxy.PageGeneral, confproxy.PageSecurity, "ISL Light",
	menuUserManagement, "Domains", "Users",
	menuAdvanced, menuFileStorage,
}

// otherTabs are the documented tabs besides Private, except those whose names
// begin alike or vary.
var otherTabs = []string{"Public", "Programs", "Plugins", "Actions", "Translations"}

// isVocabulary reports whether a text belongs to the documented texts of the
// administration, or names a file of the product, which reveal nothing. The words
// that end a row may follow its label in the same text.
func isVocabulary(text string) bool {
	return confproxy.IsProductOwned(text) || vocabulary()[plain(strings.TrimSuffix(plain(text), " "+plain(textLocalOverride)))]
}

func plain(text string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(text), ": "))
}

var vocabulary = sync.OnceValue(func() map[string]bool {
	all := slices.Concat(menuEntries, otherTabs, []string{
		buttonSave, buttonUpload, buttonDeleteSelected, buttonChange, buttonRestart, buttonRestartModuleApps,
		tabPrivate, tabPrivateLocal,
		columnSelect, columnFile, columnBytes, columnDownload, "Content", ownVersion, "Click",
		textLocalOverride, labelUploadFile, labelExtractZIP, "Apply changes", "Toggle select", "Copy links to clipboard",
		headingChangePassword, labelPassword, labelPasswordAgain,
		"Yes", "No", "Yes (default value)", "No (allow override)", "No (deny override)",
		"Log in", "Login", "User name", "Username", "Next", "Previous",
		ownServer, strings.Trim(confproxy.AdministrationPath, "/"),
	}, restartTexts[confproxy.ScopeServer], restartTexts[confproxy.ScopeModuleApps])
	for _, setting := range confproxy.HTTPTSSL {
		all = append(all, setting.Labels()...)
	}
	known := map[string]bool{}
	for _, text := range all {
		known[plain(text)] = true
	}
	return known
})
