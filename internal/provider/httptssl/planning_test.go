// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

func TestPlanOfRows(t *testing.T) {
	t.Parallel()
	setting := confproxy.CertificateChain
	own := func(text string) *confproxy.Value { v := confproxy.TextValue(text); return &v }
	byDefault := func() *confproxy.Value { v := confproxy.DefaultValue(); return &v }
	creating := (*confproxy.Value)(nil)
	for name, test := range map[string]struct {
		config        *confproxy.Value // nil: unknown
		state         *confproxy.Value // nil: a new resource
		owned         bool
		want          *confproxy.Value // nil: unknown
		requiresApply bool
	}{
		"created and configured":               {own("objects/a"), creating, false, own("objects/a"), true},
		"created and not configured":           {byDefault(), creating, false, nil, true},
		"created and unknown":                  {nil, creating, false, nil, true},
		"as configured":                        {own("objects/a"), own("objects/a"), true, own("objects/a"), false},
		"as configured, not owned yet":         {own("objects/a"), own("objects/a"), false, own("objects/a"), false},
		"changed":                              {own("objects/b"), own("objects/a"), true, own("objects/b"), true},
		"configured and drifted to default":    {own("objects/a"), byDefault(), true, own("objects/a"), true},
		"no longer configured":                 {byDefault(), own("objects/a"), true, byDefault(), true},
		"no longer configured, and at default": {byDefault(), byDefault(), true, byDefault(), false},
		"never configured":                     {byDefault(), own("objects/a"), false, own("objects/a"), false},
		"never configured, at default":         {byDefault(), byDefault(), false, byDefault(), false},
		"unknown":                              {nil, own("objects/a"), true, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var state *model
			if test.state != nil {
				state = a(with(setting, test.state))
			}
			var kept memory
			if test.owned {
				kept.Owned = owning(setting)
			}
			p := plannedFrom(a(with(setting, test.config)), state, kept)
			want := a(with(setting, test.want)).CertificateChain
			if !p.plan.CertificateChain.Equal(want) {
				t.Errorf("planned is %s, want %s", p.plan.CertificateChain, want)
			}
			if p.requiresApply() != test.requiresApply {
				t.Errorf("requiresApply is %v, want %v", p.requiresApply(), test.requiresApply)
			}
		})
	}
}

func TestPlanKeepsTheOrderOfPorts(t *testing.T) {
	t.Parallel()
	p := plannedFrom(a(withPorts(443, 7615)), a(withPorts(7615, 443)), memory{Owned: owning(confproxy.Ports)})
	if want := a(withPorts(7615, 443)).Ports; !p.plan.Ports.Equal(want) || p.requiresApply() {
		t.Errorf("the same ports in another order are planned as %s (requiresApply: %v), want %s and no change", p.plan.Ports, p.requiresApply(), want)
	}
	p = plannedFrom(a(withPorts(443, 80)), a(withPorts(7615, 443)), memory{Owned: owning(confproxy.Ports)})
	if want := a(withPorts(443, 80)).Ports; !p.plan.Ports.Equal(want) || !p.requiresApply() {
		t.Errorf("other ports are planned as %s (requiresApply: %v), want %s and a change", p.plan.Ports, p.requiresApply(), want)
	}
}

