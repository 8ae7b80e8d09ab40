// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// The property: saving one row sends every other value as a browser would. The
// model below knows the page and what a browser sends, and does not use the
// package.

const randomPages = 500

func TestSavingOneRowLeavesTheOthers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(randomPages) {
		page := newModel(rand.New(rand.NewPCG(seed, 7615)))
		if msg := page.verify(t); msg != "" {
			t.Fatalf("seed %d: %s\npage:\n%s", seed, msg, page.html())
		}
	}
}

// TestModelInChromium compares the model with a browser, if one is named.
func TestModelInChromium(t *testing.T) { //nolint:paralleltest // One browser records at a time.
	if *chromium == "" {
		t.Skip("needs -chromium")
	}
	for seed := range uint64(40) {
		m := newModel(rand.New(rand.NewPCG(seed, 1)))
		page := strings.Replace(m.html(), "<button name=save", "<button id=save name=save", 1)
		recorded := string(record(t, "model", []byte(page), nil))
		head, body, _ := strings.Cut(recorded, "\n\n")
		_, contentType, _ := strings.Cut(head, "Content-Type: ")
		want := decoded(t, sent{ContentType: contentType, Body: body})
		if d := cmp.Diff(want, m.sent()); d != "" {
			t.Errorf("seed %d: Chromium (-) and the model (+) differ:\n%s\npage:\n%s", seed, d, page)
		}
	}
}

// entry is a name and value as they are sent.
type entry struct{ Name, Value string }

// rowKind is the kind of a row's control.
type rowKind int

const (
	textRow rowKind = iota
	passwordRow
	textareaRow
	selectRow
	listBoxRow
	multipleRow
	radioRow
	checkboxRow
	bareRow // shows a value, has no control
	rowKinds
)

type modelOption struct {
	value, text        string
	hasValue           bool
	selected, disabled bool
	group              int // 0 outside an optgroup, otherwise its number
}

type modelRow struct {
	label    string
	box      string // name of the checkbox before the label, "" for none
	boxValue string // "" if it has no value attribute
	ticked   bool
	boxOff   bool // the box is disabled
	twin     bool // a hidden input of the same name before the box
	kind     rowKind
	name     string
	value    string // of a text, password, textarea, checkbox
	options  []modelOption
	disabled bool
	hidden   []entry // hidden inputs behind the control
	remark   string
}

// model is a page.
type model struct {
	rng       *rand.Rand
	rows      []modelRow
	layout    int
	multipart bool
	before    []entry // hidden inputs before the rows
	target    int     // the row to save
}

var pieces = []string{
	"a", "B", "7", " ", "  ", "\"", "'", "<", ">", "&", "&amp;", "&#65;", "</textarea>", "</option>", "<!--", "-->", "%41", "%", "+", "=",
	";", "\\", "`", "日本", "証明書", "é", "🎉", "\u00a0", "\u3000", "\u200b", "\t", "~", "\u202e", "objects/key.pem", "{{", "$(x)",
}

func (m *model) text(lines bool) string {
	var out strings.Builder
	for range m.rng.IntN(7) {
		if lines && m.rng.IntN(3) == 0 {
			out.WriteString([]string{"\n", "\r\n", "\r", "\n\n"}[m.rng.IntN(4)])
			continue
		}
		out.WriteString(pieces[m.rng.IntN(len(pieces))])
	}
	return out.String()
}

func (m *model) chance(n int) bool { return m.rng.IntN(n) == 0 }

// name returns one of few names, so that many controls share one.
func (m *model) name() string {
	return []string{"val", "val", "x[]", "dflt", "p%d", "名前", "a b", "q\"uo", "n&amp;", "_charset", "lt<", "p2"}[m.rng.IntN(12)]
}

func newModel(rng *rand.Rand) *model {
	m := &model{rng: rng}
	m.layout = rng.IntN(len(layouts))
	m.multipart = m.chance(2)
	for range rng.IntN(3) {
		m.before = append(m.before, entry{m.name(), m.text(true)})
	}
	for i := range 2 + rng.IntN(8) {
		m.rows = append(m.rows, m.newRow(i))
	}
	m.target = rng.IntN(len(m.rows))
	m.rows[m.target].disabled = false
	if m.rows[m.target].kind == bareRow {
		m.rows[m.target].kind = textRow
	}
	return m
}

