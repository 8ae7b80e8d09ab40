// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"maps"
	"slices"
	"strings"
)

// Row is a setting and its value.
type Row struct {
	*Setting
	Shown     string   // the label of this release, with its colon
	Values    []string // the effective value: the own value or the default
	Default   []string // the product's default in this release
	IsDefault bool     // the default is used
}

// Edit is a save's edit of a row.
type Edit struct {
	Default bool     // use the default
	Keep    bool     // the own value is set elsewhere and stays
	Values  []string // the own value; nil: the save omits it, and it is reset to the product's default value
}

// SettingState is the state of one setting. It is comparable with ==.
type SettingState struct {
	Page    string // General or Security
	Value   string // as [Server.Setting] returns it
	Default bool   // the row's box is ticked
}

// Rows returns the settings of a page in page order.
func (s *Server) Rows(page string) []Row {
	defer s.lock()()
	var rows []Row
	for _, c := range s.rows {
		if c.Page == page {
			rows = append(rows, s.row(c))
		}
	}
	return rows
}

// Row returns the setting with a newer label. It panics if there is no such
// label.
func (s *Server) Row(label string) Row {
	c := s.mustSetting(label)
	defer s.lock()()
	return s.row(c)
}

func (s *Server) row(c *Setting) Row {
	state := s.data.Values[c.Label]
	return Row{c, s.labelOf(c), s.effective(c), s.defaultOf(c), state.Default}
}

// Save applies the edits of a page, by newer label. A row of the page without an edit is reset. If a value is not
// acceptable, nothing is saved; problem explains why.
func (s *Server) Save(page string, edits map[string]Edit) (problem string) {
	defer s.lock()()
	next := maps.Clone(s.data.Values)
	for _, c := range s.rows {
		if c.Page != page {
			continue
		}
		edit, row := edits[c.Label], next[c.Label]
		switch {
		case edit.Default:
			row.Own = nil
		case edit.Keep && row.Default:
			row.Own = one("")
		case edit.Keep:
		case edit.Values == nil:
			row.Own = s.defaultOf(c)
		default:
			if problem = c.check(edit.Values); problem != "" {
				return problem
			}
			row.Own = edit.Values
		}
		row.Default = edit.Default
		next[c.Label] = row
	}
	s.data.Values = next
	s.settingsChanged()
	return ""
}

// SetSecret gives a secret its own value, as its Change password form does. Documented: no restart is needed.
func (s *Server) SetSecret(label, secret string) {
	defer s.lock()()
	s.data.Values[label] = value{Own: one(secret)}
	if label == LabelPassphrase {
		s.reread(false)
	}
}

// Setting returns one setting by its newer label (without colon), on either page and in any skin. Several values are
// joined: ports by ", ", others by a line feed. ok is false if there is no such label.
func (s *Server) Setting(label string) (value string, isDefault, ok bool) {
	c := s.byLabel[strings.TrimSuffix(label, ":")]
	if c == nil {
		return "", false, false
	}
	defer s.lock()()
	return s.valueOf(c.Label), s.data.Values[c.Label].Default, true
}

// Settings returns all settings by newer label.
func (s *Server) Settings() map[string]SettingState {
	defer s.lock()()
	all := make(map[string]SettingState, len(s.rows))
	for _, c := range s.rows {
		v := s.data.Values[c.Label]
		all[c.Label] = SettingState{Page: c.Page, Value: s.valueOf(c.Label), Default: v.Default}
	}
	return all
}

// Set gives a setting its own value, as an administrator who saves it in a browser at this moment. It panics if there
// is no such label.
func (s *Server) Set(label, v string) {
	c := s.mustSetting(label)
	s.change(c, value{Own: c.Kind.split(v)})
}

// SetDefault ticks the box of a setting, as an administrator does. It panics if there is no such label.
func (s *Server) SetDefault(label string) {
	s.change(s.mustSetting(label), value{Default: true})
}

// change changes a setting and updates the listener, if the skin does so at a
// save.
func (s *Server) change(c *Setting, v value) {
	defer s.lock()()
	s.data.Values[c.Label] = v
	s.settingsChanged()
}

// Change gives settings their own values, on any page, and changes no other.
func (s *Server) Change(values map[string][]string) (problem string) {
	defer s.lock()()
	for label, own := range values {
		if problem = s.byLabel[label].check(own); problem != "" {
			return problem
		}
	}
	for label, own := range values {
		row := s.data.Values[label]
		row.Own, row.Default = own, false
		s.data.Values[label] = row
	}
	s.settingsChanged()
	return ""
}

// settingsChanged runs after every change of settings. The caller holds s.mu.
func (s *Server) settingsChanged() {
	if s.opt.Skin.CertReread != "on-restart" {
		s.reread(false)
	}
}

// Labels returns the newer labels of all settings, sorted.
func (s *Server) Labels() []string { return slices.Sorted(maps.Keys(s.byLabel)) }

// Passphrase returns the key passphrase that was set last; "" if none is set or its row was reset.
func (s *Server) Passphrase() string {
	defer s.lock()()
	return s.passphrase()
}

// passphrase returns the part of the passphrase that the product keeps. The
// caller holds s.mu.
func (s *Server) passphrase() string {
	v := s.data.Values[LabelPassphrase]
	if v.Default || len(v.Own) == 0 {
		return ""
	}
	kept := []rune(v.Own[0])
	if limit := s.opt.Skin.PassphraseMax; limit > 0 && len(kept) > limit {
		kept = kept[:limit]
	}
	return string(kept)
}

// defaultOf returns the product's default of a setting in this release.
func (s *Server) defaultOf(c *Setting) []string {
	if s.opt.Skin.Labels == "older" && c.olderDef != nil {
		return c.olderDef
	}
	return c.def
}

// effective returns the effective values of a setting: its own or the default. The caller holds s.mu.
func (s *Server) effective(c *Setting) []string {
	if v := s.data.Values[c.Label]; !v.Default {
		return v.Own
	}
	return s.defaultOf(c)
}

// valueOf returns the effective value as one string. The caller holds s.mu.
func (s *Server) valueOf(label string) string {
	c := s.byLabel[label]
	return c.Kind.join(s.effective(c))
}

func (s *Server) labelOf(c *Setting) string {
	if s.opt.Skin.Labels == "older" && c.older != "" {
		return c.older + ":"
	}
	return c.Label + ":"
}

func (s *Server) mustSetting(label string) *Setting {
	c := s.byLabel[strings.TrimSuffix(label, ":")]
	if c == nil {
		panic("emulator: no setting is labelled " + label + "; use the newer label as the page shows it")
	}
	return c
}
