// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// attributeOfRole tells which attribute a finding of a check is about.
var attributeOfRole = map[certs.Role]path.Path{
	certs.RoleCertificate: path.Root(argCertificate),
	certs.RoleKey:         path.Root(argKey),
	certs.RoleChain:       path.Root(argChain),
	certs.RolePassphrase:  path.Root(argPassphrase),
	certs.RoleServerName:  path.Root("live_check").AtName("server_name"),
}

// attributeOfSetting tells which attribute a warning about a row is about.
var attributeOfSetting = map[confproxy.Setting]path.Path{
	confproxy.Certificate:      path.Root(argCertificate),
	confproxy.Key:              path.Root(argKey),
	confproxy.CertificateChain: path.Root(argChain),
	confproxy.KeyPassphrase:    path.Root(argPassphrase),
}

// findingDiagnostics tells what checks found. When nothing is going to be
// changed, what would be an error only warns.
func findingDiagnostics(findings []certs.Finding, changes bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, finding := range findings {
		if finding.Severity == certs.Error && changes {
			diags.AddAttributeError(attributeOfRole[finding.Subject], finding.Summary, finding.Detail)
		} else {
			diags.AddAttributeWarning(attributeOfRole[finding.Subject], finding.Summary, finding.Detail)
		}
	}
	return diags
}

// reportDiagnostics tells what a deployment led to beside its error. Its
// findings were in the plan already.
func reportDiagnostics(report *confproxy.Report) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, warning := range report.Warnings {
		if at, ok := attributeOfSetting[warning.Setting]; ok {
			diags.AddAttributeWarning(at, warning.Summary, warning.Detail)
		} else {
			diags.AddWarning(warning.Summary, warning.Detail)
		}
	}
	if report.RestartDue {
		diags.AddWarning(restartDue, "The settings are saved, and the server still presents the previous certificate. "+restartAdvice)
	}
	return diags
}

const (
	restartDue    = "A restart of the server is due"
	restartAdvice = "Restart it in Activity monitor > Servers, or set restart = \"when_needed\" to let the provider do it."
)

// deployError tells why a deployment failed, and what was undone.
func deployError(verb string, report *confproxy.Report, err error) diag.Diagnostics {
	if check, ok := errors.AsType[*confproxy.CheckError](err); ok {
		return findingDiagnostics(check.Findings, true)
	}
	detail := diagnostics.Detail(err)
	if undone := undoing(report); undone != "" {
		detail += "\n\n" + undone
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to "+verb+" the certificate", detail)}
}

// undoing tells what became of undoing a failed deployment, "" for nothing.
func undoing(report *confproxy.Report) string {
	var texts []string
	for _, undone := range report.Undone {
		if undone.Err == nil {
			texts = append(texts, fmt.Sprintf("Restored: %s.", undone.What))
		} else {
			texts = append(texts, fmt.Sprintf("NOT restored: %s (%s). %s", undone.What, strings.TrimSuffix(undone.Err.Error(), "."), undone.Remedy))
		}
	}
	switch {
	case len(texts) == 0 || report.Serves == "":
	case report.ServesAsBefore:
		texts = append(texts, fmt.Sprintf("The server answers as it did before: %s.", report.Serves))
	default:
		texts = append(texts, fmt.Sprintf("The server does NOT answer as it did before: %s. Restart it, and look into its log.", report.Serves))
	}
	return strings.Join(texts, " ")
}
