// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// settingRow is the row of a setting: the checkbox that begins it says "use the
// default", what comes after the label holds the value (documented).
type settingRow struct {
	setting   Setting
	label     string
	row       *htmlform.Row
	box       *htmlform.Control
	controls  []*htmlform.Control // the control after the label, and those that belong to it
	ambiguous bool                // several rows carry the label, or several boxes stand before it
}

// findSettingRow returns the row that carries one of the setting's labels, or
// nil. Where there are several, or the row has several boxes, it is ambiguous.
func findSettingRow(rows []*htmlform.Row, setting Setting) *settingRow {
	var found *settingRow
	for _, row := range rows {
		isLabel := func(label string) bool { return sameLabel(label, row.Label()) }
		switch {
		case !slices.ContainsFunc(setting.Labels(), isLabel):
		case found != nil:
			found.ambiguous = true
		default:
			found = readRow(setting, row, hasScopeBoxes(rows))
		}
	}
	return found
}

func sameLabel(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, ":： "), strings.TrimRight(b, ":： "))
}

func readRow(setting Setting, row *htmlform.Row, scopes bool) *settingRow {
	isScope := func(control *htmlform.Control) bool {
		return isLocalOverride(control) || scopes && precedesLocalOverride(control)
	}
	after := slices.DeleteFunc(row.ControlsAfterLabel(), isScope)
	return &settingRow{
		setting: setting, label: row.Label(), row: row, box: row.Box(), controls: valueControls(after, row.Box()),
		ambiguous: len(row.Boxes()) > 1,
	}
}

// isLocalOverride recognises the control that some page may have for the scope
// of a setting: the text is its own.
func isLocalOverride(control *htmlform.Control) bool {
	return saysLocalOverride(control.Label()) || saysLocalOverride(control.Text())
}

func saysLocalOverride(text string) bool {
	return strings.EqualFold(strings.TrimSuffix(strings.TrimSpace(text), ":"), textLocalOverride)
}

// precedesLocalOverride reports a checkbox without a text of its own before the
// words. It may be theirs, or be a row's value: the words end every row.
func precedesLocalOverride(control *htmlform.Control) bool {
	return control.Kind() == htmlform.Checkbox && control.Label() == "" && saysLocalOverride(control.SuffixText())
}

// hasScopeBoxes reports whether checkboxes before the words are theirs: then
// most rows have one, and not only those whose value is a Yes or No.
func hasScopeBoxes(rows []*htmlform.Row) bool {
	boxes, words := 0, 0
	for _, row := range rows {
		if slices.ContainsFunc(row.ControlsAfterLabel(), precedesLocalOverride) {
			boxes++
		}
		if strings.Contains(strings.ToLower(row.Text()), strings.ToLower(textLocalOverride)) {
			words++
		}
	}
	return 2*boxes > words
}

// valueControls picks the first control after the label that can hold a
// value, with the others of its group: radio buttons, or inputs of one name.
func valueControls(after []*htmlform.Control, box *htmlform.Control) []*htmlform.Control {
	var controls []*htmlform.Control
	for _, control := range after {
		if control.Same(box) || !holdsValue(control) {
			continue
		}
		if len(controls) == 0 || control.Name() == controls[0].Name() && control.Kind() == controls[0].Kind() {
			controls = append(controls, control)
		}
	}
	return controls
}

func holdsValue(control *htmlform.Control) bool {
	switch control.Kind() {
	case htmlform.Text, htmlform.Password, htmlform.Checkbox, htmlform.Radio,
		htmlform.Select, htmlform.SelectMultiple, htmlform.Textarea:
		return true
	}
	return false
}

// owns reports whether a control belongs to the row.
func (r *settingRow) owns(control *htmlform.Control) bool {
	return control.Same(r.box) || slices.ContainsFunc(r.controls, control.Same)
}

// isSettable reports whether a value can be entered into the row as it is.
func (r *settingRow) isSettable() bool {
	return settingSpecs[r.setting].kind == kindSecret || len(r.controls) > 0
}

// value reads the row.
func (r *settingRow) value() (Value, error) {
	if r.box.Checked() {
		return DefaultValue(), nil
	}
	kind := settingSpecs[r.setting].kind
	if kind == kindSecret {
		return Value{}, nil
	}
	if len(r.controls) == 0 {
		return Value{}, r.unreadable("It has a value of its own, and no control shows it.")
	}
	text := r.text()
	switch kind {
	case kindYesNo:
		yes, ok := parseYesNo(text)
		if !ok {
			return Value{}, r.unreadable(fmt.Sprintf("It shows %q where Yes or No was expected.", text))
		}
		return YesNo(yes), nil
	case kindPorts:
		return Value{Text: strings.Join(digits.FindAllString(text, -1), ",")}, nil
	}
	return TextValue(text), nil
}

func (r *settingRow) unreadable(found string) error {
	return &Error{
		Kind: ErrLayout, Op: fmt.Sprintf("read the row %q on the page %s", r.label, r.setting.Page()),
		Found:  found,
		Advice: "The data source confproxy_server and CONFPROXY_CAPTURE_DIR help to report the page.",
	}
}

var digits = regexp.MustCompile(`\d+`)

// text returns what a person reads as the row's value.
func (r *settingRow) text() string {
	first := r.controls[0]
	switch first.Kind() {
	case htmlform.Select, htmlform.SelectMultiple:
		var texts []string
		for _, option := range first.Options() {
			if option.Selected {
				texts = append(texts, option.Text)
			}
		}
		return strings.Join(texts, "\n")
	case htmlform.Radio:
		for _, radio := range r.controls {
			if radio.Checked() {
				return caption(radio)
			}
		}
		return ""
	case htmlform.Checkbox:
		if first.Checked() {
			return "yes"
		}
		return "no"
	}
	texts := make([]string, 0, len(r.controls))
	for _, control := range r.controls {
		texts = append(texts, control.Value())
	}
	return strings.Join(texts, "\n")
}

