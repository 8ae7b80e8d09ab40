// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Submission is what a person does with one form before sending it. Nothing is
// touched at first: the controls have the state the page shows. It is for one
// goroutine.
//
// What is entered into a disabled control is not sent, as in a browser, until
// [Submission.Enable] has been called for it.
type Submission struct {
	form    *Form
	touched map[*Control]*state
	pressed *Control
}

// state is the state of a control after it was touched.
type state struct {
	value    string
	chosen   []bool // by option of a select
	checked  bool
	enabled  bool
	filename string
}

// Fill starts a submission of the form with the page's own state.
func (f *Form) Fill() *Submission {
	return &Submission{form: f, touched: make(map[*Control]*state)}
}

// now returns the state of a control; if untouched, as on the page.
func (s *Submission) now(c *Control) state {
	if t := s.touched[c]; t != nil {
		return *t
	}
	st := state{value: c.value, checked: c.Checked, enabled: !c.Disabled}
	for _, o := range c.options {
		st.chosen = append(st.chosen, o.Selected)
	}
	return st
}

func (s *Submission) touch(c *Control, change func(*state)) {
	st := s.now(c)
	change(&st)
	s.touched[c] = &st
}

// check rejects controls of other forms and kinds.
func (s *Submission) check(c *Control, verb string, kinds ...Kind) error {
	switch {
	case c == nil:
		return fmt.Errorf("cannot %s a control that is not on the page", verb)
	case c.Form != s.form:
		return fmt.Errorf("cannot %s the %s %s: it belongs to another form of the page", verb, c.Kind, c.describe())
	case len(kinds) > 0 && !slices.Contains(kinds, c.Kind):
		return fmt.Errorf("cannot %s the %s %s: expected one of the kinds %q", verb, c.Kind, c.describe(), kinds)
	}
	return nil
}

// describe names a control for an error.
func (c *Control) describe() string {
	for _, text := range []string{c.Text, c.Label(), c.Name, c.ID} {
		if text != "" {
			return fmt.Sprintf("%q", text)
		}
	}
	return "without a name"
}

// Set enters a value: a text, or the value of one option of a select.
func (s *Submission) Set(c *Control, value string) error {
	if err := s.check(c, "enter a value into", Text, Password, Textarea, Select, SelectMultiple); err != nil {
		return err
	}
	switch {
	case c.Kind == Select || c.Kind == SelectMultiple:
		return s.SetValues(c, []string{value})
	case c.Kind == Textarea:
		value = normalizeToLF(value)
	case strings.ContainsAny(value, "\r\n"):
		return fmt.Errorf("cannot enter a value with a line break into %s: it is a field of one line", c.describe())
	}
	most, err := strconv.Atoi(strings.TrimSpace(attribute(c.node(), "maxlength")))
	if length := len(utf16.Encode([]rune(value))); err == nil && most >= 0 && length > most {
		return fmt.Errorf("cannot enter %d characters into %s: the page allows %d", length, c.describe(), most)
	}
	s.touch(c, func(st *state) { st.value = value })
	return nil
}

// SetValues chooses the options of a select by their values. A select that is
// not multiple accepts exactly one.
func (s *Submission) SetValues(c *Control, values []string) error {
	if err := s.check(c, "choose options of", Select, SelectMultiple); err != nil {
		return err
	}
	if c.Kind == Select && len(values) != 1 {
		return fmt.Errorf("cannot choose %d options of the select %s: it accepts exactly one", len(values), c.describe())
	}
	chosen := make([]bool, len(c.options))
	for _, value := range values {
		k := slices.IndexFunc(c.options, func(o Option) bool { return o.Value == value && !o.Disabled })
		if k < 0 {
			return fmt.Errorf("cannot choose %q in the select %s: it is not among the options", value, c.describe())
		}
		chosen[k] = true
	}
	s.touch(c, func(st *state) { st.chosen = chosen })
	return nil
}

// Check ticks or unticks a checkbox, or chooses a radio button, which releases
// the others of its group. A chosen radio button cannot be released by itself.
func (s *Submission) Check(c *Control, on bool) error {
	if err := s.check(c, "tick", Checkbox, Radio); err != nil {
		return err
	}
	if c.Kind == Radio && !on {
		return fmt.Errorf("cannot release the radio button %s: choose another one of its group instead", c.describe())
	}
	for _, other := range s.form.controls {
		if c.Kind == Radio && other.Kind == Radio && other != c && other.Name == c.Name && c.Name != "" {
			s.touch(other, func(st *state) { st.checked = false })
		}
	}
	s.touch(c, func(st *state) { st.checked = on })
	return nil
}

// Enable makes a disabled control be sent, as a script of the page does when
// the box beside it is unticked.
func (s *Submission) Enable(c *Control) error {
	err := s.check(c, "enable")
	if err == nil {
		s.touch(c, func(st *state) { st.enabled = true })
	}
	return err
}

// Attach chooses a file in a file input. It is sent as application/octet-stream.
func (s *Submission) Attach(c *Control, filename string, content []byte) error {
	if err := s.check(c, "attach a file to", File); err != nil {
		return err
	}
	if s.Method() != http.MethodPost || s.enctype() != typeMultipart {
		return fmt.Errorf("cannot attach a file to %s: its form is sent as %s by %s, so that only the name of the file would arrive; expected %s by POST",
			c.describe(), s.enctype(), s.Method(), typeMultipart)
	}
	s.touch(c, func(st *state) { st.value, st.filename = string(content), filename })
	return nil
}

// Press chooses the button that sends the form. Without one, no button is sent.
func (s *Submission) Press(b *Control) error {
	if err := s.check(b, "press", Submit, Image); err != nil {
		return err
	}
	if !s.now(b).enabled {
		return fmt.Errorf("cannot press the button %s: the page shows it disabled", b.describe())
	}
	s.pressed = b
	return nil
}

// CanCarry reports whether a text arrives unchanged, that is, whether the
// encoding of the form has all its characters. A browser replaces others by
// character references, which the server cannot distinguish from such a text.
func (s *Submission) CanCarry(text string) bool {
	_, whole := s.charset().encode(text)
	return whole && utf8.ValidString(text)
}

// CheckUntouched returns an error that names the first untouched control whose
// name or value would be sent as different bytes than the page has. Sending
// such a form changes a value that nobody asked to change.
func (s *Submission) CheckUntouched() error {
	for _, c := range s.form.controls {
		if s.touched[c] != nil {
			continue
		}
		for _, p := range s.appendPairs(nil, c) {
			text := p.name + p.value
			if strings.ContainsFunc(text, s.form.doc.isLossy) || !s.CanCarry(text) {
				return fmt.Errorf("the value of the %s %s, which nobody touched, would not be sent back as the bytes it came as: "+
					"the page holds characters that its encoding cannot carry, or states another encoding than it has", c.Kind, c.describe())
			}
		}
	}
	return nil
}
