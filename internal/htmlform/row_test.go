// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// Rows of one label in one kind of markup each.
func TestRows(t *testing.T) {
	t.Parallel()
	type row struct {
		Label, Text     string
		Controls, After []string
	}
	tests := map[string]struct {
		page  string
		label string
		want  []row
	}{
		"table row": {`<table><tr><td>A:<td><input name=a></tr><tr><td>B:<td><input name=b> or <input name=b2> unit</tr></table>`, "B",
			[]row{{"B:", "B: or unit", []string{"b", "b2"}, []string{"b", "b2"}}}},
		"box before": {`<table><tr><td><input type=checkbox name=d><td>B:<td><input name=b></tr></table>`, "B",
			[]row{{"B:", "B:", []string{"d", "b"}, []string{"b"}}}},
		"several rows of one label": {`<p>B: <input name=a></p><p>B: <input name=b></p>`, "B",
			[]row{{"B:", "B:", []string{"a"}, []string{"a"}}, {"B:", "B:", []string{"b"}, []string{"b"}}}},
		"no control at all": {`<p>B:</p>`, "B", []row{{"B:", "B:", []string{}, []string{}}}},
		"none":              {`<p>B and more</p>`, "B", []row{}},
		"empty label":       {`<p></p><p>:</p>`, " : ", []row{}},
		"full-width colon":  {`<p>証明書： <input name=b></p>`, "証明書", []row{{"証明書：", "証明書：", []string{"b"}, []string{"b"}}}},
		"inline markup":     {`<p><b>SSL</b> <i>key</i>: <input name=b></p><p>Other: <input name=c></p>`, "SSL key", []row{{"SSL key:", "SSL key:", []string{"b"}, []string{"b"}}}},
		"label for a control far away": {`<div><label for=x>B</label></div><div>text</div><div><input id=x name=b></div><div><label for=y>C</label></div><div><input id=y name=c></div>`, "B",
			[]row{{"B", "B text", []string{"b"}, []string{"b"}}}},
		"label around": {`<form><label>B <input name=b></label><label>C <input name=c></label></form>`, "B",
			[]row{{"B", "B", []string{"b"}, []string{"b"}}}},
		"definition": {`<dl><dt>A<dd><input name=a><dt>B<dd><input name=b><dd>remark: <i>x</i><dt>C<dd><input name=c></dl>`, "B",
			[]row{{"B", "B remark: x", []string{"b"}, []string{"b"}}}},
		"definition in groups": {`<dl><div><dt>A</dt><dd><input name=a></dd></div><div><dt>B</dt><dd><input name=b></dd></div></dl>`, "B",
			[]row{{"B", "B", []string{"b"}, []string{"b"}}}},
		"list": {`<ul><li>A: <input name=a><li>B: <input name=b><li>C: <input name=c></ul>`, "B", []row{{"B:", "B:", []string{"b"}, []string{"b"}}}},
		"fieldset": {`<fieldset><legend>A</legend><input name=a></fieldset><fieldset><legend>B</legend><input name=b></fieldset>`, "B",
			[]row{{"B", "B", []string{"b"}, []string{"b"}}}},
		"lines": {`A: <input name=a><br>B: <input name=b> (help)<br>C: <input name=c><br><input type=submit name=s>`, "B",
			[]row{{"B:", "B: (help)", []string{"b"}, []string{"b"}}}},
		"last line": {`A: <input name=a><br>B: <input name=b> (help)<br><input type=submit name=s>`, "B",
			[]row{{"B:", "B: (help)", []string{"b"}, []string{"b"}}}},
		"divs in a div": {`<form><div class=r><div>A:</div><div><input name=a></div></div><div class=r><div>B:</div><div><input name=b></div></div></form>`, "B",
			[]row{{"B:", "B:", []string{"b"}, []string{"b"}}}},
		"flat divs": {`<form><div>A:</div><div><input name=a></div><div>B:</div><div><input name=b></div><div>C:</div><div><input name=c></div></form>`, "B",
			[]row{{"B:", "B:", []string{"b"}, []string{"b"}}}},
		"nested table": {`<table><tr><td><input type=checkbox name=d></td><td><table><tr><td>B:</td></tr></table></td><td><table><tr><td><input name=b></td></tr></table></td></tr>
			<tr><td><input type=checkbox name=d2></td><td><table><tr><td>C:</td></tr></table></td><td><input name=c></td></tr></table>`, "B",
			[]row{{"B:", "B:", []string{"d", "b"}, []string{"b"}}}},
		"remark with a colon": {`<table><tr><td><input type=checkbox name=d><td>B:<td><input name=b><br>Example: a:b<br><small>Note:</small></tr></table>`, "B",
			[]row{{"B:", "B: Example: a:b Note:", []string{"d", "b"}, []string{"b"}}}},
		"ARIA": {`<div role=table><div role=row><span role=cell>A</span><span role=cell><input name=a></span></div><div role=row><span role=cell>B</span><span role=cell><input name=b></span></div></div>`, "B",
			[]row{{"B", "B", []string{"b"}, []string{"b"}}}},
		"hidden inputs": {`<table><tr><td><input type=hidden name=h><input type=checkbox name=d><td>B:<td><input type=hidden name=h2><input name=b></tr></table>`, "B",
			[]row{{"B:", "B:", []string{"h", "d", "h2", "b"}, []string{"h2", "b"}}}},
		"heading above": {`<h2>B</h2><p>B: <input name=b></p><p>C: <input name=c></p>`, "B",
			[]row{{"B", "B B:", []string{"b"}, []string{"b"}}, {"B:", "B:", []string{"b"}, []string{"b"}}}},
		"label of two paragraphs": {`<table><tr><td><p>SSL</p><p>key:</p></td><td><input name=b></td></tr><tr><td>C:<td><input name=c></table>`, "SSL key",
			[]row{{"SSL key:", "SSL key:", []string{"b"}, []string{"b"}}}},
		"value is a box with a text": {`<ul><li><input type=checkbox name=d> B: <input type=checkbox name=b> enabled</li><li><input type=hidden name=e><input type=checkbox name=e> C: <input name=c></li></ul>`, "B",
			[]row{{"B:", "B: enabled", []string{"d", "b"}, []string{"b"}}}},
		"last of lines of unlike length": {`<p><input type=checkbox name=d> A: none<br><input type=checkbox name=e> B: <input type=radio name=b value=1>1 <input type=radio name=b value=2>2 <input type=radio name=b value=3>3<br></p>`, "B",
			[]row{{"B:", "B: 1 2 3", []string{"e", "b", "b", "b"}, []string{"b", "b", "b"}}}},
		"last line, no value, then a button": {`<form><input type=checkbox name=d> A: <input name=a><br><input type=checkbox name=e> B: <i>default</i><br><br><input type=submit name=s></form>`, "B",
			[]row{{"B:", "B: default", []string{"e"}, []string{}}}},
		"two lines, a button for the value": {`<table><tr><td colspan=2><input type=checkbox name=d> A:</tr><tr><td><td><input name=a></tr>
			<tr><td colspan=2><input type=checkbox name=e> B:</tr><tr><td><td><input type=submit name=b value=Change></tr><tr><td><input type=submit name=s></tr></table>`, "B",
			[]row{{"B:", "B:", []string{"e", "b"}, []string{"b"}}}},
		"hidden label": {`<p hidden>B: <input name=a></p><p>B: <input name=b></p>`, "B", []row{{"B:", "B:", []string{"b"}, []string{"b"}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, test.page)
			got := []row{}
			for _, l := range p.Labelled(test.label) {
				r := l.Row()
				got = append(got, row{l.Text(), r.Text(), names(r.Controls()), names(r.ControlsAfterLabel())})
			}
			diff(t, "rows", test.want, got)
		})
	}
}

