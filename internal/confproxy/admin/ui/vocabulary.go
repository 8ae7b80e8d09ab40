// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package ui

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
	MenuActivityMonitor = "Activity monitor"
	MenuServers         = "Servers"
	MenuConfiguration   = "Configuration"
	menuUserManagement  = "User management"
	MenuAdvanced        = "Advanced"
	MenuFileStorage     = "File storage"

	ButtonSave              = "Save"
	ButtonUpload            = "Upload"
	ButtonDeleteSelected    = "Delete selected"
	ButtonChange            = "Change"
	ButtonRestart           = "Restart"
	ButtonRestartModuleApps = "Restart module apps"

	TabPrivate      = "Private"
	TabPrivateLocal = "Private (local)"

	ColumnSelect   = "Select"
	ColumnFile     = "File"
	ColumnBytes    = "Bytes"
	ColumnDownload = "Download"
	ColumnVersion  = "Ver. on *"
	OwnVersion     = "Ver. on -1"

	OwnServer = "-1" // denotes the current server

	TextLocalOverride = "Local override"
	DefaultMark       = "(default value)"
	LabelUploadFile   = "Upload file:"
	LabelExtractZIP   = "Extract ZIP file:"

	HeadingChangePassword = "Change password"
	LabelPassword         = "Password:"
	LabelPasswordAgain    = "Password again:"
)

// Texts are those by which a session understands answers.
var Texts = session.Texts{
	Menu: menuEntries, Complaint: complaintWords, Untrusted: untrustedWords, Keep: isVocabulary, Hint: confirmationWords,
}

// menuEntries are documented entries that identify a page as the
// administration, after a login.
var menuEntries = []string{
	MenuActivityMonitor, MenuServers, "Clients", "System statistics", "Sessions",
	MenuConfiguration, confproxy.PageGeneral, confproxy.PageSecurity, "ISL Light",
	menuUserManagement, "Domains", "Users",
	MenuAdvanced, MenuFileStorage,
}

// OtherTabs are the documented tabs besides Private, except those whose names
// begin alike or vary.
var OtherTabs = []string{"Public", "Programs", "Plugins", "Actions", "Translations"}

// isVocabulary reports whether a text belongs to the documented texts of the
// administration, or names a file of the product, which reveal nothing. The words
// that end a row may follow its label in the same text.
func isVocabulary(text string) bool {
	return confproxy.IsProductOwned(text) || vocabulary()[plain(strings.TrimSuffix(plain(text), " "+plain(TextLocalOverride)))]
}

func plain(text string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(text), ": "))
}

var vocabulary = sync.OnceValue(func() map[string]bool {
	all := slices.Concat(menuEntries, OtherTabs, []string{
		ButtonSave, ButtonUpload, ButtonDeleteSelected, ButtonChange, ButtonRestart, ButtonRestartModuleApps,
		TabPrivate, TabPrivateLocal,
		ColumnSelect, ColumnFile, ColumnBytes, ColumnDownload, "Content", OwnVersion, "Click",
		TextLocalOverride, LabelUploadFile, LabelExtractZIP, "Apply changes", "Toggle select", "Copy links to clipboard",
		HeadingChangePassword, LabelPassword, LabelPasswordAgain,
		"Yes", "No", "Yes (default value)", "No (allow override)", "No (deny override)",
		"Log in", "Login", "User name", "Username", "Next", "Previous",
		OwnServer, strings.Trim(confproxy.AdministrationPath, "/"),
	}, RestartTexts[confproxy.ScopeServer], RestartTexts[confproxy.ScopeModuleApps])
	for _, setting := range confproxy.HTTPTSSL {
		all = append(all, setting.Labels()...)
	}
	known := map[string]bool{}
	for _, text := range all {
		known[plain(text)] = true
	}
	return known
})
