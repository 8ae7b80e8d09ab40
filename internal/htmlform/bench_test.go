// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"fmt"
	"strings"
	"testing"
)

const benchRows = 10_000

// benchPages are pages with 10,000 rows of settings in several kinds of markup,
// and other large or deep pages.
var benchPages = map[string]func() string{
	"table":         rowsOf("<form method=post><table>", `<tr><td><input type=checkbox name=d%[1]d checked><td>Setting %[1]d:<td><input name=v%[1]d value="value %[1]d"><td><a href="o?%[1]d">Local override</a></tr>`, "</table></form>"),
	"nested tables": rowsOf("<form method=post><table>", `<tr><td><input type=checkbox name=d%[1]d><td><table><tr><td>Setting %[1]d:</table><td><table><tr><td><input name=v%[1]d></table><td>Example: x</tr>`, "</table></form>"),
	"two lines":     rowsOf("<form method=post><table>", `<tr><td><input type=checkbox name=d%[1]d> Setting %[1]d:</tr><tr><td><input name=v%[1]d></tr>`, "</table></form>"),
	"divs":          rowsOf("<form method=post>", `<div class=r><div><input type=checkbox name=d%[1]d></div><div><label for=i%[1]d>Setting %[1]d:</label></div><div><input id=i%[1]d name=v%[1]d><p>remark</p></div></div>`, "</form>"),
	"flat divs":     rowsOf("<form method=post>", `<div><input type=checkbox name=d%[1]d></div><div>Setting %[1]d:</div><div><input name=v%[1]d></div><div>remark</div>`, "</form>"),
	"lines":         rowsOf("<form method=post>", `<input type=checkbox name=d%[1]d> Setting %[1]d: <input name=v%[1]d> <i>remark</i><br>`, "</form>"),
	"no boxes":      rowsOf("<form method=post>", `<b>Setting %[1]d:</b> <input name=v%[1]d> Note: x<br>`, "</form>"),
	"definitions":   rowsOf("<form method=post><dl>", `<dt><input type=checkbox name=d%[1]d> Setting %[1]d<dd><input name=v%[1]d><dd>remark`, "</dl></form>"),
	"remarks":       rowsOf("<form method=post><dl>", `<dt>Setting %[1]d:<dd>nothing`, "<dt>x<dd><input name=v></dl></form>"),
	"disabled":      rowsOf("<form method=post><fieldset disabled>", `<p><input type=hidden name=h><label>Setting %[1]d: <input name=v%[1]d></label></p>`, "</fieldset></form>"),
	"options":       rowsOf("<form method=post>Setting 5000:<select multiple name=s>", `<option selected>Setting %[1]d`, "</select></form>"),
	"radios":        rowsOf("<form method=post>", `<input type=radio name=r%[1]d checked>Setting %[1]d<br>`, "</form>"),
	"deep": func() string {
		return strings.Repeat("<div><p>", 240) + "Setting 5000: <input name=v>" + strings.Repeat("text ", 100_000)
	},
	"text": func() string {
		return "<p>Setting 5000: <input name=v></p><p>" + strings.Repeat("word <b>bold</b> ", 480_000)
	},
}

func rowsOf(before, row, after string) func() string {
	return func() string {
		var page strings.Builder
		page.WriteString(before)
		for i := range benchRows {
			fmt.Fprintf(&page, row, i)
		}
		page.WriteString(after)
		return page.String()
	}
}

// BenchmarkPage parses a large page, finds a row in its middle, tables and
// texts, and submits its form.
func BenchmarkPage(b *testing.B) {
	for name, page := range benchPages {
		b.Run(name, func(b *testing.B) {
			text := page()
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				use(b, text)
			}
		})
	}
}

func use(b testing.TB, text string) {
	b.Helper()
	p := parse(b, text)
	for _, r := range p.Rows() {
		r.Controls()
	}
	p.Tables("Setting*", "Value")
	p.Buttons("Save")
	p.LinksByText("Local override")
	for _, f := range p.Forms() {
		send(b, f.Fill())
	}
}

// BenchmarkRows lists the rows of a large page.
func BenchmarkRows(b *testing.B) {
	for name, page := range benchPages {
		b.Run(name, func(b *testing.B) {
			p := parse(b, page())
			b.ResetTimer()
			for b.Loop() {
				p.Rows()
			}
		})
	}
}

// BenchmarkCaptions asks every control of a large page for its label.
func BenchmarkCaptions(b *testing.B) {
	for name, page := range benchPages {
		b.Run(name, func(b *testing.B) {
			p := parse(b, page())
			b.ResetTimer()
			for b.Loop() {
				for _, c := range p.Controls() {
					c.Label()
					c.SuffixText()
				}
			}
		})
	}
}
