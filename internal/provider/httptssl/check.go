// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// servingRows decide which certificate the server presents.
var servingRows = []confproxy.Setting{
	confproxy.UseSSL, confproxy.Certificate, confproxy.Key, confproxy.CertificateChain,
}

// hasServer reports whether a server is configured.
func (r *settingsResource) hasServer() bool { return r.Client != nil && r.Client.Err() == nil }

// checkPorts checks at plan time that the provider does not lock itself out.
func (r *settingsResource) checkPorts(ctx context.Context, p *planning) diag.Diagnostics {
	if !r.hasServer() || p.plan.AllowEndpointPortRemoval.ValueBool() || !isKnown(ctx, p.plan.Ports) ||
		!p.creates() && p.plan.Ports.Equal(p.state.Ports) {
		return nil
	}
	before, ok := r.portsBefore(ctx, p)
	if !ok {
		return nil // the apply reads and checks them
	}
	planned := confproxy.DefaultValue()
	if !p.plan.Ports.IsNull() {
		planned = ports.decode(p.plan.Ports)
	}
	if err := r.Client.CheckPorts(before, planned); err != nil {
		detail := diagnostics.Detail(err) + " " + diagnostics.DestroyAnyway
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("ports"), "Unable to change the ports", detail)}
	}
	return nil
}

// portsBefore returns the ports that the server lists before the change.
func (r *settingsResource) portsBefore(ctx context.Context, p *planning) (confproxy.Value, bool) {
	if !p.creates() {
		return ports.decode(p.state.Ports), true
	}
	readings, err := r.Client.Settings(ctx, confproxy.Ports)
	if err != nil {
		return confproxy.Value{}, false
	}
	reading, ok := readings[confproxy.Ports]
	return reading.Value, ok && reading.Err == nil
}

// check checks at plan time what the server will serve. It finds nothing while
// that is unknown, or if the certificate is not in the storage.
func (r *settingsResource) check(ctx context.Context, p *planning) diag.Diagnostics {
	if !r.hasServer() || !p.servesStored(ctx) {
		return nil
	}
	changes := p.changes() || p.replaces // damage that a refresh found must not block a destroy
	settings, known, err := r.servingSettings(ctx, p)
	if err != nil {
		return checkFailure(err, changes)
	}
	if !known || !settings[confproxy.UseSSL].Yes() || settings[confproxy.Certificate].Text == "" || settings[confproxy.Key].Text == "" {
		return nil
	}
	if p.dropsPassphrase() {
		settings[confproxy.KeyPassphrase] = confproxy.DefaultValue()
	}
	serverName, diags := r.serverName(ctx, p.plan)
	findings, err := r.Client.Check(ctx, deployment.CheckInput{
		Settings: settings, Passphrase: p.passphrase(), Verified: p.memory.Verified,
		ServerName: serverName, MinimumDaysValid: p.plan.MinimumDaysValid.ValueInt64(), Planned: r.Run.PlannedFile,
	})
	if err != nil {
		return append(diags, checkFailure(err, changes)...)
	}
	if p.config.KeyPassphraseWO.IsUnknown() {
		findings = slices.DeleteFunc(findings, func(f check.Finding) bool { return f.Subject == check.RolePassphrase })
	}
	return append(diags, attributes.Findings(findings, changes)...)
}

// servesStored reports whether, by the plan alone, the server may serve a
// certificate from the storage. It is false for a new resource without files.
func (p *planning) servesStored(ctx context.Context) bool {
	named := !p.creates()
	for _, row := range rows {
		if !slices.Contains(servingRows, row.setting) {
			continue
		}
		if !row.isKnown(ctx, p.config) {
			return false
		}
		named = named || row.setting != confproxy.UseSSL && !row.isNull(p.config)
		if !row.isKnown(ctx, p.plan) {
			continue
		}
		planned := row.value(p.plan)
		if planned.Default && row.setting != confproxy.CertificateChain || row.setting == confproxy.UseSSL && !planned.Yes() {
			return false
		}
	}
	return named
}

// servingSettings returns the planned values of the serving rows. In a new resource, rows that are not configured keep
// the server's values. known is false if a value is unknown.
func (r *settingsResource) servingSettings(ctx context.Context, p *planning) (settings confproxy.Values, known bool, err error) {
	settings = confproxy.Values{}
	var there confproxy.Values
	for _, row := range rows {
		switch {
		case !slices.Contains(servingRows, row.setting):
		case row.isKnown(ctx, p.plan):
			settings[row.setting] = row.value(p.plan)
		default:
			if there == nil {
				if there, err = r.settings(ctx); err != nil {
					return nil, false, err
				}
			}
			value, ok := there[row.setting]
			if !ok {
				return nil, false, nil
			}
			settings[row.setting] = value
		}
	}
	return settings, true, nil
}

// serverName returns the name that the certificate should cover.
func (r *settingsResource) serverName(ctx context.Context, plan *model) (string, diag.Diagnostics) {
	live, diags := schemas.LiveCheckOf(ctx, plan.LiveCheck)
	return schemas.CoveredName(live, r.Client.TLSServerName()), diags
}

// checkFailure reports a check that failed: an error with changes, otherwise a
// warning.
func checkFailure(err error, changes bool) diag.Diagnostics {
	const summary = "Unable to check the HTTPT SSL settings"
	if changes {
		return diag.Diagnostics{diagnostics.Error(summary, err)}
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(summary, diagnostics.Detail(err))}
}