func (m *model) newRow(i int) modelRow {
	r := modelRow{
		label: fmt.Sprintf("Setting %c%d 設定:", 'A'+m.rng.IntN(26), i), kind: rowKind(m.rng.IntN(int(rowKinds))),
		name: m.name(), box: fmt.Sprintf("box%d", i), ticked: m.chance(2), boxOff: m.chance(8), twin: m.chance(4), disabled: m.chance(5),
	}
	if m.chance(3) {
		r.box = "dflt"
	}
	if m.chance(2) {
		r.boxValue = []string{"1", "yes", " & ", "ja 日本"}[m.rng.IntN(4)]
	}
	switch r.kind {
	case textRow, passwordRow:
		r.value = m.text(false)
	case textareaRow:
		r.value = m.text(true)
	case checkboxRow:
		r.value = []string{"", "on", "1", "\"<&", "日本"}[m.rng.IntN(5)]
		r.options = []modelOption{{selected: m.chance(2)}}
	case selectRow, listBoxRow, multipleRow, radioRow:
		r.options = m.options(r.kind)
	}
	for range m.rng.IntN(3) {
		r.hidden = append(r.hidden, entry{m.name(), m.text(true)})
	}
	if m.chance(2) {
		r.remark = []string{"例 (example)", "seconds", "既定値は 7615 です", "<b>bold</b> remark"}[m.rng.IntN(4)]
	}
	if r.kind == radioRow {
		r.name = fmt.Sprintf("radio%d", i) // a group of its own
	}
	return r
}

func (m *model) options(kind rowKind) []modelOption {
	var options []modelOption
	for k := range 1 + m.rng.IntN(5) {
		o := modelOption{
			value: fmt.Sprintf("%d%s", k, m.text(false)), text: fmt.Sprintf("choice %d", k), hasValue: kind == radioRow || !m.chance(3),
			selected: m.chance(3), disabled: m.chance(6),
		}
		if kind != radioRow && m.chance(4) {
			o.group = 1 + k/2 // every second group is disabled
		}
		if kind == radioRow && slices.ContainsFunc(options, func(o modelOption) bool { return o.selected }) {
			o.selected = false // no page chooses two of a group
		}
		options = append(options, o)
	}
	return options
}

func (o modelOption) sent() string {
	if o.hasValue {
		return o.value
	}
	return o.text
}

func (o modelOption) off() bool { return o.disabled || o.group > 0 && o.group%2 == 0 }

// chosen reports which options a browser shows as chosen.
func (r modelRow) chosen() []bool {
	chosen := make([]bool, len(r.options))
	last, first := -1, -1
	for k, o := range r.options {
		chosen[k] = o.selected
		if o.selected {
			last = k
		}
		if first < 0 && !o.off() {
			first = k
		}
	}
	switch {
	case r.kind == multipleRow || r.kind == checkboxRow:
		return chosen
	case last < 0 && r.kind == selectRow:
		last = first
	}
	for k := range chosen {
		chosen[k] = k == last
	}
	return chosen
}

// entries returns the values of the row that a browser sends.
func (r modelRow) entries() []entry {
	var out []entry
	if r.box != "" {
		if r.twin {
			out = append(out, entry{r.box, "twin"})
		}
		if r.ticked && !r.boxOff {
			value := r.boxValue
			if value == "" {
				value = "on"
			}
			out = append(out, entry{r.box, value})
		}
	}
	if !r.disabled {
		switch chosen := r.chosen(); r.kind {
		case textRow, passwordRow, textareaRow:
			out = append(out, entry{r.name, r.value})
		case checkboxRow:
			if chosen[0] {
				out = append(out, entry{r.name, r.value})
			}
		case selectRow, listBoxRow, multipleRow, radioRow:
			for k, o := range r.options {
				if chosen[k] && !o.off() {
					out = append(out, entry{r.name, o.sent()})
				}
			}
		}
	}
	return append(out, r.hidden...)
}

func crlf(text string) string {
	return strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n").Replace(text)
}

// entries returns the values of the page that a browser sends, with line
// endings as sent.
func (m *model) entries() []entry {
	all := append([]entry(nil), m.before...)
	for _, r := range m.rows {
		all = append(all, r.entries()...)
	}
	all = append(all, entry{"save", "Save \"it\""})
	for i, e := range all {
		all[i] = entry{crlf(e.Name), crlf(e.Value)}
	}
	return all
}

// sent returns the entries as in the body.
func (m *model) sent() []entry {
	all := m.entries()
	if m.multipart {
		for i := range all {
			all[i].Name = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22").Replace(all[i].Name)
		}
	}
	return all
}

// attr writes an attribute's value so that the parser reads it unchanged.
func attr(value string) string {
	return `"` + strings.NewReplacer("&", "&amp;", `"`, "&quot;", "\r", "&#13;", "\n", "&#10;").Replace(value) + `"`
}

func flag1(on bool, name string) string {
	if on {
		return " " + name
	}
	return ""
}

func hiddenInputs(list []entry) string {
	var out strings.Builder
	for _, e := range list {
		fmt.Fprintf(&out, `<input type=hidden name=%s value=%s>`, attr(e.Name), attr(e.Value))
	}
	return out.String()
}