func TestPlanOfPassphraseSet(t *testing.T) {
	t.Parallel()
	yes, no, unknown := types.BoolValue(true), types.BoolValue(false), types.BoolUnknown()
	given, absent, undecided := types.StringValue("correct horse"), types.StringNull(), types.StringUnknown()
	owned := memory{Owned: owning(confproxy.KeyPassphrase)}
	for name, test := range map[string]struct {
		passphrase types.String
		state      *types.Bool
		memory     memory
		want       types.Bool
	}{
		"created with one":                {given, nil, memory{}, yes},
		"created without":                 {absent, nil, memory{}, unknown},
		"created, unknown yet":            {undecided, nil, memory{}, unknown},
		"there":                           {given, &yes, owned, yes},
		"drifted away":                    {given, &no, owned, yes},
		"there, but set by somebody else": {given, &yes, memory{}, unknown},
		"no longer configured":            {absent, &yes, owned, no},
		"never configured, there":         {absent, &yes, memory{}, yes},
		"never configured, not there":     {absent, &no, memory{}, no},
		"unknown yet, and there":          {undecided, &yes, owned, yes},
		"unknown yet, and drifted away":   {undecided, &no, owned, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var state *model
			if test.state != nil {
				state = a(wholePair, withPassphraseSet(*test.state))
			}
			p := plannedFrom(a(wholePair, withPassphrase(test.passphrase)), state, test.memory)
			if !p.plan.KeyPassphraseSet.Equal(test.want) {
				t.Errorf("planned is %s, want %s", p.plan.KeyPassphraseSet, test.want)
			}
			if state != nil && p.requiresApply() != !test.want.Equal(*test.state) {
				t.Errorf("requiresApply is %v although the plan goes from %s to %s", p.requiresApply(), test.state, test.want)
			}
		})
	}
}

func TestWhenThePassphraseIsSent(t *testing.T) {
	t.Parallel()
	passphrase := withPassphrase(types.StringValue("correct horse"))
	version := func(n int64) func(*model) {
		return func(m *model) { m.KeyPassphraseWOVersion = types.Int64Value(n) }
	}
	set := withPassphraseSet(types.BoolValue(true))
	owned := memory{Owned: owning(confproxy.KeyPassphrase)}
	for name, test := range map[string]struct {
		config, state *model
		memory        memory
		want          bool
	}{
		"created":             {a(wholePair, passphrase), nil, memory{}, true},
		"nothing new":         {a(wholePair, passphrase, version(1)), a(wholePair, set, version(1)), owned, false},
		"certificate changed": {a(wholePair, passphrase, withText(confproxy.Certificate, "objects/new.cer")), a(wholePair, set), owned, false},
		"version changed":     {a(wholePair, passphrase, version(2)), a(wholePair, set, version(1)), owned, true},
		"not owned yet":       {a(wholePair, passphrase), a(wholePair, set), memory{}, true},
		"unfinished":          {a(wholePair, passphrase), a(wholePair, set), memory{Owned: owned.Owned, Unfinished: true}, true},
		"none configured":     {a(wholePair), a(wholePair, set), memory{Unfinished: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plannedFrom(test.config, test.state, test.memory)
			change, diags := p.change(t.Context())
			if diags.HasError() {
				t.Fatal(diags)
			}
			if change.SendPassphrase != test.want {
				t.Errorf("SendPassphrase is %v, want %v", change.SendPassphrase, test.want)
			}
			if given := change.Passphrase != nil; given == test.config.KeyPassphraseWO.IsNull() {
				t.Errorf("passphrase given to the client: %v; configured: %v", given, !given)
			}
		})
	}
}

func TestMetadataAloneDoesNotAct(t *testing.T) {
	t.Parallel()
	keep := func(m *model) {
		m.OnDestroy = types.StringValue(schemas.OnDestroyKeep)
		m.Restart = types.StringValue(schemas.RestartWhenNeeded)
		m.AllowEndpointPortRemoval = types.BoolValue(true)
	}
	set := withPassphraseSet(types.BoolValue(false))
	if p := plannedFrom(a(wholePair, keep), a(wholePair, set), memory{}); p.requiresApply() {
		t.Error("a change of on_destroy, restart and allow_endpoint_port_removal acts on the server")
	}
	days := func(m *model) { m.MinimumDaysValid = types.Int64Value(30) }
	if p := plannedFrom(a(wholePair, days), a(wholePair, set), memory{}); !p.requiresApply() {
		t.Error("a change of minimum_days_valid is not checked")
	}
}

