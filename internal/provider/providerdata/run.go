// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"maps"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Run is what the resources of one run tell each other. It is safe for
// concurrent use.
type Run struct {
	mu      sync.Mutex
	planned map[string]*certs.Content
	stored  map[string]bool
	// previous is what files held before this run replaced them.
	previous map[string][]byte
	// managed and named are names of files, as configurations write them down.
	managed, named map[string]bool
}

// NewRun returns a run in which nothing was told yet.
func NewRun() *Run {
	return &Run{
		planned: map[string]*certs.Content{}, stored: map[string]bool{}, previous: map[string][]byte{},
		managed: map[string]bool{}, named: map[string]bool{},
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
	r.managed[name] = true
	return r.named[name]
}

// NameFile tells that settings name a file by a literal path, and reports
// whether [Run.ManageFile] was told its name.
func (r *Run) NameFile(name string) (isManaged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.named[name] = true
	return r.managed[name]
}