func (r modelRow) boxHTML() string {
	if r.box == "" {
		return ""
	}
	out := ""
	if r.twin {
		out = fmt.Sprintf(`<input type=hidden name=%s value=twin>`, attr(r.box))
	}
	value := ""
	if r.boxValue != "" {
		value = " value=" + attr(r.boxValue)
	}
	return out + fmt.Sprintf(`<input type=checkbox name=%s%s%s%s>`, attr(r.box), value, flag1(r.ticked, "checked"), flag1(r.boxOff, "disabled"))
}

func (r modelRow) controlHTML() string {
	off := flag1(r.disabled, "disabled")
	out := ""
	switch r.kind {
	case textRow:
		out = fmt.Sprintf(`<input name=%s value=%s%s>`, attr(r.name), attr(r.value), off)
	case passwordRow:
		out = fmt.Sprintf(`<input type=password name=%s value=%s%s>`, attr(r.name), attr(r.value), off)
	case textareaRow:
		// A line break right after the tag is dropped by the parser.
		out = fmt.Sprintf("<textarea name=%s%s>\n%s</textarea>", attr(r.name), off, strings.ReplaceAll(html.EscapeString(r.value), "\r", "&#13;"))
	case checkboxRow:
		out = fmt.Sprintf(`<input type=checkbox name=%s value=%s%s%s> enabled`, attr(r.name), attr(r.value), flag1(r.options[0].selected, "checked"), off)
	case radioRow:
		for _, o := range r.options {
			out += fmt.Sprintf(`<input type=radio name=%s value=%s%s%s>%s `, attr(r.name), attr(o.value), flag1(o.selected, "checked"), flag1(r.disabled || o.disabled, "disabled"), o.text)
		}
	case selectRow, listBoxRow, multipleRow:
		size := map[rowKind]string{listBoxRow: " size=4", multipleRow: " multiple"}[r.kind]
		out = fmt.Sprintf(`<select name=%s%s%s>`, attr(r.name), size, off)
		for _, o := range r.options {
			value := ""
			if o.hasValue {
				value = " value=" + attr(o.value)
			}
			option := fmt.Sprintf("<option%s%s%s> %s\n", value, flag1(o.selected, "selected"), flag1(o.disabled, "disabled"), o.text)
			if o.group > 0 {
				option = fmt.Sprintf("<optgroup label=g%s>%s</optgroup>", flag1(o.group%2 == 0, "disabled"), option)
			}
			out += option
		}
		out += "</select>"
	case bareRow:
		out = "(no value)"
	}
	return out + hiddenInputs(r.hidden)
}

// layouts are ways to write rows: before all, for each, after all.
var layouts = []struct {
	before, after string
	row           func(box, label, control, remark string) string
}{
	{"<table>", "</table>", func(box, label, control, remark string) string {
		return "<tr><td>" + box + "</td><td><b>" + label + "</b></td><td>" + control + " " + remark + "</td><td><a href=o>Local override</a></td></tr>"
	}},
	{"<table><tr><td><table>", "</table></td></tr></table>", func(box, label, control, remark string) string {
		return "<tr><td>" + box + "<td><table><tr><td><font size=2>" + label + "</font></table><td><table><tr><td>" + control + "</table><td>" + remark
	}},
	{"<div class=all>", "</div>", func(box, label, control, remark string) string {
		return "<div class=row><span>" + box + "</span><label>" + label + "</label><div>" + control + "</div><p>" + remark + "</p></div>"
	}},
	{"<dl>", "</dl>", func(box, label, control, remark string) string {
		return "<dt>" + box + " " + label + "<dd>" + control + " <small>" + remark + "</small>"
	}},
	{"<ul>", "</ul>", func(box, label, control, remark string) string {
		return "<li>" + box + " " + label + " " + control + " " + remark
	}},
	{"<p>", "</p>", func(box, label, control, remark string) string {
		return box + " " + label + " " + control + " " + remark + "<br>\n"
	}},
	{"", "", func(box, label, control, remark string) string {
		return "<fieldset><legend>" + box + label + "</legend>" + control + remark + "</fieldset>"
	}},
	{"<div style='display:grid'>", "</div>", func(box, label, control, remark string) string {
		return "<span>" + box + "</span><span class=l>" + label + "</span><span>" + control + "</span><span>" + remark + "</span>"
	}},
}

func (m *model) html() string {
	var out strings.Builder
	out.WriteString("<!DOCTYPE html><meta charset=utf-8><title>設定</title><h1>設定</h1>\n<form method=post")
	if m.multipart {
		out.WriteString(" enctype=multipart/form-data")
	}
	out.WriteString(">" + hiddenInputs(m.before) + layouts[m.layout].before + "\n")
	for _, r := range m.rows {
		out.WriteString(layouts[m.layout].row(r.boxHTML(), r.label, r.controlHTML(), r.remark) + "\n")
	}
	out.WriteString(layouts[m.layout].after + `<div><button name=save value="Save &quot;it&quot;">Save</button><button name=save value=other>Cancel</button></div></form>`)
	return out.String()
}

