// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// planning holds the configuration, the plan and the state of one change. It
// decides what to do; it does not contact the server.
type planning struct {
	config *model
	plan   *model
	state  *model // nil for a new resource
	memory memory
	// replaces reports that the run writes a file that the settings name.
	replaces bool
}

func (p *planning) creates() bool { return p.state == nil }

// setComputed sets the planned value of every attribute that shows a setting.
func (p *planning) setComputed(ctx context.Context) {
	for _, row := range rows {
		p.setPlannedRow(ctx, row)
	}
	p.plan.KeyPassphraseSet = p.passphraseSet()
	p.plan.ServedSHA256Fingerprint = types.StringUnknown()
	if !p.verifies() && !p.changes() {
		p.plan.ServedSHA256Fingerprint = p.state.ServedSHA256Fingerprint
	}
}

// verifies reports whether to verify the served certificate although no
// attribute differs.
func (p *planning) verifies() bool {
	if p.creates() || p.memory.Unfinished {
		return true
	}
	return p.declaresServed() && (p.replaces || len(p.memory.Differences) > 0 || p.memory.RestartDue != "" && p.mayRestart())
}

// declaresServed reports whether the configuration says which certificate is
// served, and where.
func (p *planning) declaresServed() bool {
	return slices.ContainsFunc(rows, func(r row) bool {
		return (r.setting == confproxy.Ports || slices.Contains(servingRows, r.setting)) && !r.isNull(p.config)
	})
}

func (p *planning) mayRestart() bool { return schemas.MayRestart(p.plan.Restart) }

// setPlannedRow plans one row. A configured row is enforced, a row that is no
// longer configured is reset to the product's default, and any other row is not
// changed but shown.
func (p *planning) setPlannedRow(ctx context.Context, row row) {
	switch {
	case !row.isKnown(ctx, p.config):
		row.set(p.plan, row.get(p.config))
	case !row.isNull(p.config):
		if !p.creates() && !row.isNull(p.state) && row.setting.Same(row.value(p.state), row.value(p.config)) {
			row.set(p.plan, row.get(p.state)) // ports keep their order
		}
	case p.creates():
		// Unknown until the apply has read it.
	case p.memory.owns(row.setting):
		row.clear(p.plan)
	default:
		row.set(p.plan, row.get(p.state))
	}
}

// manages returns the settings that the resource sets or resets to the
// product's default, and an entry for the set itself, of which a server has
// one.
func (p *planning) manages() []confproxy.Setting {
	settings := append(p.memory.owned(), confproxy.Setting{Label: "set of HTTPT SSL settings"})
	for _, row := range rows {
		if !row.isNull(p.config) {
			settings = append(settings, row.setting)
		}
	}
	if !p.config.KeyPassphraseWO.IsNull() {
		settings = append(settings, confproxy.KeyPassphrase)
	}
	return settings
}

// passphraseSet plans key_passphrase_set. The server never shows a passphrase:
// if one must be sent and no other attribute shows it, this attribute becomes
// unknown, which makes the resource change.
func (p *planning) passphraseSet() types.Bool {
	passphrase := p.config.KeyPassphraseWO
	switch {
	case passphrase.IsUnknown():
		if !p.creates() && p.state.KeyPassphraseSet.ValueBool() && p.memory.owns(confproxy.KeyPassphrase) {
			return p.state.KeyPassphraseSet
		}
		return types.BoolUnknown()
	case !passphrase.IsNull():
		if !p.creates() && !p.memory.owns(confproxy.KeyPassphrase) {
			return types.BoolUnknown()
		}
		return types.BoolValue(true)
	case p.creates():
		return types.BoolUnknown()
	case p.memory.owns(confproxy.KeyPassphrase):
		return types.BoolValue(false)
	}
	return p.state.KeyPassphraseSet
}

// requiresApply reports whether the plan needs a change of the server or a
// verification, that is, more than a change of attributes that only Terraform
// knows.
func (p *planning) requiresApply() bool {
	return p.plan.ServedSHA256Fingerprint.IsUnknown() || p.changes()
}

