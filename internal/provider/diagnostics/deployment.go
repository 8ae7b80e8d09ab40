// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// RestartDue warns about a change that takes effect only after a restart. state
// describes the situation until then.
func RestartDue(state string) diag.Diagnostic {
	return diag.NewWarningDiagnostic("A restart of the server is due",
		state+" Restart it in Activity monitor > Servers, or set restart = \"when_needed\" to let the provider do it.")
}

// Attributes are the attributes of a resource at which a deployment is
// reported.
type Attributes struct {
	Roles    map[check.Role]path.Path        // by the subject of a finding
	Settings map[confproxy.Setting]path.Path // by the row that the attribute sets
}

// Findings reports findings at their attributes. Without changes, an error
// becomes a warning.
func (a Attributes) Findings(findings []check.Finding, changes bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, finding := range findings {
		at := a.Roles[finding.Subject]
		if finding.Severity == check.Error && changes {
			diags.AddAttributeError(at, finding.Summary, finding.Detail)
		} else {
			diags.AddAttributeWarning(at, finding.Summary, finding.Detail)
		}
	}
	return diags
}

// Report returns the warnings of a deployment, at the attributes that set the
// rows. restartDue is the text for [RestartDue] if a restart is due.
func (a Attributes) Report(report *deployment.Report, restartDue string) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, warning := range report.Warnings {
		if at, ok := a.Settings[warning.Setting]; ok {
			diags.AddAttributeWarning(at, warning.Summary, warning.Detail)
		} else {
			diags.AddWarning(warning.Summary, warning.Detail)
		}
	}
	if report.RestartDue {
		diags.Append(RestartDue(restartDue))
	}
	return diags
}

// Failed reports why a deployment failed: the findings of its checks at their
// attributes, or the error with what was undone. While a passphrase is due, only
// its advice helps.
func Failed(summary, undone string, err error, at Attributes) diag.Diagnostics {
	if failed, ok := errors.AsType[*deployment.CheckError](err); ok {
		return at.Findings(failed.Findings, true)
	}
	detail := Detail(err)
	if undone != "" && !errors.Is(err, confproxy.ErrPassphraseDue) {
		detail += "\n\n" + undone
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(summary, detail)}
}

// Undone describes what was undone after a failed deployment; "" for nothing.
func Undone(report *deployment.Report) string {
	if report.TookEffect {
		return "The change has taken effect, so nothing was undone. Apply again: that finishes it."
	}
	var texts []string
	conflict := false
	for _, undone := range report.Undone {
		conflict = conflict || errors.Is(undone.Err, confproxy.ErrConflict)
		if undone.Err == nil {
			texts = append(texts, fmt.Sprintf("Restored: %s.", undone.What))
		} else {
			texts = append(texts, fmt.Sprintf("NOT restored: %s (%s). %s", undone.What, strings.TrimSuffix(undone.Err.Error(), "."), undone.Remedy))
		}
	}
	switch {
	case len(texts) == 0 || report.Serves == "":
	case report.ServesAsBefore:
		texts = append(texts, fmt.Sprintf("The server answers as before: %s.", report.Serves))
	case conflict:
		texts = append(texts, fmt.Sprintf("Somebody else changed the server meanwhile. It answers now: %s.", report.Serves))
	default:
		texts = append(texts, fmt.Sprintf("The server does NOT answer as before: %s. Restart it, and check its log.", report.Serves))
	}
	if report.MayNeedRestart {
		texts = append(texts, "The server may read certificate and key only when it starts. If so, set restart = \"when_needed\".")
	}
	return strings.Join(texts, " ")
}
