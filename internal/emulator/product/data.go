// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"maps"
	"slices"
)

// value is the state of one setting.
type value struct {
	Own     []string // the last set value; meaningless while Default is true
	Default bool
}

// data is everything that the product keeps on disk.
type data struct {
	Values     map[string]value            // by label
	Tabs       map[string]map[string]*File // by tab, then name
	SelfSigned *tls.Certificate            // served out of the box
	Applied    bool
	Password   string // of the administrator
}

// File is a stored file. It is never modified, only replaced.
type File struct {
	Data    []byte
	Version int // starts at 1; every upload of the name increments it
}

func newData(settings []*Setting, selfSigned *tls.Certificate) *data {
	d := &data{Values: map[string]value{}, Tabs: initialFiles(), SelfSigned: selfSigned}
	for _, c := range settings {
		d.Values[c.Label] = value{Own: c.own, Default: c.own == nil}
	}
	return d
}

// clone copies everything mutable, so that a snapshot and the live data are independent.
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

// put stores a file; it replaces a file of the same name in place and increments its version.
func (d *data) put(tab, name string, body []byte) {
	version := 1
	if f := d.Tabs[tab][name]; f != nil {
		version = f.Version + 1
	}
	d.Tabs[tab][name] = &File{Data: bytes.Clone(body), Version: version}
}

// Snapshot is all data of a server at one moment.
type Snapshot struct{ data *data }

// Snapshot copies settings, files and passphrase.
func (s *Server) Snapshot() *Snapshot {
	defer s.lock()()
	return &Snapshot{s.data.clone()}
}

// Restore restores a snapshot: data, certificate and, by a restart, the ports. Sessions, login counts, requested
// actions, faults and the request log are empty afterwards, and the grid is complete. It waits for a running restart,
// and panics if the ports cannot be bound again.
func (s *Server) Restore(snapshot *Snapshot) {
	s.Settle()
	s.restarting.Lock()
	defer s.restarting.Unlock()
	s.mu.Lock()
	s.data = snapshot.data.clone()
	s.auth.reset()
	s.grid.reset()
	s.orders, s.faults = nil, nil
	s.reread(true)
	wanted := s.wantedPorts()
	s.mu.Unlock()
	if !slices.Equal(wanted, s.Ports()) {
		if err := s.restart(); err != nil {
			panic(fmt.Sprintf("emulator: restore: %v", err))
		}
	}
	s.ResetRequests()
}
