// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

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

// attributeOfRole maps the subject of a finding to its attribute.
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

// findingDiagnostics reports findings at their attributes. Without changes, an
// error becomes a warning.
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

const (
	restartDue    = "A restart of the server is due"
	restartAdvice = "Restart it in Activity monitor > Servers, or set restart = \"when_needed\" to let the provider do it."
)

// reportDiagnostics returns the warnings of a deployment.
func reportDiagnostics(report *confproxy.Report) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, warning := range report.Warnings {
		if at, ok := attributeOf(warning.Setting); ok {
			diags.AddAttributeWarning(at, warning.Summary, warning.Detail)
		} else {
			diags.AddWarning(warning.Summary, warning.Detail)
		}
	}
	if report.RestartDue {
		diags.AddWarning(restartDue, "The settings are saved. Some of them take effect only after a restart of the server. "+restartAdvice)
	}
	return diags
}

// deployError reports why a deployment failed, as `Unable to <verb> the HTTPT
// SSL settings` or as the findings of its checks, and what was undone.
func deployError(verb string, report *confproxy.Report, err error) diag.Diagnostics {
	if check, ok := errors.AsType[*confproxy.CheckError](err); ok {
		return findingDiagnostics(check.Findings, true)
	}
	diags := failure(verb, err)
	if undone := undoing(report, err); undone != "" {
		return diag.Diagnostics{diag.NewErrorDiagnostic(diags[0].Summary(), diags[0].Detail()+"\n\n"+undone)}
	}
	return diags
}

// undoing says what was undone after a failed deployment; "" for nothing.
func undoing(report *confproxy.Report, err error) string {
	if len(report.Undone) == 0 {
		if errors.Is(err, confproxy.ErrLive) {
			return "The settings did not change, so there was nothing to restore: only the files that they name were replaced. " +
				"Upload the previous files again, or name others."
		}
		return ""
	}
	var texts []string
	for _, undone := range report.Undone {
		if undone.Err == nil {
			texts = append(texts, fmt.Sprintf("Restored: %s.", undone.What))
		} else {
			texts = append(texts, fmt.Sprintf("NOT restored: %s (%s). %s", undone.What, strings.TrimSuffix(undone.Err.Error(), "."), undone.Remedy))
		}
	}
	switch {
	case report.Serves == "":
	case report.ServesAsBefore:
		texts = append(texts, fmt.Sprintf("The server answers as before: %s.", report.Serves))
	default:
		texts = append(texts, fmt.Sprintf("The server does NOT answer as before: %s. Restart it, and check its log.", report.Serves))
	}
	return strings.Join(texts, " ")
}

func failure(verb string, err error) diag.Diagnostics {
	return diag.Diagnostics{diagnostics.Error("Unable to "+verb+" the HTTPT SSL settings", err)}
}
