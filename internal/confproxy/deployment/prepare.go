// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// prepare reads and checks everything. It changes nothing.
func (d *deployment) prepare(ctx context.Context) error {
	readings, err := d.ways.Settings.Read(ctx, d.relevant()...)
	if err == nil {
		d.before, err = readings.Require(d.Want.Ordered()...)
	}
	if err != nil {
		return err
	}
	d.report.Settings = d.before
	if err := conflict(d.before, d.Want, d.Expect); err != nil {
		return err
	}
	d.target = maps.Clone(d.before)
	maps.Copy(d.target, d.Want)
	if d.changes(confproxy.Ports) {
		if d.report.Warnings, err = checkPorts(ctx, d.ways, d.before[confproxy.Ports], d.target[confproxy.Ports], d.AllowEndpointPortRemoval); err != nil {
			return err
		}
	}
	if listening, known := d.Verified.ports(); known && !d.changes(confproxy.Ports) && !confproxy.Ports.Same(listening, d.target[confproxy.Ports]) {
		d.portsPending = pendingPorts(ctx, d.ways, listening, d.target[confproxy.Ports]) != ""
	}
	d.Live = d.Live.withDefaults(d.ways, d.before[confproxy.Ports], d.target[confproxy.Ports])
	if err := d.check(ctx); err != nil {
		return err
	}
	if err := d.lookBefore(ctx); err != nil {
		return err
	}
	if err := d.checkPassphrase(ctx); err != nil {
		return err
	}
	return d.canRestart(ctx)
}

// canRestart makes sure that a restart can be requested if it turns out to be
// needed.
func (d *deployment) canRestart(ctx context.Context) error {
	if !d.Restart || !d.changesPorts() && !d.rereads() {
		return nil
	}
	others, err := d.ways.Servers.CanRestart(ctx, confproxy.ScopeServer)
	d.otherServers = others
	return err
}

// relevant returns the settings that the deployment reads: those of the pages
// that it changes, and of General.
func (d *deployment) relevant() []confproxy.Setting {
	return slices.DeleteFunc(slices.Clone(confproxy.HTTPTSSL), func(s confproxy.Setting) bool {
		return s.Page != confproxy.PageGeneral && len(d.Want.On(s.Page)) == 0
	})
}

// conflict compares rows with their values when the change was planned. A caller
// may take a value that is neither Yes nor No for the product's default.
func conflict(now, want, expect confproxy.Values) error {
	for _, setting := range want.Ordered() {
		expected, ok := expect[setting]
		if !ok || setting.Same(now[setting], expected) || setting.Same(now[setting], want[setting]) ||
			expected.Default && setting.IsUnclear(now[setting]) {
			continue
		}
		return confproxy.Conflict(setting, expected, now[setting])
	}
	return nil
}

func (d *deployment) check(ctx context.Context) error {
	if d.before.ServesStorage() && d.target[confproxy.UseSSL].Yes() && d.target[confproxy.Certificate].Names() != d.target[confproxy.Key].Names() {
		return &confproxy.Error{
			Kind: confproxy.ErrCheck, Op: "reset one of " + confproxy.Certificate.Label + " and " + confproxy.Key.Label,
			Found:  fmt.Sprintf("%s stays Yes, and the other row keeps its file, so the server could not serve TLS. Nothing was changed.", confproxy.UseSSL),
			Advice: "Change both rows together.",
		}
	}
	if len(d.Want) == 0 || !d.target.ServesStorage() {
		return nil
	}
	candidate, findings, err := checkStored(ctx, d.ways, CheckInput{
		Settings: d.target, Passphrase: d.Passphrase, Verified: d.Verified,
		ServerName: d.Live.ServerName, MinimumDaysValid: d.MinimumDaysValid,
		Planned: func(name string) (*certs.Content, bool) {
			content, planned := d.Files[name]
			return content, planned
		},
	}, d.before)
	if err != nil {
		return err
	}
	for _, finding := range findings {
		d.report.Warnings = append(d.report.Warnings, Warning{settingOf(finding.Subject), finding.Summary, finding.Detail})
	}
	d.expected, d.leaf, d.key = candidate.expected, candidate.leaf, candidate.Key.Content
	d.stored.Files, d.stored.Expected = candidate.files, candidate.expected
	return nil
}

// lookBefore makes the handshakes that later ones are compared with.
func (d *deployment) lookBefore(ctx context.Context) error {
	if d.verifies() || d.endsServing() {
		d.servedBefore = handshakeAll(ctx, d.ways, d.Live)
	}
	if !d.verifies() {
		return nil
	}
	if !d.before.ServesStorage() {
		d.report.ServedBefore = d.servedBefore.fingerprint()
	}
	silent := d.servedBefore.lagging(func(_ int, h handshake) bool { return !h.isUnreachable() })
	switch {
	case len(silent) == 0 || d.changesPorts():
	case len(silent) == len(d.servedBefore):
		return &confproxy.Error{
			Kind: confproxy.ErrLiveUnreachable, Op: "make the live check at " + silent.addresses(), Cause: silent[0].err,
			Found: "Nothing answers there, so the change could not be verified. Nothing was changed.",
		}
	default:
		d.report.Warnings = append(d.report.Warnings, Warning{
			Summary: "Live check not possible",
			Detail:  fmt.Sprintf("Nothing answered there before the change, so only the other addresses were verified: %s.", silent),
		})
	}
	return nil
}
