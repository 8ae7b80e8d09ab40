// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// capture writes copies of pages into a folder, with everything blanked that
// is not the administration's own documented text. A nil capture does nothing.
type capture struct {
	dir   string
	count atomic.Int64
}

func newCapture(config Config) *capture {
	if config.CaptureDir == "" {
		return nil
	}
	return &capture{dir: config.CaptureDir}
}

// page writes one page. Whether that works or not, the work on the server goes
// on: capturing must not fail an apply.
func (c *capture) page(resp *response) {
	if c == nil {
		return
	}
	blank := htmlform.Redact(resp.body, resp.contentType(), isVocabulary)
	name := fmt.Sprintf("%04d-%d.html", c.count.Add(1), resp.status)
	if err := os.MkdirAll(c.dir, 0o700); err == nil {
		_ = os.WriteFile(filepath.Join(c.dir, name), blank, 0o600)
	}
}

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
