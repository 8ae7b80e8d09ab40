// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// value is the state of one setting.
type value struct {
	Own     []string `json:"own,omitempty"` // what was set; meaningless while Default
	Default bool     `json:"default"`
	Local   bool     `json:"local,omitempty"` // Local override in use
}

// data is everything the product would keep on disk.
type data struct {
	Values      map[string]value            `json:"values"` // by label
	Tabs        map[string]map[string]*File `json:"tabs"`   // by tab, then name
	Certificate []byte                      `json:"default_certificate"`
	Key         []byte                      `json:"default_key"`
	Applied     bool                        `json:"apply_pressed"`
	NewPassword string                      `json:"new_password,omitempty"` // of the administrator; "" is that of the options
}

// File is a stored file. One that is stored is never altered, only replaced.
type File struct {
	Data    []byte `json:"data"`
	Version int    `json:"version"` // 1 at first, raised by every upload of the name
}

func newData(settings []*Setting) *data {
	d := &data{Values: map[string]value{}, Tabs: map[string]map[string]*File{}}
	for _, c := range settings {
		d.Values[c.Label] = value{Own: c.own, Default: c.own == nil, Local: c.local}
	}
	for _, tab := range TabNames {
		d.Tabs[tab] = map[string]*File{}
	}
	for tab, files := range initialFiles() {
		for name, f := range files {
			d.Tabs[tab][name] = &f
		}
	}
	return d
}

// clone copies everything that can change, so that a snapshot and the live data do not affect each other.
func (d *data) clone() *data {
	c := *d
	c.Values, c.Tabs = map[string]value{}, map[string]map[string]*File{}
	for k, v := range d.Values {
		v.Own = slices.Clone(v.Own)
		c.Values[k] = v
	}
	for tab, files := range d.Tabs {
		c.Tabs[tab] = maps.Clone(files)
	}
	return &c
}

// put stores a file; a name that is there is replaced in place and its version raised.
func (d *data) put(tab, name string, body []byte) {
	version := 1
	if f := d.Tabs[tab][name]; f != nil {
		version = f.Version + 1
	}
	d.Tabs[tab][name] = &File{Data: bytes.Clone(body), Version: version}
}

const dataFile = "confproxy-emulator.json"

// readData reads the data of a folder; nil when there is none yet, or no folder.
func readData(dir string) (*data, error) {
	if dir == "" {
		return nil, nil
	}
	body, err := os.ReadFile(filepath.Join(dir, dataFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	d := &data{}
	if err := json.Unmarshal(body, d); err != nil {
		return nil, fmt.Errorf("emulator: %s is damaged (%w); remove it to begin with new data", filepath.Join(dir, dataFile), err)
	}
	return d, nil
}

// persist writes the data to the folder, if there is one, in one step.
func (s *Server) persist() error {
	if s.opt.Dir == "" {
		return nil
	}
	defer s.lock()()
	body, err := json.MarshalIndent(s.data, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.opt.Dir, 0o700); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	path := filepath.Join(s.opt.Dir, dataFile)
	if err := os.WriteFile(path+".new", body, 0o600); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return os.Rename(path+".new", path)
}

func (s *Server) persistOrLog() {
	if err := s.persist(); err != nil {
		s.logf("the data could not be written: %v", err)
	}
}

// Snapshot is all data of a server at one moment.
type Snapshot struct{ data *data }

// Snapshot copies settings, files and passphrase.
func (s *Server) Snapshot() *Snapshot {
	defer s.lock()()
	return &Snapshot{s.data.clone()}
}

// Restore puts everything back: data, certificate and, by a restart, the ports. Sessions, login counts, orders,
// faults and the request log are empty afterwards, and the grid is whole.
// A restart that is under way is waited for. It panics when the ports cannot be bound again.
func (s *Server) Restore(snapshot *Snapshot) {
	s.Settle()
	s.restarting.Lock()
	defer s.restarting.Unlock()
	s.mu.Lock()
	s.data = snapshot.data.clone()
	s.auth.reset()
	s.grid.reset()
	s.orders, s.faults = nil, nil
	wanted := s.wantedPorts()
	s.mu.Unlock()
	s.reread(true)
	if !slices.Equal(wanted, s.Ports()) {
		if err := s.restart(); err != nil {
			panic(fmt.Sprintf("emulator: restore: %v", err))
		}
	}
	s.ResetRequests()
	s.persistOrLog()
}
