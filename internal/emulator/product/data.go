// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"maps"
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
