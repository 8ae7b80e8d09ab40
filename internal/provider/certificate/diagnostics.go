// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// attributeOfRole maps the subject of a finding to its attribute.
var attributeOfRole = map[check.Role]path.Path{
	check.RoleCertificate: path.Root(argCertificate),
	check.RoleKey:         path.Root(argKey),
	check.RoleChain:       path.Root(argChain),
	check.RolePassphrase:  path.Root(argPassphrase),
	check.RoleServerName:  path.Root("live_check").AtName("server_name"),
}

// attributeOfSetting maps a row to the attribute that sets it.
var attributeOfSetting = map[confproxy.Setting]path.Path{
	confproxy.Certificate:      path.Root(argCertificate),
	confproxy.Key:              path.Root(argKey),
	confproxy.CertificateChain: path.Root(argChain),
	confproxy.KeyPassphrase:    path.Root(argPassphrase),
}

// findingDiagnostics reports findings at their attributes. Without changes, an
// error becomes a warning.
func findingDiagnostics(findings []check.Finding, changes bool) diag.Diagnostics {
	return diagnostics.Findings(findings, attributeOfRole, changes)
}

// Texts for the warning that a restart is due.
const (
	dueAfterDeploy = "The settings are saved, but not every address of the live check presents the new certificate yet. " +
		"Earlier files remain stored until all do."
	dueAfterDestroy = "The settings are reset, but the server presents the previous certificate until then."
)

// reportDiagnostics returns the warnings of a deployment. The plan has shown
// its findings already.
func reportDiagnostics(report *deployment.Report, restartDue string) diag.Diagnostics {
	return diagnostics.Report(report, attributeOfSetting, restartDue)
}

// deployError reports why a deployment failed, and what was undone.
func deployError(summary string, report *deployment.Report, err error) diag.Diagnostics {
	return diagnostics.Deployment(summary, err, diagnostics.Undone(report), attributeOfRole)
}
