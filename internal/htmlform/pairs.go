// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

// Pair is an entry of the form data set.
type Pair struct {
	Name        string
	Value       string // lines as entered; for a file its content
	Filename    string
	ContentType string // of a file
	File        bool
}

const defaultFileType = "application/octet-stream"

// Pairs returns the form data set that would be sent, in document order, by
// the HTML standard's rules: without disabled controls, unticked boxes,
// controls without a name, and buttons other than the pressed one.
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
	switch {
	case !st.enabled || c.kind.isButton() && c != s.pressed:
	case c.kind == Image:
		if name != "" {
			name += "."
		}
		// A click without coordinates, as from the keyboard.
		pairs = append(pairs, Pair{Name: name + "x", Value: "0"}, Pair{Name: name + "y", Value: "0"})
	case name == "":
	case c.kind == Select || c.kind == SelectMultiple:
		for k, o := range c.options {
			if st.chosen[k] && !o.Disabled {
				pairs = append(pairs, Pair{Name: name, Value: o.Value})
			}
		}
	case (c.kind == Checkbox || c.kind == Radio) && !st.checked:
	case st.file != nil:
		pairs = append(pairs, *st.file)
	case c.kind == File:
		pairs = append(pairs, Pair{Name: name, ContentType: defaultFileType, File: true})
	default:
		pairs = append(pairs, Pair{Name: name, Value: st.value})
	}
	return pairs
}