func TestPlanOfWhatIsServed(t *testing.T) {
	t.Parallel()
	never, whenNeeded := func(*model) {}, func(m *model) { m.Restart = types.StringValue(schemas.RestartWhenNeeded) }
	differs, due := memory{Differences: []string{"It differs."}}, memory{RestartDue: "It is due."}
	replaced := func(p *planning) { p.replaces = true }
	redirect := confproxy.YesNo(true)
	for name, test := range map[string]struct {
		config   func(*model)
		restart  func(*model)
		memory   memory
		change   func(*planning)
		verifies bool
		says     string
	}{
		"as verified":                        {wholePair, never, memory{}, nil, false, ""},
		"a named file is going to change":    {wholePair, never, memory{}, replaced, true, ""},
		"a refresh found a difference":       {wholePair, never, differs, nil, true, "It differs."},
		"the last change failed":             {wholePair, never, memory{Unfinished: true}, nil, true, ""},
		"a restart is due, and not allowed":  {wholePair, never, due, nil, false, "It is due."},
		"a restart is due, and allowed":      {wholePair, whenNeeded, due, nil, true, ""},
		"it is left to somebody else":        {with(confproxy.RedirectToHTTPS, &redirect), whenNeeded, differs, nil, false, ""},
		"a restart of somebody else's ports": {with(confproxy.RedirectToHTTPS, &redirect), never, due, nil, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := func(m *model) { m.ServedSHA256Fingerprint = types.StringValue("ab") }
			set := withPassphraseSet(types.BoolValue(false))
			var changes []func(*planning)
			if test.change != nil {
				changes = append(changes, test.change)
			}
			p := plannedFrom(a(test.config, test.restart), a(test.config, test.restart, served, set), test.memory, changes...)
			if got := p.plan.ServedSHA256Fingerprint.IsUnknown(); got != test.verifies || p.requiresApply() != test.verifies {
				t.Errorf("planned is %s, and requiresApply is %v; want it to verify: %v", p.plan.ServedSHA256Fingerprint, p.requiresApply(), test.verifies)
			}
			said := ""
			for _, d := range p.driftWarnings() {
				said += d.Detail()
			}
			if (test.says == "") != (said == "") || !strings.Contains(said, test.says) {
				t.Errorf("said is %q, want %q", said, test.says)
			}
		})
	}
}

func TestWhatARefreshRemembers(t *testing.T) {
	t.Parallel()
	before, now := deployment.Verified{Presented: []string{"before"}}, deployment.Verified{Presented: []string{"now"}}
	for name, test := range map[string]struct {
		found deployment.Inspection
		want  string
	}{
		"all as verified":              {deployment.Inspection{Verified: now}, "now"},
		"a restart is due":             {deployment.Inspection{Verified: now, RestartDue: "Due."}, "now"},
		"a difference is found again":  {deployment.Inspection{Verified: now, Differences: []string{"It differs."}}, "before"},
		"what was not seen is no news": {deployment.Inspection{Verified: now, Unreachable: errFake}, "before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := memory{Verified: &before, Differences: []string{"old"}, RestartDue: "old"}
			m.setFromInspection(&test.found)
			if m.Verified.Served() != test.want || len(m.Differences) != len(test.found.Differences) || m.RestartDue != test.found.RestartDue {
				t.Errorf("the memory is %+v", m)
			}
		})
	}
}

func TestWantAndExpect(t *testing.T) {
	t.Parallel()
	p := plannedFrom(
		a(wholePair, withPorts(443, 7615)),
		a(withUseSSL(true), withText(confproxy.Certificate, "objects/old.cer"), withText(confproxy.CertificateChain, "objects/chain.crt"),
			withText(confproxy.SSLProtocol, "ALL"), withPassphraseSet(types.BoolValue(true))),
		memory{Owned: owning(confproxy.Certificate, confproxy.CertificateChain, confproxy.KeyPassphrase)},
	)
	want := confproxy.Values{
		confproxy.Ports:            confproxy.PortsValue([]int64{443, 7615}),
		confproxy.UseSSL:           confproxy.YesNo(true),
		confproxy.Certificate:      confproxy.TextValue("objects/server.cer"),
		confproxy.Key:              confproxy.TextValue("objects/server.key"),
		confproxy.CertificateChain: confproxy.DefaultValue(),
		confproxy.KeyPassphrase:    confproxy.DefaultValue(),
	}
	if diff := cmp.Diff(want, p.want()); diff != "" {
		t.Errorf("want (-want +got):\n%s", diff)
	}
	expect := confproxy.Values{
		confproxy.Ports:            confproxy.DefaultValue(),
		confproxy.UseSSL:           confproxy.YesNo(true),
		confproxy.Certificate:      confproxy.TextValue("objects/old.cer"),
		confproxy.Key:              confproxy.DefaultValue(),
		confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
		confproxy.KeyPassphrase:    confproxy.TextValue(""),
	}
	if diff := cmp.Diff(expect, p.expect(p.want())); diff != "" {
		t.Errorf("expect (-want +got):\n%s", diff)
	}
	created := plannedFrom(a(wholePair), nil, memory{})
	if expect := created.expect(created.want()); expect != nil {
		t.Errorf("a creation expects %v although nothing was seen before", expect)
	}
}

