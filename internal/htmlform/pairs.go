// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import "strings"

// Pair is an entry of the form data set.
type Pair struct {
	Name        string
	Value       string // lines as entered; for a file its content
	Filename    string
	ContentType string // of a file
	File        bool
}

// Pairs returns the form data set that would be sent, in document order, by
// the HTML standard's rules: without disabled controls, unticked boxes,
// controls without a name, and buttons other than the pressed one. Controls in
// a <datalist> are sent, against the standard and as Chromium does.
func (s *Submission) Pairs() []Pair {
	var pairs []Pair
	for _, c := range s.form.controls {
		pairs = s.appendPairs(pairs, c)
	}
	return pairs
}

func (s *Submission) appendPairs(pairs []Pair, c *Control) []Pair {
	name := c.Name()
	st := s.now(c)
	if !st.enabled || c.kind.isButton() && c != s.pressed {
		return pairs
	}
	if c.kind == Image {
		prefix := name
		if prefix != "" {
			prefix += "."
		}
		// A click without coordinates, as from the keyboard.
		return append(pairs, Pair{Name: prefix + "x", Value: "0"}, Pair{Name: prefix + "y", Value: "0"})
	}
	if name == "" {
		return pairs
	}
	switch c.kind {
	case Select, SelectMultiple:
		for k, o := range c.options {
			if st.chosen[k] && !o.Disabled {
				pairs = append(pairs, Pair{Name: name, Value: o.Value})
			}
		}
		return pairs
	case Checkbox, Radio:
		if !st.checked {
			return pairs
		}
	case File:
		p := Pair{Name: name, ContentType: "application/octet-stream", File: true}
		if st.file != nil {
			p.Filename, p.ContentType, p.Value = st.file.name, st.file.contentType, string(st.file.content)
		}
		return append(pairs, p)
	case Hidden:
		if strings.EqualFold(name, "_charset_") {
			st.value = s.charsetName()
		}
	case Submit:
		// Without a value, browsers send what they show.
		if isElement(c.node(), "input") && !hasAttribute(c.node(), "value") {
			st.value = defaultCaption
		}
	}
	pairs = append(pairs, Pair{Name: name, Value: st.value})
	if dirname := attribute(c.node(), "dirname"); dirname != "" && c.hasDirection() {
		pairs = append(pairs, Pair{Name: dirname, Value: c.direction(st.value)})
	}
	return pairs
}
