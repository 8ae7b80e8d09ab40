// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"slices"
	"strings"
	"sync"
)

// isVocabulary reports whether a text belongs to the documented texts of the
// administration, which give nothing away. The words that end a row may follow
// its label in the same text.
func isVocabulary(text string) bool {
	return vocabulary()[plain(strings.TrimSuffix(plain(text), " "+plain(textLocalOverride)))]
}

func plain(text string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(text), ": "))
}

var vocabulary = sync.OnceValue(func() map[string]bool {
	texts := slices.Concat(menuEntries, []string{
		buttonSave, buttonUpload, buttonDeleteSelected, buttonChange, buttonRestart,
		tabPrivate, "Public", "Private (local)", "Programs", "Plugins", "Actions", "Translations",
		columnSelect, columnFile, columnBytes, columnDownload, "Content", ownVersion, "Click",
		textLocalOverride, labelUploadFile, labelExtractZIP, "Apply changes", "Toggle select", "Copy links to clipboard",
		headingChangePassword, labelPassword, labelPasswordAgain,
		"Yes", "No", "Yes (default value)", "No (allow override)", "No (deny override)",
		"Log in", "Login", "User name", "Username", "Next", "Previous",
	})
	for _, setting := range AllSettings {
		texts = append(texts, setting.Labels()...)
	}
	known := map[string]bool{}
	for _, text := range texts {
		known[plain(text)] = true
	}
	return known
})
