// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
)

func TestWhenThePlanIsChecked(t *testing.T) {
	t.Parallel()
	chain := withText(confproxy.CertificateChain, "objects/chain.crt")
	for name, test := range map[string]struct {
		config, state *model
		memory        memory
		server        confproxy.Values
		want          confproxy.Values // nil: no check
	}{
		"created whole": {
			config: a(wholePair, chain),
			want: confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
				confproxy.Key: confproxy.TextValue("objects/server.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
			},
		},
		"created with the server's own chain": {
			config: a(wholePair),
			server: confproxy.Values{confproxy.CertificateChain: confproxy.TextValue("objects/theirs.crt")},
			want: confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
				confproxy.Key: confproxy.TextValue("objects/server.key"), confproxy.CertificateChain: confproxy.TextValue("objects/theirs.crt"),
			},
		},
		"created, and the server shows no such row": {config: a(wholePair), server: confproxy.Values{}},
		"created without files":                     {config: a(withUseSSL(true))},
		"created without SSL":                       {config: a(wholePair, chain, withUseSSL(false))},
		"created with an unknown key":               {config: a(wholePair, chain, with(confproxy.Key, nil))},
		"nothing new": {
			config: a(wholePair), state: a(wholePair),
			want: confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
				confproxy.Key: confproxy.TextValue("objects/server.key"), confproxy.CertificateChain: confproxy.DefaultValue(),
			},
		},
		"certificate let go": {
			config: a(withUseSSL(true), withText(confproxy.Key, "objects/server.key")), state: a(wholePair),
			memory: memory{Owned: owning(confproxy.Certificate)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := &fakeClient{settings: test.server}
			p := plannedFrom(test.config, test.state, test.memory)
			if diags := (&settingsResource{providerdata.Resource[client]{Run: providerdata.NewRun(), Client: fake}}).check(t.Context(), p); len(diags) > 0 {
				t.Errorf("unexpected: %v", diags)
			}
			var checked confproxy.Values
			if fake.checked != nil {
				checked = fake.checked.Settings
			}
			if diff := cmp.Diff(test.want, checked); diff != "" {
				t.Errorf("checked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFindingsOfThePlan(t *testing.T) {
	t.Parallel()
	broken := check.Finding{Severity: check.Error, Subject: check.RoleKey, Summary: "Not a pair", Detail: "detail"}
	missing := check.Finding{Severity: check.Error, Subject: check.RolePassphrase, Summary: "Missing passphrase", Detail: "detail"}
	name := check.Finding{Severity: check.Warning, Subject: check.RoleServerName, Summary: "Other name", Detail: "detail"}
	unchanged := a(wholePair)
	changed := a(wholePair, withText(confproxy.Certificate, "objects/old.cer"))
	for title, test := range map[string]struct {
		config, state *model
		findings      []check.Finding
		err           error
		want          diag.Diagnostics
	}{
		"an error when something changes": {
			a(wholePair), changed, []check.Finding{broken, name}, nil,
			diag.Diagnostics{
				diag.NewAttributeErrorDiagnostic(path.Root("key"), "Not a pair", "detail"),
				diag.NewAttributeWarningDiagnostic(path.Root("live_check").AtName("server_name"), "Other name", "detail"),
			},
		},
		"a warning when nothing does": {
			a(wholePair), unchanged, []check.Finding{broken}, nil,
			diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("key"), "Not a pair", "detail")},
		},
		"a passphrase that is not known yet cannot be wrong": {
			a(wholePair, withPassphrase(types.StringUnknown())), changed, []check.Finding{missing}, nil, nil,
		},
		"a passphrase that is missing": {
			a(wholePair), changed, []check.Finding{missing}, nil,
			diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("key_passphrase_wo"), "Missing passphrase", "detail")},
		},
		"a check that cannot be made": {
			a(wholePair), changed, nil, errFake,
			diag.Diagnostics{diag.NewErrorDiagnostic("Unable to check the HTTPT SSL settings", errFake.Error())},
		},
		"a check that cannot be made, and nothing changes": {
			a(wholePair), unchanged, nil, errFake,
			diag.Diagnostics{diag.NewWarningDiagnostic("Unable to check the HTTPT SSL settings", errFake.Error())},
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			r := &settingsResource{providerdata.Resource[client]{Run: providerdata.NewRun(), Client: &fakeClient{findings: test.findings, err: test.err}}}
			got := r.check(t.Context(), plannedFrom(test.config, test.state, memory{}))
			if !got.Equal(test.want) && len(got)+len(test.want) > 0 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestCheckWithoutAProvider(t *testing.T) {
	t.Parallel()
	if diags := (&settingsResource{}).check(t.Context(), plannedFrom(a(wholePair), nil, memory{})); len(diags) > 0 {
		t.Errorf("without a configured provider: %v", diags)
	}
}

func TestServerNameOfTheCheck(t *testing.T) {
	t.Parallel()
	live := func(enabled bool, name types.String) func(*model) {
		return func(m *model) {
			m.LiveCheck = types.ObjectValueMust(liveCheckTypes, map[string]attr.Value{
				"enabled": types.BoolValue(enabled), "addresses": types.ListNull(types.StringType), "server_name": name, "timeout": types.StringValue("10s"),
			})
		}
	}
	for name, test := range map[string]struct {
		endpoint string
		plan     *model
		want     string
	}{
		"of the live check":    {"proxy.example.com", a(live(true, types.StringValue("join.example.com"))), "join.example.com"},
		"of the endpoint":      {"proxy.example.com", a(), "proxy.example.com"},
		"this machine":         {"localhost", a(), ""},
		"this machine by IP":   {"127.0.0.1", a(), ""},
		"this machine by IPv6": {"::1", a(), ""},
		"another IP":           {"192.0.2.1", a(), "192.0.2.1"},
		"switched off":         {"proxy.example.com", a(live(false, types.StringNull())), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := (&settingsResource{providerdata.Resource[client]{Run: providerdata.NewRun(), Client: &fakeClient{name: test.endpoint}}}).serverName(t.Context(), test.plan)
			if got != test.want || diags.HasError() {
				t.Errorf("got %q (%v), want %q", got, diags, test.want)
			}
		})
	}
}
