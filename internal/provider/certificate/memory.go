// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// storedFile is a file when it was last verified.
type storedFile struct {
	Size    int64  `json:"size"`
	Version int64  `json:"version"`
	SHA256  string `json:"sha256"`
}

// memory is the private state of the resource. It has no secrets.
type memory struct {
	// Set is the deployed set of files; nil right after an import.
	Set *fileNames `json:"set,omitempty"`
	// Files are those of the set, by name.
	Files map[string]storedFile `json:"files,omitempty"`
	// Certificates are the fingerprints of the certificates that the server
	// presents with the set.
	Certificates []string `json:"certificates,omitempty"`
	// Passphrase reports whether the key of the set needs one.
	Passphrase bool `json:"passphrase,omitempty"`
	// Previous are earlier sets, the latest first.
	Previous []fileNames `json:"previous,omitempty"`
	// Lost are the names of files that are missing on the server or have other
	// contents.
	Lost []string `json:"lost,omitempty"`
	// Leftover are files of earlier sets that the last refresh found stored, and
	// that nothing uses or keeps.
	Leftover []string `json:"leftover,omitempty"`
	// Imported reports that nothing was sent since an import: key and
	// passphrase are assumed to be those of the configuration.
	Imported bool `json:"imported,omitempty"`
	// Unfinished reports that a change failed after it may have begun.
	Unfinished bool `json:"unfinished,omitempty"`
	// Pending are the presented fingerprints, by address, while a restart is due;
	// otherwise nil.
	Pending []string `json:"pending,omitempty"`
	// RestartDue describes the change that waits for a restart, as of the last
	// refresh; "" for none.
	RestartDue string `json:"restart_due,omitempty"`
	// ServedBefore is the fingerprint of the certificate that the server had
	// before it was told to serve one from its storage.
	ServedBefore string `json:"served_before,omitempty"`
}

// earlier returns the sets that were deployed before the given one, the latest
// first.
func (m *memory) earlier(set fileNames) []fileNames {
	known := slices.Clone(m.Previous)
	if m.Set != nil {
		known = append([]fileNames{*m.Set}, known...)
	}
	return slices.DeleteFunc(known, func(earlier fileNames) bool { return earlier == set })
}

// obsolete returns which stored files a deployment of the set leaves without
// use: those of earlier sets, except the latest ones that are to be kept. Files
// that are found only by their name, as an interrupted run leaves them, come
// after those that are known.
func (m *memory) obsolete(set fileNames, listed map[string]confproxy.File, isOurs func(string) bool, keep int64) (previous []fileNames, files []string) {
	previous, used, left := m.split(set, keep)
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		if slices.Contains(left, name) || isOurs(name) && !slices.Contains(used, name) {
			files = append(files, name)
		}
	}
	return previous, files
}

// foreign returns the files that a deployment of the set deletes although the
// resource did not store them: an import found them by the settings.
func (m *memory) foreign(set fileNames, isOurs func(string) bool, keep int64) []string {
	_, _, left := m.split(set, keep)
	slices.Sort(left)
	return slices.Compact(slices.DeleteFunc(left, isOurs))
}

// split returns the earlier sets that a deployment of the set keeps, the files
// that are still used then, and those that are left of the other sets.
func (m *memory) split(set fileNames, keep int64) (previous []fileNames, used, left []string) {
	known := m.earlier(set)
	kept := min(keep, int64(len(known)))
	previous, used = known[:kept], set.all()
	for i, earlier := range known {
		if int64(i) < kept {
			used = append(used, earlier.all()...)
		} else {
			left = append(left, earlier.all()...)
		}
	}
	return previous, used, slices.DeleteFunc(left, func(name string) bool { return slices.Contains(used, name) })
}

// verified returns the files of the set that the server still holds as they were
// last verified.
func (m *memory) verified() *deployment.Verified {
	files := map[string]deployment.VerifiedFile{}
	for name, file := range m.Files {
		if !slices.Contains(m.Lost, name) {
			files[name] = deployment.VerifiedFile{
				File: confproxy.File{Name: name, Size: file.Size, Version: file.Version}, SHA256: file.SHA256,
			}
		}
	}
	return &deployment.Verified{Files: files, Expected: m.Certificates}
}

// owns reports whether a file belongs to the resource.
func (m *memory) owns(name string, isOurs func(string) bool) bool {
	return name != "" && (slices.Contains(m.Set.all(), name) || isOurs(name))
}

// byHand returns the rows of the certificate and its key that name a file of
// somebody else.
func (m *memory) byHand(settings confproxy.Values, isOurs func(string) bool) confproxy.Values {
	byHand := confproxy.Values{}
	for _, row := range []confproxy.Setting{confproxy.Certificate, confproxy.Key} {
		value := settings[row]
		if name, ok := confproxy.ObjectName(value.Text); value.Names() && (!ok || !m.owns(name, isOurs)) {
			byHand[row] = value
		}
	}
	return byHand
}
