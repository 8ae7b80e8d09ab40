// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/htmlform"
)

// settingRow is a row of settings as a person sees it: the box before the
// label, and the controls after it.
type settingRow struct {
	Box      string
	Ticked   bool
	Controls []string // name=value
	Override string   // where the link beside leads
}

var settingLabels = []string{
	"HTTPT SSL certificate:", "HTTPT SSL certificate chain:", "HTTPT SSL key:", "HTTPT SSL key passphrase:",
	"HTTPT use SSL:", "HTTPT ports:",
}

// Whole pages, each written in a different way, as different authors would
// write them.
func TestHandwrittenPages(t *testing.T) {
	t.Parallel()
	type rows map[string]settingRow
	tests := map[string]rows{
		"nested-tables": {
			"HTTPT SSL certificate:":       {"d11", false, []string{"v11=objects/cert.pem"}, "/conf?o=11"},
			"HTTPT SSL certificate chain:": {"d12", true, []string{"v12="}, "/conf?o=12"},
			"HTTPT SSL key:":               {"d13", false, []string{"v13=objects/key.pem"}, "/conf?o=13"},
			"HTTPT SSL key passphrase:":    {"d14", false, nil, "/conf?o=14"},
			"HTTPT use SSL:":               {"d15", false, []string{"v15=1"}, "/conf?o=15"},
			"HTTPT ports:":                 {"d10", true, []string{"v10=80,443,7615"}, "/conf?o=10"},
		},
		"div-grid": {
			"HTTPT SSL certificate:":       {"cert.default", false, []string{"cert=objects/c.pem", "="}, "/conf/general/cert/override"},
			"HTTPT SSL certificate chain:": {"chain.default", false, []string{"chain=objects/chain.pem"}, "/conf/general/chain/override"},
			"HTTPT SSL key:":               {"key.default", true, []string{"key="}, "/conf/general/key/override"},
			"HTTPT SSL key passphrase:":    {"pass.default", true, nil, "/conf/general/pass/override"},
			"HTTPT use SSL:":               {"usessl.default", true, []string{"usessl=yes", "usessl=no"}, "/conf/general/usessl/override"},
			"HTTPT ports:":                 {"ports.default", false, []string{"ports=443 7615"}, "/conf/general/ports/override"},
		},
		"definition-list": {
			"HTTPT SSL certificate:":       {"dflt", false, []string{"val=objects/証明書.pem"}, "/conf/over?17"},
			"HTTPT SSL certificate chain:": {"dflt", true, []string{"val="}, "/conf/over?18"},
			"HTTPT SSL key:":               {"dflt", false, []string{"val=objects/鍵.pem"}, "/conf/over?19"},
			"HTTPT SSL key passphrase:":    {"dflt", true, nil, "/conf/over?20"},
			"HTTPT use SSL:":               {"dflt", false, []string{"yes=21"}, "/conf/over?21"},
			"HTTPT ports:":                 {"dflt", false, []string{"val=443\n7615"}, "/conf/over?22"},
		},
		"flat-lines": {
			"HTTPT SSL certificate:":       {"d1", false, []string{"d2=objects/a.pem"}, "/conf/o4"},
			"HTTPT SSL certificate chain:": {"e1", true, []string{"e2=objects/b.pem"}, "/conf/o5"},
			"HTTPT SSL key:":               {"f1", false, []string{"f2=objects/k.pem"}, "/conf/o6"},
			"HTTPT SSL key passphrase:":    {"g1", false, nil, "/conf/o7"},
			"HTTPT use SSL:":               {"c1", false, []string{"c2=n"}, "/conf/o3"},
			"HTTPT ports:":                 {"b1", false, []string{"b2=80,443"}, "/conf/o2"},
		},
		"fieldsets": {
			"HTTPT SSL certificate:":       {"def[crt]", false, []string{"crt=objects/x"}, "/conf/page?crt"},
			"HTTPT SSL certificate chain:": {"def[chn]", false, []string{"chn="}, "/conf/page?chn"},
			"HTTPT SSL key:":               {"def[key]", false, []string{"key=objects/y"}, "/conf/page?key"},
			"HTTPT SSL key passphrase:":    {"def[pwd]", false, []string{"pwd="}, "/conf/page?pwd"},
			"HTTPT use SSL:":               {"def[ssl]", true, []string{"ssl=1", "ssl=0"}, "/conf/page?ssl"},
			"HTTPT ports:":                 {"def[port]", false, []string{"port=443"}, "/conf/page?port"},
		},
		"css-grid": {
			"HTTPT SSL certificate:":       {"7", false, []string{"8=objects/c"}, "/conf/o4"},
			"HTTPT SSL certificate chain:": {"9", false, []string{"10=objects/d"}, "/conf/o5"},
			"HTTPT SSL key:":               {"11", false, []string{"12=objects/k"}, "/conf/o6"},
			"HTTPT SSL key passphrase:":    {"13", true, nil, "/conf/o7"},
			"HTTPT use SSL:":               {"5", false, []string{"6=Yes"}, "/conf/o3"},
			"HTTPT ports:":                 {"3", false, []string{"4=443"}, "/conf/o2"},
		},
		"two-lines": {
			"HTTPT SSL certificate:":       {"cd", true, []string{"c=objects/c"}, "/conf/o3"},
			"HTTPT SSL certificate chain:": {"hd", false, []string{"h=objects/h"}, "/conf/o4"},
			"HTTPT SSL key:":               {"kd", false, []string{"k=objects/k"}, "/conf/o5"},
			"HTTPT SSL key passphrase:":    {"wd", true, nil, "/conf/o6"},
			"HTTPT use SSL:":               {"sd", false, []string{"s=1", "s=0"}, "/conf/o2"},
			"HTTPT ports:":                 {"pd", false, []string{"p=443"}, "/conf/o1"},
		},
		"absent-values": {
			"HTTPT SSL certificate:":       {"c3", true, nil, "/conf/o3"},
			"HTTPT SSL certificate chain:": {"c4", false, []string{"v4="}, "/conf/o4"},
			"HTTPT SSL key:":               {"c5", false, []string{"v5="}, "/conf/o5"},
			"HTTPT SSL key passphrase:":    {"c6", true, nil, "/conf/o6"},
			"HTTPT use SSL:":               {"c2", false, []string{"v2=Y"}, "/conf/o2"},
			"HTTPT ports:":                 {"c1", true, nil, "/conf/o1"},
		},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := os.ReadFile(filepath.Join("testdata", "handwritten", name+".html"))
			ok(t, err)
			p, err := htmlform.Parse(mustURL(t, pageURL), "text/html", bytes.NewReader(page), 1<<20)
			ok(t, err)
			diff(t, "unclosed elements", []string(nil), p.Unclosed())
			diff(t, "buttons", 1, len(p.Buttons("Save")))
			for _, label := range settingLabels {
				t.Run(label, func(t *testing.T) { diff(t, "row", want[label], readSettingRow(t, p, label)) })
			}
		})
	}
}

// readSettingRow reads the only row of the label.
func readSettingRow(t *testing.T, p *htmlform.Page, label string) settingRow {
	t.Helper()
	var found []settingRow
	for _, row := range p.Rows() {
		if row.Label != label {
			continue
		}
		if len(row.Boxes()) != 1 {
			t.Errorf("the row begins with the boxes %q, want one", names(row.Boxes()))
		}
		box := row.Boxes()[0]
		got := settingRow{Box: box.Name, Ticked: box.Checked}
		for _, c := range row.ControlsAfterLabel() {
			got.Controls = append(got.Controls, c.Name+"="+c.Value())
			if !row.Contains(c) {
				t.Errorf("the row does not contain its control %s", c.Name)
			}
		}
		for _, link := range row.Links() {
			if link.Text == "Local override" {
				got.Override += link.URL.RequestURI()
			}
		}
		found = append(found, got)
	}
	if len(found) != 1 {
		t.Fatalf("%d rows have the label, want 1: %v", len(found), found)
	}
	return found[0]
}
