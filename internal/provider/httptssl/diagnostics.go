// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// attributeOfRole tells which attribute a finding of a check is about.
var attributeOfRole = map[certs.Role]path.Path{
	certs.RoleCertificate: path.Root("certificate"),
	certs.RoleKey:         path.Root("key"),
	certs.RoleChain:       path.Root("certificate_chain"),
	certs.RolePassphrase:  path.Root("key_passphrase_wo"),
	certs.RoleServerName:  path.Root("live_check").AtName("server_name"),
}

// attributeOf returns the attribute that sets a row.
func attributeOf(setting confproxy.Setting) (path.Path, bool) {
	if setting == confproxy.KeyPassphrase {
		return path.Root("key_passphrase_wo"), true
	}
	for _, row := range rows {
		if row.setting == setting {
			return path.Root(row.attribute), true
		}
	}
	return path.Empty(), false
}

// findingDiagnostics tells what checks found, at the attributes at fault. When
// nothing is going to be changed, what would be an error only warns.
func findingDiagnostics(findings []certs.Finding, changes bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, finding := range findings {
		at := attributeOfRole[finding.Subject]
		if finding.Severity == certs.Error && changes {
			diags.AddAttributeError(at, finding.Summary, finding.Detail)
		} else {
			diags.AddAttributeWarning(at, finding.Summary, finding.Detail)
		}
	}
	return diags
}

// outcomeDiagnostics tells what a change led to beside its error.
func outcomeDiagnostics(outcome *confproxy.Outcome) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, warning := range outcome.Warnings {
		if at, ok := attributeOf(warning.Setting); ok {
			diags.AddAttributeWarning(at, warning.Summary, warning.Detail)
		} else {
			diags.AddWarning(warning.Summary, warning.Detail)
		}
	}
	if outcome.RestartDue {
		diags.AddWarning("A restart of the server is due",
			"The settings are saved, and some of them take effect only when the server has been restarted. "+
				"Restart it in Activity monitor > Servers, or set restart = \"when_needed\" to let the provider do it.")
	}
	return diags
}

// changeError tells why a change failed: `Unable to <verb> the HTTPT SSL
// settings`, or what the checks before it found.
func changeError(verb string, err error) diag.Diagnostics {
	if check, ok := errors.AsType[*confproxy.CheckError](err); ok {
		return findingDiagnostics(check.Findings, true)
	}
	return failure(verb, err)
}

func failure(verb string, err error) diag.Diagnostics {
	return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to "+verb+" the HTTPT SSL settings", err.Error())}
}
