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

// Run is what the resources of one run tell each other. It is safe for
// concurrent use.
type Run struct {
	mu      sync.Mutex
	planned map[string]*certs.Content
	stored  map[string]bool
	// previous is what files held before this run replaced them.
	previous map[string][]byte
	managed  []management
	// fileResources and literalPaths are names of files in a configuration.
	fileResources, literalPaths map[string]bool
	fallback                    sync.Once // the warning of it
}

// Manager is a resource that manages settings.
type Manager struct {
	Type          string // such as confproxy_certificate
	Configuration string // anything that tells its configuration from others
	Creates       bool   // whether the plan is for an object that is not there yet
}

// management is a setting and who manages it.
type management struct {
	setting confproxy.Setting
	by      Manager
}

// Manage tells that a resource plans to manage settings. It returns a setting
// that another resource plans to manage, and which. A resource that is replaced
// is planned twice, once for what is there and once for what is created.
func (r *Run) Manage(by Manager, settings ...confproxy.Setting) (setting confproxy.Setting, other Manager, conflict bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	again := by
	again.Creates = !by.Creates
	for _, m := range r.managed {
		if m.by != again && slices.Contains(settings, m.setting) {
			return m.setting, m.by, true
		}
	}
	for _, s := range settings {
		r.managed = append(r.managed, management{s, by})
	}
	return confproxy.Setting{}, Manager{}, false
}

// NewRun returns a run in which nothing was told yet.
func NewRun() *Run {
	return &Run{
		planned: map[string]*certs.Content{}, stored: map[string]bool{}, previous: map[string][]byte{},
		fileResources: map[string]bool{}, literalPaths: map[string]bool{},
	}
}

// PlanFile tells that a file of the Private storage is going to be written: with
// the given content, or with one that is not known yet (nil).
func (r *Run) PlanFile(name string, content *certs.Content) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.planned[name] = content
}

// PlannedFile returns what a file is going to hold, nil while that is not known;
// planned is false for a file that nobody is going to write.
func (r *Run) PlannedFile(name string) (content *certs.Content, planned bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	content, planned = r.planned[name]
	return content, planned
}

// Store tells that a resource has put a file there, or found the wanted bytes
// there: it then belongs to that resource.
func (r *Run) Store(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stored[name] = true
}

// Replace tells what a file held before this run replaced it; nil for nothing.
func (r *Run) Replace(name string, previous []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.previous[name]; !known && previous != nil {
		r.previous[name] = previous
	}
}

// Replaced returns what files held before this run replaced them, by name.
func (r *Run) Replaced() map[string][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.previous)
}

// IsStored reports whether a resource of this run has put a file there.
func (r *Run) IsStored(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stored[name]
}

// ManageFile tells that a resource manages a file, and reports whether
// [Run.NameFile] was told its name.
func (r *Run) ManageFile(name string) (isNamed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fileResources[name] = true
	return r.literalPaths[name]
}

// NameFile tells that settings name a file by a literal path, and reports
// whether [Run.ManageFile] was told its name.
func (r *Run) NameFile(name string) (isManaged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.literalPaths[name] = true
	return r.fileResources[name]
}