// A section that is a <dt> has no <dd>.
func TestRowOfASection(t *testing.T) {
	t.Parallel()
	p := parse(t, `<dl><dt id=s>B <input name=b><dd><input name=c></dl>`)
	section, _ := p.Section("s")
	diff(t, "row of the section", []string{"b"}, names(section.Labelled("B")[0].Row().Controls()))
	diff(t, "row of the page", []string{"b", "c"}, names(p.Labelled("B")[0].Row().Controls()))
}

// What a value is reached by stands in the line below the label.
func TestRowOfTwoLinesWithALink(t *testing.T) {
	t.Parallel()
	p := parse(t, `<form><table><tr><td><input type=checkbox name=d> A:</tr><tr><td><input name=a></tr>
		<tr><td><input type=checkbox name=e> B:</tr><tr><td><a href=x>Change</a></tr><tr><td><a href=y>Help</a> <input type=submit></tr></table></form>`)
	row := p.Labelled("B")[0].Row()
	diff(t, "links", []string{"Change"}, texts(row.Links(), func(l *htmlform.Link) string { return l.Text }))
	diff(t, "controls", []string{"e"}, names(row.Controls()))
}

// Label and value each stand in a table of their own, and the value is a way to
// it.
func TestRowOfNestedTables(t *testing.T) {
	t.Parallel()
	row := func(name, value string) string {
		return `<tr><td><table><tr><td><input type=checkbox name=` + name + `><td>` + name + `:</table><td><table><tr><td>` + value + `</table><td>Local override</tr>`
	}
	p := parse(t, `<form><table>`+row("A", `<input name=a>`)+row("B", `(not set) <a href=x>Change</a>`)+row("C", `<iframe src=y></iframe>`)+row("D", `<input name=d>`)+`</table><input type=submit></form>`)
	for label, want := range map[string][]int{"A": {2, 0, 0}, "B": {1, 1, 0}, "C": {1, 0, 1}, "D": {2, 0, 0}} {
		r := p.Labelled(label)[0].Row()
		diff(t, label, want, []int{len(r.Controls()), len(r.Links()), len(r.Frames())})
	}
}

func TestRowContains(t *testing.T) {
	t.Parallel()
	p := parse(t, `<p>A: <input name=a><a href=x>X</a></p><p>B: <input name=b></p>`)
	r := p.Labelled("A")[0].Row()
	if !r.Contains(named(t, p, "a")) || r.Contains(named(t, p, "b")) || r.Contains(nil) ||
		r.Contains(named(t, parse(t, `<p>A: <input name=a></p>`), "a")) {
		t.Error("Contains is wrong")
	}
	diff(t, "links", []string{"X"}, texts(r.Links(), func(l *htmlform.Link) string { return l.Text }))
}
