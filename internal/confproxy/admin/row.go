// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// row is the row of a setting: the checkbox at its beginning means "use the
// default", and the control after the label has the value (documented).
type row struct {
	setting  confproxy.Setting
	row      *htmlform.Row
	box      *htmlform.Control
	controls []*htmlform.Control // the control after the label, and its group
	doubt    string              // why it is unknown which row or control is meant; "" if it is known
	quote    func(string) string // returns a text of the page for a message; nil for an unchanged text
}

func (r *row) quoted(text string) string {
	if r.quote == nil {
		return text
	}
	return r.quote(text)
}

const severalRows = "Several rows have this label, so it is unknown which one is meant."

// rowsOf returns the rows of a page by their labels in canonical form. Rows that
// share a label are one row in doubt.
func rowsOf(page *htmlform.Page) map[string]*row {
	all := page.Rows()
	scopes := hasScopeBoxes(all)
	rows := make(map[string]*row, len(all))
	for _, one := range all {
		key := confproxy.CanonicalLabel(one.Label)
		if known := rows[key]; known != nil {
			known.doubt = severalRows
			continue
		}
		rows[key] = newRow(one, scopes)
	}
	return rows
}

// findRow returns the row of a setting, or nil. It is in doubt if several rows
// have one of its labels.
func findRow(rows map[string]*row, setting confproxy.Setting) *row {
	var found *row
	for _, label := range setting.Labels() {
		candidate := rows[confproxy.CanonicalLabel(label)]
		switch {
		case candidate == nil:
		case found != nil:
			found.doubt = severalRows
		default:
			of := *candidate
			of.setting = setting
			found = &of
		}
	}
	return found
}

func newRow(of *htmlform.Row, scopes bool) *row {
	isScope := func(control *htmlform.Control) bool {
		return isLocalOverride(control) || scopes && precedesLocalOverride(control)
	}
	after, boxes := slices.DeleteFunc(of.ControlsAfterLabel(), isScope), of.Boxes()
	r := &row{row: of, box: boxes[len(boxes)-1]}
	r.controls = valueControls(after, r.box)
	switch {
	case len(boxes) > 1:
		r.doubt = "Several boxes stand before the label, so it is unknown which one means the default."
	case len(r.controls) > 1 && r.controls[0].Kind == htmlform.Checkbox:
		r.doubt = fmt.Sprintf("Expected one checkbox as its value, got %d.", len(r.controls))
	}
	return r
}

// isLocalOverride reports whether a control belongs to the scope of a setting,
// by its own text.
func isLocalOverride(control *htmlform.Control) bool {
	return saysLocalOverride(control.Label()) || saysLocalOverride(control.Text)
}

func saysLocalOverride(text string) bool { return confproxy.SameLabel(text, ui.TextLocalOverride) }

// precedesLocalOverride reports a checkbox without its own text before the
// words Local override. It may belong to them, or be a row's value: the words
// end every row.
func precedesLocalOverride(control *htmlform.Control) bool {
	return control.Kind == htmlform.Checkbox && control.Label() == "" && saysLocalOverride(control.SuffixText())
}

// hasScopeBoxes reports whether checkboxes before the words Local override
// belong to them: then most rows have one, and not only those with a Yes or No
// value.
func hasScopeBoxes(rows []*htmlform.Row) bool {
	boxes, words := 0, 0
	for _, row := range rows {
		if slices.ContainsFunc(row.ControlsAfterLabel(), precedesLocalOverride) {
			boxes++
		}
		if strings.Contains(strings.ToLower(row.Text()), strings.ToLower(ui.TextLocalOverride)) {
			words++
		}
	}
	return 2*boxes > words
}

// valueControls returns the first control after the label that can have a
// value, with the others of its group: radio buttons, or inputs of one name.
func valueControls(after []*htmlform.Control, box *htmlform.Control) []*htmlform.Control {
	var controls []*htmlform.Control
	for _, control := range after {
		if control == box || !holdsValue(control) {
			continue
		}
		if len(controls) == 0 || control.Name == controls[0].Name && control.Kind == controls[0].Kind {
			controls = append(controls, control)
		}
	}
	return controls
}

