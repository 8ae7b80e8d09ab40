// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"fmt"
	"strings"
	"testing"
)

// The fields that a person can compare with a browser's: every field once, in
// order, with its change.
func TestFields(t *testing.T) {
	t.Parallel()
	p := parse(t, `<h1>General</h1><form method=post enctype="multipart/form-data">
<input type=hidden name=token value=t1><h2>HTTPT</h2>
<p><input type=checkbox name=d1 checked> Ports: <input name=v1 value=80 disabled></p>
<p><input type=checkbox name=d2 value=1 checked> Use SSL: <select name=v2 disabled><option>No<option value=y>Yes</select></p>
<p><input type=checkbox name=d3> Other: <input name=v3 value=25></p>
<p><label>Upload file: <input type=file name=f></label></p>
<table><tr><th>Select<th>File<tr><td><input type=checkbox name=s value=7><td>old.cer<tr><td><input type=checkbox name=s value=8><td>new.cer</table>
<button name=do value=save>Save</button><button name=do value=other>Other</button></form>`)
	fill := p.Forms()[0].Fill()
	for _, err := range []error{
		fill.Check(named(t, p, "d1"), false),
		fill.Check(named(t, p, "d2"), false), fill.Enable(named(t, p, "v2")), fill.Set(named(t, p, "v2"), "y"),
		fill.Check(named(t, p, "d3"), false), // unchanged
		fill.Attach(named(t, p, "f"), "new.cer", []byte("12345")),
		fill.Check(allNamed(p, "s")[1], true),
		fill.Press(p.Buttons("Save")[0]),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	for _, field := range fill.Fields() {
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%d|sent %t|changed %t", field.Name, field.Label, field.Value, field.Size, field.Sent, field.Changed))
	}
	diff(t, "fields", strings.TrimSpace(`
token||t1|0|sent true|changed false
d1|Ports:||0|sent false|changed true
d2|Use SSL:||0|sent false|changed true
v2|Use SSL:|y|0|sent true|changed true
v3|Other:|25|0|sent true|changed false
f|Upload file:|new.cer|5|sent true|changed true
s|new.cer|8|0|sent true|changed true
do|Save|save|0|sent true|changed true`), strings.Join(lines, "\n"))
	if fill.Heading() != "General" || fill.Pressed() != "Save" || fill.Encoding() != "multipart/form-data" {
		t.Errorf("%q, %q, %q", fill.Heading(), fill.Pressed(), fill.Encoding())
	}
	untouched := parse(t, `<form><p>Name: <input name=a></p><input type=radio name=r value=1 checked> One</form>`).Forms()[0].Fill()
	fields := untouched.Fields()
	if len(fields) != 2 || fields[0].Label != "Name:" || fields[1].Label != "One" || untouched.Pressed() != "" || untouched.Encoding() != "" {
		t.Errorf("%+v, %q, %q", fields, untouched.Pressed(), untouched.Encoding())
	}
}
