// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"maps"
	"slices"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Run is the data that the resources of one run share. It is safe for
// concurrent use.
type Run struct {
	mu      sync.Mutex
	planned map[string]*certs.Content
	stored  map[string]bool
	// previous is the contents of files before this run replaced them.
	previous map[string][]byte
	managed  []management
	written  map[confproxy.Setting]bool
	// fileResources and literalPaths are names of files in a configuration.
	fileResources, literalPaths map[string]bool
	fallback                    sync.Once // the warning about it
}

// Manager is a resource that manages settings.
type Manager struct {
	Type          string // such as confproxy_certificate
	Configuration string // distinguishes its configuration from others
	Creates       bool   // whether the plan creates a new object
}

// management is a setting and its manager.
type management struct {
	setting confproxy.Setting
	by      Manager
}

// Manage records that a resource plans to manage settings. It returns a setting
// that another resource plans to manage, and that resource. A replaced resource
// is planned twice, once for the old object and once for the new one.
func (r *Run) Manage(by Manager, settings ...confproxy.Setting) (setting confproxy.Setting, other Manager, conflict bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := by
	again.Creates = !by.Creates
	for _, m := range r.managed {
		isManaged := func(s confproxy.Setting) bool {
			return confproxy.SameLabel(s.Page, m.setting.Page) && confproxy.SameLabel(s.Label, m.setting.Label)
		}
		if m.by != again && slices.ContainsFunc(settings, isManaged) {
			return m.setting, m.by, true
		}
	}
	for _, s := range settings {
		r.managed = append(r.managed, management{s, by})
	}
	return confproxy.Setting{}, Manager{}, false
}

// NewRun returns an empty run.
func NewRun() *Run {
	return &Run{
		planned: map[string]*certs.Content{}, stored: map[string]bool{}, previous: map[string][]byte{}, written: map[confproxy.Setting]bool{},
		fileResources: map[string]bool{}, literalPaths: map[string]bool{},
	}
}

// PlanFile records the planned contents of a file in the Private storage; nil
// contents are not yet known.
func (r *Run) PlanFile(name string, content *certs.Content) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.planned[name] = content
}

// PlannedFile returns the planned contents of a file, nil while they are
// unknown; planned is false if no resource plans to write the file.
func (r *Run) PlannedFile(name string) (content *certs.Content, planned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content, planned = r.planned[name]
	return content, planned
}

// Store records that a resource has stored a file, or found it there with the
// wanted bytes: the file then belongs to that resource.
func (r *Run) Store(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stored[name] = true
}

// Replace records the contents of a file before this run replaced it; nil for
// none.
func (r *Run) Replace(name string, previous []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.previous[name]; !known && previous != nil {
		r.previous[name] = previous
	}
}

// Replaced returns the contents of files before this run replaced them, by
// name.
func (r *Run) Replaced() map[string][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.previous)
}

// IsStored reports whether a resource of this run has stored a file.
func (r *Run) IsStored(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stored[name]
}

// Write records that a resource gives settings their own values in this run.
func (r *Run) Write(want confproxy.Values) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for setting, value := range want {
		if !value.Default {
			r.written[setting] = true
		}
	}
}

// IsWritten reports whether a resource has given a setting its own value in this
// run: the destroy of another one must not reset it.
func (r *Run) IsWritten(setting confproxy.Setting) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.written[setting]
}

// ManageFile records that a resource manages a file, and reports whether
// [Run.NameFile] was called with its name.
func (r *Run) ManageFile(name string) (isNamed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fileResources[name] = true
	return r.literalPaths[name]
}

// NameFile records that settings name a file by a literal path, and reports
// whether [Run.ManageFile] was called with its name.
func (r *Run) NameFile(name string) (isManaged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.literalPaths[name] = true
	return r.fileResources[name]
}