func holdsValue(control *htmlform.Control) bool {
	switch control.Kind {
	case htmlform.Text, htmlform.Password, htmlform.Checkbox, htmlform.Radio,
		htmlform.Select, htmlform.SelectMultiple, htmlform.Textarea:
		return true
	}
	return false
}

// kind returns the kind of the row's value. A row that the domain does not name
// is a secret if a separate form seems to set it, or its field is for secrets.
func (r *row) kind() confproxy.Kind {
	if known := r.setting.Kind(); known != confproxy.KindText {
		return known
	}
	hasOwnForm := len(waysOutOf(r)) > 0 || len(submitsOf(r)) > 0
	if r.hasSecretField() || len(r.controls) == 0 && hasOwnForm {
		return confproxy.KindSecret
	}
	return confproxy.KindText
}

// hasSecretField reports whether the value is entered into one ordinary field,
// and is a secret by the kind of the field or by the label.
func (r *row) hasSecretField() bool {
	if len(r.controls) != 1 {
		return false
	}
	field := r.controls[0]
	return field.Kind == htmlform.Password || field.Kind == htmlform.Text && ui.SecretLabels().MatchString(confproxy.TrimLabel(r.row.Label))
}

// isSettable reports whether a value can be entered into the row in its current
// state.
func (r *row) isSettable() bool {
	return r.kind() == confproxy.KindSecret || len(r.controls) > 0
}

// value reads the row. A text that is neither Yes nor No, such as that of radio
// buttons without a choice, or that is no list of ports, stays as it is: it
// differs from all others, so that a save replaces it.
func (r *row) value() (confproxy.Value, error) {
	if r.box.Checked {
		return confproxy.DefaultValue(), nil
	}
	kind := r.kind()
	if kind == confproxy.KindSecret {
		return confproxy.Value{}, nil
	}
	if len(r.controls) == 0 {
		return confproxy.Value{}, r.unreadable("It has its own value, but no control shows it.")
	}
	text := r.text()
	switch kind {
	case confproxy.KindYesNo:
		if yes, ok := ui.ParseYesNo(text); ok {
			return confproxy.YesNo(yes), nil
		}
	case confproxy.KindPorts:
		if ports, ok := ui.ParsePorts(text); ok {
			return confproxy.TextValue(strings.Join(ports, ",")), nil
		}
	}
	return confproxy.TextValue(text), nil
}

func (r *row) unreadable(found string) error {
	return &confproxy.Error{
		Kind: confproxy.ErrLayout, Op: fmt.Sprintf("read the row %q on the page %s", r.row.Label, r.setting.Page), Found: found,
	}
}

// text returns the row's value as a person reads it.
func (r *row) text() string {
	first := r.controls[0]
	switch first.Kind {
	case htmlform.Select, htmlform.SelectMultiple:
		var texts []string
		for _, option := range first.Options() {
			if option.Selected {
				texts = append(texts, withoutMark(option.Text))
			}
		}
		return strings.Join(texts, "\n")
	case htmlform.Radio:
		for _, radio := range r.controls {
			if radio.Checked {
				return withoutMark(ui.Caption(radio))
			}
		}
		return ""
	case htmlform.Checkbox:
		return ui.InTheStyleOf("", first.Checked)
	}
	texts := make([]string, 0, len(r.controls))
	for _, control := range r.controls {
		texts = append(texts, control.Value())
	}
	if first.Kind == htmlform.Textarea || len(r.controls) > 1 {
		return strings.TrimRight(strings.Join(texts, "\n"), "\n") // empty lines and fields
	}
	return strings.Join(texts, "\n")
}

// withoutMark returns a choice without the words that mark it as the default.
func withoutMark(choice string) string {
	if marked, ok := strings.CutSuffix(choice, ui.DefaultMark); ok {
		return strings.TrimSpace(marked)
	}
	return choice
}