// verify saves the target row and compares the result; it returns the first
// difference.
func (m *model) verify(t *testing.T) string {
	t.Helper()
	page := parse(t, m.html())
	if got := m.submitted(t, page, nil); got != "" {
		return "untouched: " + got
	}
	return m.submitted(t, page, m.edit)
}

// submitted submits the page after the edits, which also change the model.
func (m *model) submitted(t *testing.T, page *htmlform.Page, edit func(*testing.T, *htmlform.Page, *htmlform.Submission) string) string {
	t.Helper()
	s := page.Forms()[0].Fill()
	if err := s.Press(page.Buttons("Save")[0]); err != nil {
		return err.Error()
	}
	if edit != nil {
		if msg := edit(t, page, s); msg != "" {
			return msg
		}
	}
	return cmp.Diff(m.sent(), decoded(t, send(t, s)))
}

// edit changes the target row on the page and in the model.
func (m *model) edit(t *testing.T, page *htmlform.Page, s *htmlform.Submission) string {
	t.Helper()
	r := &m.rows[m.target]
	rows := page.Rows()
	if len(rows) != len(m.rows) {
		return fmt.Sprintf("%d rows, want %d", len(rows), len(m.rows))
	}
	row := rows[m.target]
	if row.Label != r.label || len(row.Boxes()) != 1 {
		return fmt.Sprintf("the label is %q, want %q; %d boxes", row.Label, r.label, len(row.Boxes()))
	}
	var shown []*htmlform.Control
	for _, c := range row.Controls() {
		if c.Kind != htmlform.Hidden {
			shown = append(shown, c)
		}
	}
	after := row.ControlsAfterLabel()
	wantAfter := 1
	if r.kind == radioRow {
		wantAfter = len(r.options)
	}
	if len(after) != wantAfter || len(shown) != wantAfter+1 || shown[0].Name != r.box || shown[0].Kind != htmlform.Checkbox {
		return fmt.Sprintf("the row %q has the controls %q, after its label %q", r.label, names(shown), names(after))
	}
	r.ticked, r.boxOff = !r.ticked, false
	ok(t, s.Enable(shown[0]))
	ok(t, s.Check(shown[0], r.ticked))
	return m.editValue(t, r, s, after)
}

func (m *model) editValue(t *testing.T, r *modelRow, s *htmlform.Submission, after []*htmlform.Control) string {
	t.Helper()
	enabled := -1
	for k, o := range r.options {
		if !o.off() {
			enabled = k
		}
	}
	switch r.kind {
	case textRow, passwordRow, textareaRow:
		r.value = m.text(r.kind == textareaRow)
		ok(t, s.Set(after[0], r.value))
	case checkboxRow:
		r.options[0].selected = !r.options[0].selected
		ok(t, s.Check(after[0], r.options[0].selected))
	case radioRow:
		if enabled < 0 {
			return ""
		}
		ok(t, s.Check(after[enabled], true))
		m.choose(r, enabled)
	case selectRow, listBoxRow, multipleRow:
		if enabled < 0 {
			return ""
		}
		ok(t, s.SetValues(after[0], []string{r.options[enabled].sent()}))
		m.choose(r, enabled)
	}
	return ""
}

func (m *model) choose(r *modelRow, only int) {
	for k := range r.options {
		r.options[k].selected = k == only
	}
}

// decoded decodes a body without the package or net/url, which would lose the
// order.
func decoded(t *testing.T, body sent) []entry {
	t.Helper()
	var entries []entry
	if strings.HasPrefix(body.ContentType, "multipart/") {
		for _, part := range parts(t, body) {
			head, value, found := strings.Cut(part, "\r\n\r\n")
			name, isField := strings.CutPrefix(head, `Content-Disposition: form-data; name="`)
			if !found || !isField || !strings.HasSuffix(value, "\r\n") {
				t.Fatalf("the part is malformed: %q", part)
			}
			entries = append(entries, entry{strings.TrimSuffix(name, `"`), strings.TrimSuffix(value, "\r\n")})
		}
		return entries
	}
	for _, pair := range strings.Split(body.Body, "&") {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			t.Fatalf("the pair %q has no sign", pair)
		}
		entries = append(entries, entry{unescaped(t, name), unescaped(t, value)})
	}
	return entries
}

func unescaped(t *testing.T, text string) string {
	t.Helper()
	var out []byte
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '+':
			out = append(out, ' ')
		case '%':
			var b byte
			if _, err := fmt.Sscanf(text[i+1:i+3], "%02X", &b); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			out = append(out, b)
			i += 2
		default:
			out = append(out, text[i])
		}
	}
	return string(out)
}
