// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"maps"
	"slices"
	"strings"
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
}

// File is a stored file. One that is stored is never altered, only replaced.
type File struct {
	Data    []byte `json:"data"`
	Version int    `json:"version"` // 1 at first, raised by every upload of the name
}

// SettingState is one setting as the server has it: comparable, so two states can be compared with ==.
type SettingState struct {
	Page    string // General or Security
	Value   string // as [Server.Setting] gives it
	Default bool   // the row's box is ticked
	Local   bool   // Local override is in use
}

func newData(settings []*setting) *data {
	d := &data{Values: map[string]value{}, Tabs: map[string]map[string]*File{}}
	for _, c := range settings {
		d.Values[c.label] = value{Own: c.own, Default: c.own == nil, Local: c.local}
	}
	for _, tab := range tabNames {
		d.Tabs[tab] = map[string]*File{}
	}
	for tab, files := range initialFiles() {
		for name, body := range files {
			d.Tabs[tab][name] = &File{Data: []byte(body), Version: 1 + len(name)%3}
		}
	}
	return d
}

// clone copies everything that can change, so that a snapshot and the live data do not affect each other.
func (d *data) clone() *data {
	c := &data{Values: map[string]value{}, Tabs: map[string]map[string]*File{}, Certificate: d.Certificate, Key: d.Key, Applied: d.Applied}
	for k, v := range d.Values {
		v.Own = slices.Clone(v.Own)
		c.Values[k] = v
	}
	for tab, files := range d.Tabs {
		c.Tabs[tab] = maps.Clone(files)
	}
	return c
}

// put stores a file; a name that is there is replaced in place and its version raised.
func (d *data) put(tab, name string, body []byte) {
	version := 1
	if f := d.Tabs[tab][name]; f != nil {
		version = f.Version + 1
	}
	d.Tabs[tab][name] = &File{Data: bytes.Clone(body), Version: version}
}

// defaultOf is the product's default of a setting in this generation of labels.
func (s *Server) defaultOf(c *setting) []string {
	if s.skin.Labels != LabelsNewer && c.olderDf != nil {
		return c.olderDf
	}
	return c.def
}

// effective is what the setting says now: its own value or the default. The caller holds s.mu.
func (s *Server) effective(c *setting) []string {
	if v := s.data.Values[c.label]; !v.Default {
		return v.Own
	}
	return s.defaultOf(c)
}

// say is the effective value as one string. The caller holds s.mu.
func (s *Server) say(label string) string {
	c := s.byLabel[label]
	return c.kind.join(s.effective(c))
}

func (s *Server) labelOf(c *setting) string {
	if s.skin.Labels != LabelsNewer && c.older != "" {
		if s.skin.Labels == LabelsOlderBare {
			return c.older
		}
		return c.older + ":"
	}
	return c.label + ":"
}

func (s *Server) mustSetting(label string) *setting {
	c := s.byLabel[strings.TrimSuffix(label, ":")]
	if c == nil {
		panic("emulator: no setting is labelled " + label + "; use the newer label as the page shows it")
	}
	return c
}
