// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package capture keeps pages with every value blanked, so that their markup
// can be shown in a bug report.
//
// A text that is not vocabulary is replaced by a placeholder, which is the same
// for the same text in all pages of a [Writer] and tells nothing about it.
// Structure stays: elements, attributes, types, classes, and what is checked,
// disabled or hidden.
package capture

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
)

// Writer writes pages into a folder. A nil Writer does nothing.
type Writer struct {
	dir   string
	blank blanker
	count atomic.Int64
}

// New returns a Writer for a folder, which is made when it is needed; nil for
// the folder "". The function keep tells which texts may be shown; it gets them
// with white space collapsed.
func New(dir string, keep func(text string) bool) *Writer {
	if dir == "" {
		return nil
	}
	return &Writer{dir: dir, blank: blanker{keep: keep, key: []byte(rand.Text())}}
}

// Page writes one answer of the server. Whether that works or not, the work on
// the server goes on: capturing must not fail an apply.
func (w *Writer) Page(status int, contentType string, body []byte) {
	if w == nil {
		return
	}
	name := fmt.Sprintf("%04d-%d.html", w.count.Add(1), status)
	if err := os.MkdirAll(w.dir, 0o700); err == nil {
		_ = os.WriteFile(filepath.Join(w.dir, name), w.blank.page(contentType, body), 0o600)
	}
}
