// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata_test

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
)

func TestManage(t *testing.T) {
	t.Parallel()
	certificate := providerdata.Manager{Type: "confproxy_certificate", Configuration: "a"}
	settings := providerdata.Manager{Type: "confproxy_httpt_ssl", Configuration: "b"}
	creates := func(m providerdata.Manager) providerdata.Manager { m.Creates = true; return m }
	type plan struct {
		by       providerdata.Manager
		settings []confproxy.Setting
	}
	for name, test := range map[string]struct {
		plans    []plan
		conflict bool // of the last
	}{
		"beside each other":      {[]plan{{certificate, []confproxy.Setting{confproxy.Key}}, {settings, []confproxy.Setting{confproxy.Ports}}}, false},
		"both":                   {[]plan{{certificate, []confproxy.Setting{confproxy.UseSSL, confproxy.Key}}, {settings, []confproxy.Setting{confproxy.Ports, confproxy.Key}}}, true},
		"replaced":               {[]plan{{certificate, []confproxy.Setting{confproxy.Key}}, {creates(certificate), []confproxy.Setting{confproxy.Key}}}, false},
		"two of a kind, created": {[]plan{{creates(certificate), []confproxy.Setting{confproxy.Key}}, {creates(certificate), []confproxy.Setting{confproxy.Key}}}, true},
		"two of a kind, there":   {[]plan{{certificate, []confproxy.Setting{confproxy.Key}}, {certificate, []confproxy.Setting{confproxy.Key}}}, true},
		"two of a kind, one new": {[]plan{{settings, []confproxy.Setting{confproxy.Key}}, {creates(providerdata.Manager{Type: settings.Type, Configuration: "c"}), []confproxy.Setting{confproxy.Key}}}, true},
		"nothing managed":        {[]plan{{certificate, []confproxy.Setting{confproxy.Key}}, {settings, nil}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run := providerdata.NewRun()
			for i, p := range test.plans {
				setting, other, conflict := run.Manage(p.by, p.settings...)
				if want := test.conflict && i == len(test.plans)-1; conflict != want {
					t.Fatalf("plan %d: conflict %v (%v, %v), want %v", i, conflict, setting, other, want)
				}
				if conflict && (setting != confproxy.Key || other != test.plans[0].by) {
					t.Errorf("the conflict is about %v of %v", setting, other)
				}
			}
		})
	}
}
