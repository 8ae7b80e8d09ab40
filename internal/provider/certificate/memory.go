// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// storedFile is a file as it was last verified.
type storedFile struct {
	Size    int64  `json:"size"`
	Version int64  `json:"version"`
	SHA256  string `json:"sha256"`
}

// memory is what the provider keeps beside the state. It holds no secrets.
type memory struct {
	// Set are the files that were deployed; nil right after an import.
	Set *fileNames `json:"set,omitempty"`
	// Files are those of the set, by name.
	Files map[string]storedFile `json:"files,omitempty"`
	// Certificates are the fingerprints of what the set makes the server present.
	Certificates []string `json:"certificates,omitempty"`
	// Passphrase tells whether the key of the set needs one.
	Passphrase bool `json:"passphrase,omitempty"`
	// Previous are earlier sets, the latest first.
	Previous []fileNames `json:"previous,omitempty"`
	// Lost are the names of files that are gone from the server, or hold
	// something else.
	Lost []string `json:"lost,omitempty"`
	// Imported tells that nothing was sent since an import: key and passphrase
	// are taken for those of the configuration.
	Imported bool `json:"imported,omitempty"`
	// Unfinished tells that a change failed after it may have begun.
	Unfinished bool `json:"unfinished,omitempty"`
	// Pending is the fingerprint that is presented until a restart that is due;
	// "" when none is.
	Pending string `json:"pending,omitempty"`
	// ServedBefore is the fingerprint of the certificate that the server had
	// before it was told to serve one from its storage.
	ServedBefore string `json:"served_before,omitempty"`
}

// obsolete returns which stored files a deployment of the set leaves without
// use: those of earlier sets, except the latest ones that are to be kept. Files
// that are found only by their name, as an interrupted run leaves them, come
// after those that are known.
func (m *memory) obsolete(set fileNames, listed map[string]confproxy.File, isOurs func(string) bool, keep int64) (previous []fileNames, files []string) {
	known := m.Previous
	if m.Set != nil {
		known = append([]fileNames{*m.Set}, known...)
	}
	used := map[string]bool{}
	for _, name := range set.all() {
		used[name] = true
	}
	for _, earlier := range known {
		if earlier == set {
			continue
		}
		if int64(len(previous)) < keep {
			previous = append(previous, earlier)
			for _, name := range earlier.all() {
				used[name] = true
			}
		}
	}
	candidates := map[string]bool{}
	for _, earlier := range known {
		for _, name := range earlier.all() {
			candidates[name] = true
		}
	}
	for name := range listed {
		if isOurs(name) {
			candidates[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(candidates)) {
		if _, there := listed[name]; there && !used[name] {
			files = append(files, name)
		}
	}
	return previous, files
}

// verified returns the files of the set that the server still holds as they were
// last verified.
func (m *memory) verified() *confproxy.Verified {
	files := map[string]confproxy.VerifiedFile{}
	for name, file := range m.Files {
		if !slices.Contains(m.Lost, name) {
			files[name] = confproxy.VerifiedFile{
				File: confproxy.File{Name: name, Size: file.Size, Version: file.Version}, SHA256: file.SHA256,
			}
		}
	}
	return &confproxy.Verified{Files: files}
}

// owns reports whether a file belongs to the resource.
func (m *memory) owns(name string, isOurs func(string) bool) bool {
	return name != "" && (slices.Contains(m.Set.all(), name) || isOurs(name))
}
