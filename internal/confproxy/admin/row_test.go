// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// A page is a settings page by its rows and its button, whatever the rows are;
// an ambiguous row is never written.
func TestSettingsPageIsRecognised(t *testing.T) {
	t.Parallel()
	const ports, save = `<p><input type=checkbox name=d> HTTPT ports: <input name=p value=443> Local override</p>`, `<button>Save</button>`
	const other = `<p><input type=checkbox name=e> Company: <input name=c></p>`
	tests := map[string]struct {
		page  string
		match ui.Match
		clear bool // the row of the ports can be read
	}{
		"rows and button":               {other + ports + save, ui.Certain, true},
		"rows that nobody knows":        {other + save, ui.Likely, false},
		"no button":                     {other + ports, ui.NoMatch, false},
		"no rows":                       {`<p>HTTPT ports: <input name=p></p>` + save, ui.NoMatch, false},
		"two rows of one label":         {ports + other + ports + save, ui.Certain, false},
		"two boxes in the row":          {`<p><input type=checkbox name=d2><input type=checkbox name=d> HTTPT ports: <input name=p value=443></p>` + save, ui.Certain, false},
		"several checkboxes":            {`<p><input type=checkbox name=d> HTTPT ports: <label><input type=checkbox name=p> 80</label> <label><input type=checkbox name=p checked> 443</label></p>` + save, ui.Certain, false},
		"a value nearer to none":        {`<p><input type=checkbox name=d> HTTPT ports:</p><p>Bind IP: <input name=ip value=80></p>` + save, ui.Certain, false},
		"a hidden twin of the next":     {`<p><input type=checkbox name=d> HTTPT ports: <input name=p value=443></p><p><input type=hidden name=e><input type=checkbox name=e> Company: <input name=c></p>` + save, ui.Certain, true},
		"the label in another's remark": {ports + `<p><input type=checkbox name=e> Company: <input name=c> as in HTTPT ports: x</p>` + save, ui.Certain, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := fuzzPage("<form method=post>" + test.page + "</form>")
			v := &session.View{URL: &url.URL{}, Pages: []*htmlform.Page{page}}
			got := settingsSpec(confproxy.PageGeneral).Recognise(v)
			if got != test.match {
				t.Errorf("the match is %d, want %d", got, test.match)
			}
			if got == ui.NoMatch {
				return
			}
			quote := func(texts []string) string { return strings.Join(texts, ", ") }
			settings := &settingsPage{name: confproxy.PageGeneral, view: v, page: page, rows: rowsOf(page), quote: quote}
			if err := settings.read(confproxy.Ports).Err; (err == nil) != test.clear {
				t.Errorf("the row of the ports: %v, want it clear: %t", err, test.clear)
			}
		})
	}
}

// A text that the page cannot carry is the fault of the text, not of the page.
func TestTextBeyondTheEncoding(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		encoding, text string
		want           error
	}{
		"an old encoding":    {"iso-8859-1", "日本", confproxy.ErrEncoding},
		"a character it has": {"iso-8859-1", "Größe", nil},
		"UTF-8":              {"utf-8", "日本", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const text = `<form method=post><p><input type=checkbox name=e> Company: <input name=c></p><button>Save</button></form>`
			u := &url.URL{Scheme: "http", Host: "127.0.0.1:7615", Path: "/conf/page"}
			page, err := htmlform.Parse(u, "text/html; charset="+test.encoding, strings.NewReader(text), 1<<16)
			if err != nil {
				t.Fatal(err)
			}
			company := confproxy.Setting{Page: confproxy.PageGeneral, Label: "Company"}
			settings := &settingsPage{name: confproxy.PageGeneral, page: page, rows: rowsOf(page)}
			_, _, err = settings.fill(page.Buttons("Save")[0].Form, confproxy.Values{company: confproxy.TextValue(test.text)})
			if err != nil {
				err = ui.NothingSent("save", err)
			}
			if !errors.Is(err, test.want) || errors.Is(err, confproxy.ErrLayout) {
				t.Errorf("expected %v, got %v", test.want, err)
			}
		})
	}
}
