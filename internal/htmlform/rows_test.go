// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// shownRow is an expected row: label, boxes, controls after the label without
// hidden inputs.
func shownRow(r *htmlform.Row) string {
	return fmt.Sprintf("%s %s -> %s", strings.Join(names(r.Boxes()), "+"), r.Label, strings.Join(names(r.ControlsAfterLabel()), " "))
}

// Rows in styles that have only the documented rule in common.
func TestRows(t *testing.T) {
	t.Parallel()
	const save = `<input type=submit name=save value=Save>`
	tests := map[string]struct {
		page string
		want []string
	}{
		"table": {`<form><table><tr><td><input type=checkbox name=d><td>A:<td><input name=a><td>Local override</tr>
			<tr><td><input type=checkbox name=e><td>B:<td><select name=b></select> or <input name=b2> unit</tr></table>` + save + `</form>`,
			[]string{"d A: -> a", "e B: -> b b2"}},
		"several tables and headings": {`<form><h3>SSL:</h3><table><tr><td><input type=checkbox name=d><td>A:<td><input name=a></table>
			<h3>Mail:</h3><table><tr><td><input type=checkbox name=e><td>B:<td><input name=b></table>` + save + `<input type=reset name=r></form>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"nested tables": {`<form><table><tr><td><table><tr><td><input type=checkbox name=d></table><td><table><tr><td>A:</table><td><table><tr><td><input name=a></table></tr>
			<tr><td><input type=checkbox name=e><td><table><tr><td>B:</table><td><input name=b></tr></table>` + save + `</form>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"divs": {`<form><div class=r><div><input type=checkbox name=d></div><div><label for=x>A:</label></div><div><input id=x name=a></div></div>
			<div class=r><div><input type=checkbox name=e></div><div>B:</div><div><input name=b><p>Example: x</p></div></div></form>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"divs without a row": {`<div><input type=checkbox name=d></div><div>A:</div><div><input name=a></div><div><input type=checkbox name=e></div><div>B:</div><div><input type=checkbox name=b></div>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"definitions": {`<dl><dt><input type=checkbox name=d> <b>SSL</b> <i>key</i>:<dd><input name=a><dd>remark: <i>x</i><dt><label><input type=checkbox name=e> B:</label><dd><input name=b></dl>`,
			[]string{"d SSL key: -> a", "e B: -> b"}},
		"lines": {`<form><input type=checkbox name=d> A: <input name=a> Local override<br><input type=checkbox name=e> B: <input type=radio name=b>Yes <input type=radio name=b>No<br>` + save + `</form>`,
			[]string{"d A: -> a", "e B: -> b b"}},
		"lines that show no control": {`<form><input type=checkbox name=d checked> A: Local override<br><input type=checkbox name=e> <b>B:</b> 80, 443 (a: b)<br><input type=checkbox name=f> 証明書: なし<br>` + save + `</form>`,
			[]string{"d A: -> ", "e B: -> ", "f 証明書: -> "}},
		"fieldsets": {`<fieldset><legend><input type=checkbox name=d> A:</legend><textarea name=a></textarea></fieldset><fieldset><legend><input type=checkbox name=e> B:</legend><input name=b></fieldset>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"two lines, a button for the value": {`<form><table><tr><td><input type=checkbox name=d> A:</tr><tr><td><input name=a></tr>
			<tr><td><input type=checkbox name=e> B:</tr><tr><td><input type=submit name=b value=Change> Local override</tr><tr><td>` + save + `</tr></table></form>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"value is a box": {`<table><tr><td><input type=checkbox name=d><td>A:<td><input type=checkbox name=a> enabled</tr>
			<tr><td><input type=checkbox name=e><td>B:<td><input type=checkbox name=b></tr><tr><td><input type=checkbox name=f><td>C:<td><input type=checkbox name=c></tr></table>`,
			[]string{"d A: -> a", "e B: -> b", "f C: -> c"}},
		"override is a box": {`<table><tr><td><input type=checkbox name=d><td>A:<td><td>Local override <input type=checkbox name=o></tr>
			<tr><td><input type=checkbox name=e><td>B:<td><input name=b><td><input type=checkbox name=p> Local override</tr></table>`,
			[]string{"d A: -> o", "e B: -> b p"}},
		"hidden twins": {`<ul><li><input type=hidden name=d><input type=checkbox name=d> A: <input type=hidden name=a><input type=checkbox name=a></li><li><input type=hidden name=e><input type=checkbox name=e> B: <input name=b></li></ul>`,
			[]string{"d A: -> a", "e B: -> b"}},
		"a label without a box after a row": {`<form><p><input type=checkbox name=d checked> A: Local override</p><p>Bind IP: <input name=ip></p><p><input type=checkbox name=e> B: <input name=b></p></form>`,
			[]string{"d A: -> ", "e B: -> b"}},
		"a label without a box after a value that is a box": {`<table><tr><td><input type=checkbox name=d><td>A:<td><input type=checkbox name=a></tr><tr><td><td>Bind IP:<td><input name=ip></tr></table>`,
			[]string{"d A: -> a"}},
		"the same in lines": {`<p><input type=checkbox name=d> A: <input type=checkbox name=a><br>Bind IP: <input name=ip><br></p>`,
			[]string{"d A: -> a"}},
		"a small form in a row": {`<form id=f></form><table><tr><td><input type=checkbox name=d form=f><td>A:<td><form>Password: <input type=password name=p> Password again: <input type=password name=q><input type=submit name=c></form></tr>
			<tr><td><input type=checkbox name=e form=f><td>B:<td><input name=b form=f></tr></table><input type=submit name=save form=f>`,
			[]string{"d A: -> p q c", "e B: -> b"}},
		"hidden rows are none, and end those before": {`<table><tr><td><input type=checkbox name=d><td>A:</tr><tr hidden><td><input type=checkbox name=t><td>X:<td><input name=x></tr><tr><td><input type=checkbox name=e><td>B:<td><input name=b></tr></table>`,
			[]string{"d A: -> ", "e B: -> b"}},
		"two boxes":         {`<p><input type=checkbox name=d><input type=checkbox name=d2> A: <input name=a></p>`, []string{"d+d2 A: -> a"}},
		"two of one label":  {`<p><input type=checkbox name=d> A: <input name=a></p><p><input type=checkbox name=e> A: <input name=b></p>`, []string{"d A: -> a", "e A: -> b"}},
		"no box":            {`<p>A: <input name=a></p>`, nil},
		"no colon":          {`<p><input type=checkbox name=d> A <input name=a></p>`, nil},
		"no text between":   {`<p><input type=checkbox name=d><input name=x> A: <input name=a></p>`, nil},
		"radio for a box":   {`<p><input type=radio name=d> A: <input name=a></p>`, nil},
		"colon in a word":   {`<p><input type=checkbox name=d> http://x:80/ <input name=a></p>`, nil},
		"text of a control": {`<p><input type=checkbox name=d><button>A:</button><textarea>A:</textarea></p>`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range parse(t, test.page).Rows() {
				got = append(got, shownRow(r))
			}
			diff(t, "rows", test.want, got)
		})
	}
}

// A row contains what belongs to it, and nothing of its neighbours.
func TestRowHolds(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form><table><tr><td><input type=hidden name=h><input type=checkbox name=h><td>A: <td>(not set) <a href=x>Change</a><iframe src=y></iframe><td><a href=z>Local override</a></tr>
		<tr><td><input type=hidden name=e><input type=checkbox name=e><td>B:<td><input name=b></tr></table><input type=submit name=save> <a href=help>Help</a></form><p>Footer</p>`)
	rows := p.Rows()
	diff(t, "text", []string{"A: (not set) Change Local override", "B:"}, texts(rows, (*htmlform.Row).Text))
	diff(t, "links", []string{"Change", "Local override"}, texts(rows[0].Links(), func(l *htmlform.Link) string { return l.Text }))
	diff(t, "frames", 1, len(rows[0].Frames()))
	diff(t, "controls", []string{"h", "e"}, names(rows[0].Controls()))
	diff(t, "controls of the last", []string{"e", "b"}, names(rows[1].Controls()))
	diff(t, "links of the last", 0, len(rows[1].Links()))
	b := named(t, p, "b")
	if rows[0].Contains(b) || !rows[1].Contains(b) || rows[1].Contains(named(t, parse(t, `<input name=b>`), "b")) {
		t.Error("Contains is wrong")
	}
}

// A field that is not a setting has a text before it.
func TestPrompt(t *testing.T) {
	t.Parallel()
	p := parse(t, `<p>Note:</p><form><input name=other><input name=none><table><tr><td>Upload file:<td><input type=file name=f><tr><td>Extract <b>ZIP file:</b><td><input type=radio name=z> Yes <input type=radio name=z> No</table></form>`)
	want := map[string]string{"other": "Note:", "none": "", "f": "Upload file:", "z": "ZIP file:"}
	diff(t, "prompts", want, mapped(p, (*htmlform.Control).Prompt))
}