func TestPassphraseThatTurnsOutToBeNullStays(t *testing.T) {
	t.Parallel()
	owned := memory{Owned: owning(confproxy.KeyPassphrase)}
	state := a(wholePair, withPassphraseSet(types.BoolValue(true)))
	p := plannedFrom(a(wholePair, withPassphrase(types.StringUnknown())), state, owned)
	p.config = a(wholePair) // at the apply
	if value, wanted := p.want()[confproxy.KeyPassphrase]; wanted {
		t.Errorf("the plan keeps key_passphrase_set = true, and the apply sets the row to %s", value)
	}
	if after := (memory{Owned: p.ownedAfter(p.want(), nil, false)}); !after.owns(confproxy.KeyPassphrase) {
		t.Errorf("it is no longer owned: %v", after.Owned)
	}
}

func TestOwnedAfter(t *testing.T) {
	t.Parallel()
	own, old := confproxy.TextValue("objects/new"), confproxy.TextValue("objects/old")
	isDefault := confproxy.DefaultValue()
	setting := confproxy.Certificate
	for _, test := range []struct {
		before  bool
		wanted  *confproxy.Value
		found   *confproxy.Value // nil: could not be read
		failed  bool
		want    bool
		setting confproxy.Setting
	}{
		{false, &own, &own, false, true, setting},
		{false, &own, &own, true, true, setting},
		{false, &own, &old, true, false, setting},
		{false, &own, nil, true, false, setting},
		{true, &own, &old, true, true, setting},
		{true, &own, nil, true, true, setting},
		{true, &isDefault, &isDefault, false, false, setting},
		{true, &isDefault, &isDefault, true, false, setting},
		{true, &isDefault, &old, true, true, setting},
		{true, &isDefault, nil, true, true, setting},
		{true, nil, &old, false, true, setting},
		{false, nil, &old, false, false, setting},
		{false, &own, &own, true, false, confproxy.KeyPassphrase}, // whether it arrived is never shown
	} {
		name := fmt.Sprintf("%s owned %v wanted %v found %v failed %v", test.setting, test.before, test.wanted, test.found, test.failed)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &planning{}
			if test.before {
				p.memory.Owned = owning(test.setting)
			}
			want, found := confproxy.Values{}, confproxy.Values(nil)
			if test.wanted != nil {
				want[test.setting] = *test.wanted
			}
			if test.found != nil {
				found = confproxy.Values{test.setting: *test.found}
			}
			owned := p.ownedAfter(want, found, test.failed)
			if got := len(owned) == 1 && owned[0] == ownedNames[test.setting]; got != test.want || len(owned) > 1 {
				t.Errorf("owned is %v, want %v", owned, test.want)
			}
		})
	}
}

func TestIsUnfinished(t *testing.T) {
	t.Parallel()
	passphrase := "correct horse"
	undone := deployment.Report{Undone: []deployment.Undone{{What: "the previous settings"}}, ServesAsBefore: true}
	for name, test := range map[string]struct {
		change  deployment.Deployment
		outcome deployment.Report
		err     error
		want    bool
	}{
		"went well":                      {},
		"failed its checks":              {err: &deployment.CheckError{}},
		"failed on its way":              {err: errors.New("lost"), want: true},
		"rolled back":                    {err: errors.New("lost"), outcome: undone},
		"rolled back but the passphrase": {deployment.Deployment{Passphrase: &passphrase}, undone, errors.New("lost"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := isUnfinished(test.change, &test.outcome, test.err); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