// caption is the text beside a radio button.
func caption(radio *htmlform.Control) string {
	for _, text := range []string{radio.Label(), radio.SuffixText(), radio.Value()} {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// parseYesNo understands the documented spellings: "Yes", "No", and these with
// a remark in parentheses, such as "No (allow override)".
func parseYesNo(text string) (yes, ok bool) {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), " ")
	switch word {
	case "yes", "true", "on", "1":
		return true, true
	case "no", "false", "off", "0":
		return false, true
	}
	return false, false
}

// enter does in the form what a person does in the row to give it a value. It
// reports whether that was possible, which it is not while a ticked row has no
// control.
func (r *settingRow) enter(fill *htmlform.Submission, want Value) (complete bool, err error) {
	if err := fill.Check(r.box, want.Default); err != nil {
		return false, err
	}
	if want.Default || settingSpecs[r.setting].kind == kindSecret {
		return true, nil
	}
	if len(r.controls) == 0 {
		return false, nil
	}
	for _, control := range r.controls {
		if control.Disabled() {
			if err := fill.Enable(control); err != nil {
				return false, err
			}
		}
	}
	switch settingSpecs[r.setting].kind {
	case kindYesNo:
		return true, r.enterYesNo(fill, want.Yes())
	case kindPorts:
		return true, r.enterList(fill, strings.Split(want.Text, ","))
	}
	return true, r.enterText(fill, want.Text)
}

func (r *settingRow) enterText(fill *htmlform.Submission, text string) error {
	first := r.controls[0]
	if first.Kind() == htmlform.Select || first.Kind() == htmlform.Radio {
		return r.choose(fill, func(choice string) bool { return choice == text })
	}
	if first.Kind() == htmlform.Checkbox {
		return r.unreadable("It has a checkbox where a text was expected.")
	}
	if !fill.CanCarry(text) {
		return cannotCarry("change "+r.setting.Label(), "value")
	}
	return fill.Set(first, text)
}

func (r *settingRow) enterYesNo(fill *htmlform.Submission, yes bool) error {
	word := "No"
	if yes {
		word = "Yes"
	}
	first := r.controls[0]
	switch first.Kind() {
	case htmlform.Checkbox:
		return fill.Check(first, yes)
	case htmlform.Select, htmlform.Radio:
		plain := func(choice string) bool { return strings.EqualFold(strings.TrimSpace(choice), word) }
		if r.choose(fill, plain) == nil {
			return nil
		}
		return r.choose(fill, func(choice string) bool {
			means, ok := parseYesNo(choice)
			return ok && means == yes
		})
	}
	return fill.Set(first, inTheStyleOf(first.Value(), word))
}

// inTheStyleOf spells Yes or No as the page spells the present value.
func inTheStyleOf(present, word string) string {
	styles := map[string][2]string{
		"yes": {"no", "yes"}, "no": {"no", "yes"}, "YES": {"NO", "YES"}, "NO": {"NO", "YES"},
		"true": {"false", "true"}, "false": {"false", "true"}, "True": {"False", "True"}, "False": {"False", "True"},
		"on": {"off", "on"}, "off": {"off", "on"}, "1": {"0", "1"}, "0": {"0", "1"},
	}
	style, ok := styles[present]
	if !ok {
		return word
	}
	if word == "Yes" {
		return style[1]
	}
	return style[0]
}

// choose selects the first choice of a list or a group of radio buttons whose
// visible text is accepted.
func (r *settingRow) choose(fill *htmlform.Submission, accept func(string) bool) error {
	var choices []string
	if r.controls[0].Kind() == htmlform.Radio {
		for _, radio := range r.controls {
			if accept(caption(radio)) {
				return fill.Check(radio, true)
			}
			choices = append(choices, caption(radio))
		}
	}
	for _, option := range r.controls[0].Options() {
		if !option.Disabled && accept(option.Text) {
			return fill.Set(r.controls[0], option.Value)
		}
		choices = append(choices, option.Text)
	}
	return r.unreadable(fmt.Sprintf("The wanted value is none of its choices: %s.", quoteList(choices)))
}

// enterList enters several values: into as many inputs, as choices, or into
// one text, separated as the present text is.
func (r *settingRow) enterList(fill *htmlform.Submission, items []string) error {
	first := r.controls[0]
	switch {
	case first.Kind() == htmlform.SelectMultiple:
		var values []string
		for _, item := range items {
			i := slices.IndexFunc(first.Options(), func(o htmlform.Option) bool { return strings.TrimSpace(o.Text) == item })
			if i < 0 {
				return r.unreadable(fmt.Sprintf("%s is none of its choices.", item))
			}
			values = append(values, first.Options()[i].Value)
		}
		return fill.SetValues(first, values)
	case len(r.controls) > 1:
		if len(items) > len(r.controls) {
			return r.unreadable(fmt.Sprintf("It has room for %d values, and %d are wanted.", len(r.controls), len(items)))
		}
		for i, control := range r.controls {
			item := ""
			if i < len(items) {
				item = items[i]
			}
			if err := fill.Set(control, item); err != nil {
				return err
			}
		}
		return nil
	}
	return fill.Set(first, strings.Join(items, separatorOf(first)))
}

// separatorOf returns what stands between the numbers of a list. The documented
// default is written "80, 443, 7615".
func separatorOf(control *htmlform.Control) string {
	value := control.Value()
	if at := digits.FindAllStringIndex(value, 2); len(at) == 2 {
		return value[at[0][1]:at[1][0]]
	}
	if control.Kind() == htmlform.Textarea {
		return "\n"
	}
	return ", "
}