// changes reports whether an attribute of the server, or of the verification,
// differs.
func (p *planning) changes() bool {
	if p.creates() || !p.plan.KeyPassphraseSet.Equal(p.state.KeyPassphraseSet) ||
		!p.plan.LiveCheck.Equal(p.state.LiveCheck) || !p.plan.MinimumDaysValid.Equal(p.state.MinimumDaysValid) {
		return true
	}
	for _, row := range rows {
		if !row.get(p.plan).Equal(row.get(p.state)) {
			return true
		}
	}
	return !p.plan.KeyPassphraseWOVersion.Equal(p.state.KeyPassphraseWOVersion)
}

// sendsPassphrase reports whether to send a configured passphrase whatever the
// server has. Whether a new key needs it is decided at the server.
func (p *planning) sendsPassphrase() bool {
	return p.creates() || p.memory.Unfinished || !p.memory.owns(confproxy.KeyPassphrase) ||
		!p.plan.KeyPassphraseWOVersion.Equal(p.state.KeyPassphraseWOVersion)
}

// hasPassphrase reports whether the configuration has a passphrase that is
// known.
func (p *planning) hasPassphrase() bool {
	return !p.config.KeyPassphraseWO.IsNull() && !p.config.KeyPassphraseWO.IsUnknown()
}

// passphrase returns the configured passphrase, nil if there is none.
func (p *planning) passphrase() *string {
	if !p.hasPassphrase() {
		return nil
	}
	return p.config.KeyPassphraseWO.ValueStringPointer()
}

// want returns the rows to set, and those to reset to the product's default.
func (p *planning) want() confproxy.Values {
	want := confproxy.Values{}
	for _, row := range rows {
		switch {
		case !row.isNull(p.config):
			want[row.setting] = row.value(p.plan)
		case p.memory.owns(row.setting):
			want[row.setting] = confproxy.DefaultValue()
		}
	}
	switch {
	case p.hasPassphrase():
		want[confproxy.KeyPassphrase] = confproxy.TextValue("")
	case p.dropsPassphrase():
		want[confproxy.KeyPassphrase] = confproxy.DefaultValue()
	}
	return want
}

// dropsPassphrase reports whether to reset the passphrase to the product's
// default, which is none. A passphrase that was expected at the plan and is
// null at the apply is not changed.
func (p *planning) dropsPassphrase() bool {
	return p.config.KeyPassphraseWO.IsNull() && p.memory.owns(confproxy.KeyPassphrase) && !p.plan.KeyPassphraseSet.ValueBool()
}

// expect returns the values of the given rows in the prior state.
func (p *planning) expect(want confproxy.Values) confproxy.Values {
	if p.creates() {
		return nil
	}
	return expected(p.state, want)
}

// expected returns the values of the given rows in a state.
func expected(state *model, want confproxy.Values) confproxy.Values {
	expect := confproxy.Values{}
	for _, row := range rows {
		if _, ok := want[row.setting]; ok {
			expect[row.setting] = row.value(state)
		}
	}
	if _, ok := want[confproxy.KeyPassphrase]; ok && !state.KeyPassphraseSet.IsNull() {
		expect[confproxy.KeyPassphrase] = confproxy.Value{Default: !state.KeyPassphraseSet.ValueBool()}
	}
	return expect
}

// ownedAfter returns the settings that are owned after the change. A failed
// change adds only rows with the wanted value, and removes only rows that were
// reset to the product's default. settings are the values afterwards; nil if
// they could not be read.
func (p *planning) ownedAfter(want, settings confproxy.Values, failed bool) []string {
	var owned []string
	for _, setting := range confproxy.HTTPTSSL {
		wanted, isWanted := want[setting]
		found, isFound := settings[setting]
		switch arrived := isFound && setting.Same(found, wanted); {
		case !isWanted:
			if p.memory.owns(setting) {
				owned = append(owned, ownedNames[setting])
			}
		case wanted.Default:
			if failed && !arrived {
				owned = append(owned, ownedNames[setting])
			}
		case !failed, p.memory.owns(setting), arrived && setting != confproxy.KeyPassphrase:
			owned = append(owned, ownedNames[setting])
		}
	}
	return owned
}
