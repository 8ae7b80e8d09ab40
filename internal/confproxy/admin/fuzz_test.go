// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"net/url"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// fuzzPage parses a page, and returns nil if it is none.
func fuzzPage(text string) *htmlform.Page {
	u := &url.URL{Scheme: "http", Host: "127.0.0.1:7615", Path: "/conf/page"}
	page, err := htmlform.Parse(u, "text/html; charset=utf-8", strings.NewReader(text), 1<<16)
	if err != nil {
		return nil
	}
	return page
}

// Any HTML around the documented labels: rows can be found, read and entered,
// and contain only their own controls.
func FuzzSettingRow(f *testing.F) {
	for _, row := range []string{
		`<form method=post><table><tr><td><input type=checkbox name=a checked><td>LABEL<td><input name=b value="80, 443"><td>Local override</table><button>Save</button></form>`,
		`<form method=post><input type=checkbox name=a> <b>LABEL</b> <select name=b><option selected>Yes<option>No (allow override)</select> <input type=checkbox name=c> Local override<br><input type=submit value=Save></form>`,
		`<dl><dt><input type=checkbox><label for=x>LABEL</label><dd><input id=x type=radio name=r value=1> Yes <input type=radio name=r value=0 checked> No</dl>`,
		`<fieldset><legend><input type=checkbox name=a><span>LABEL</span></legend><textarea name=b>80
443</textarea> Local override</fieldset>`,
		`<tr><td><input type=checkbox><td>LABEL<td><select multiple name=p><option selected>80<option>443</select><tr><td><input type=checkbox><td>LABEL<td><input name=p><input name=p>`,
		`<input type=checkbox><input type=checkbox>LABEL LABEL:<input type=file><select></select><iframe src=x>`,
	} {
		for i := range confproxy.HTTPTSSL {
			f.Add(row, uint8(i), "443,7615")
		}
	}
	f.Fuzz(func(t *testing.T, text string, number uint8, wanted string) {
		setting := confproxy.HTTPTSSL[int(number)%len(confproxy.HTTPTSSL)]
		page := fuzzPage(strings.ReplaceAll(text, "LABEL", setting.Labels()[len(setting.Labels())-1]))
		if page == nil {
			return
		}
		row := findRow(rowsOf(page), setting)
		if row == nil {
			return
		}
		value, err := row.value()
		if err == nil && value.Default != row.box.Checked {
			t.Errorf("value %v of a row whose box is ticked: %t", value, row.box.Checked)
		}
		for _, control := range row.controls {
			if control == row.box || !row.row.Contains(control) {
				t.Errorf("the control %q is the box, or not the row's", control.Name)
			}
		}
		form := row.box.Form
		if form == nil {
			return
		}
		for _, want := range []confproxy.Value{confproxy.DefaultValue(), confproxy.TextValue(wanted), confproxy.YesNo(true)} {
			fill := form.Fill()
			if !want.Default && !row.isSettable() {
				continue
			}
			_ = row.enter(fill, want) // the row may not accept the value
			_, _ = fill.Request(t.Context())
		}
	})
}

// Any HTML around the documented columns: listed files have a name, a size and
// links, and nothing stops the reading.
