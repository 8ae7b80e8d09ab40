// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

// The texts that a person sees in the administration. All of them are
// documented by the vendor or the reseller's procedure; nothing else about the
// pages is taken for granted.
const (
	administrationPath = "/conf"

	menuActivityMonitor = "Activity monitor"
	menuServers         = "Servers"
	menuConfiguration   = "Configuration"
	menuGeneral         = "General"
	menuSecurity        = "Security"
	menuUserManagement  = "User management"
	menuAdvanced        = "Advanced"
	menuFileStorage     = "File storage"

	buttonSave           = "Save"
	buttonUpload         = "Upload"
	buttonDeleteSelected = "Delete selected"
	buttonChange         = "Change"
	buttonRestart        = "Restart"

	tabPrivate = "Private"

	columnSelect   = "Select"
	columnFile     = "File"
	columnBytes    = "Bytes"
	columnDownload = "Download"
	columnVersion  = "Ver. on *"
	ownVersion     = "Ver. on -1"

	textLocalOverride = "Local override"
	labelUploadFile   = "Upload file:"
	labelExtractZIP   = "Extract ZIP file:"

	headingChangePassword = "Change password"
	labelPassword         = "Password:"
	labelPasswordAgain    = "Password again:"
	labelPassphrase       = "HTTPT SSL key passphrase:" //nolint:gosec // A label.

	objectsFolder = "objects/"
)

// menuEntries are the documented entries by which a page is known to be the
// administration, after a login.
var menuEntries = []string{
	menuActivityMonitor, menuServers, "Clients", "System statistics", "Sessions",
	menuConfiguration, menuGeneral, menuSecurity, "ISL Light",
	menuUserManagement, "Domains", "Users",
	menuAdvanced, menuFileStorage,
}
