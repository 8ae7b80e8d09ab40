// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package diagnostics converts errors of the client to diagnostics, with advice
// that names arguments.
package diagnostics

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// advice is the advice for each kind of error. The first match applies.
var advice = []struct {
	kind error
	text string
}{
	{confproxy.ErrReadOnly, "Other resources' rows of the same page go in the same save, and their files in the same deletion. " +
		"To make the change, set read_only = false, and unset the environment variable CONFPROXY_READ_ONLY."},
	{confproxy.ErrNoPassword, "Set the provider's password or the environment variable CONFPROXY_PASSWORD."},
	{confproxy.ErrUntrustedCertificate, "Set ca_cert_pem or ca_cert_file to the authority's certificate, or tls_server_name to a name in the certificate. " +
		"Or verify that the fingerprint above is your server's, and set certificate_fingerprint to it."},
	{confproxy.ErrEndpointPort, "To remove it, set allow_endpoint_port_removal = true and change the provider's endpoint afterwards."},
	{confproxy.ErrPassphraseLate, "Set the provider's endpoint to an http:// address without a redirect for this apply, or use a key without a passphrase."},
	{confproxy.ErrPassphraseDue, "Apply again with an http:// address as the provider's endpoint: that enters the passphrase."},
	{confproxy.ErrLiveUnreachable, "Set live_check.addresses to addresses of the server that this machine can reach, or set live_check.enabled = false."},
	{confproxy.ErrInUse, "If a file is replaced under another name, set create_before_destroy = true in its lifecycle block. " +
		"The settings then change before the old file is deleted."},
	{confproxy.ErrConflict, "Make a new plan and check whether you still want the change."},
	{confproxy.ErrNoTLS, "If TLS is down, an endpoint with http:// reaches the server."},
	{confproxy.ErrUnknownOutcome, "Apply again when the server answers. The plan shows the actual state."},
	{confproxy.ErrUnfinished, "If the server needs more time for an answer, raise the provider's request_timeout."},
	{confproxy.ErrLayout, "The data source confproxy_server shows what the provider recognises. Set CONFPROXY_CAPTURE_DIR to a folder to get copies of the " +
		"pages, without their values, for a bug report."},
}

// Detail returns the text of an error with advice.
func Detail(err error) string {
	text := err.Error()
	for _, a := range advice {
		if errors.Is(err, a.kind) {
			if strings.HasSuffix(text, "\n") { // a table
				return text + "\n" + a.text
			}
			return text + " " + a.text
		}
	}
	return text
}

// Error returns an error diagnostic. The summary has the form "Unable to <verb>
// <thing>".
func Error(summary string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, Detail(err))
}

// NotReset returns the warning that a destroy does not reset a setting, because
// another resource has written it in the same run.
func NotReset(setting confproxy.Setting) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Settings not reset", fmt.Sprintf("Another resource has set %s in this run, as create_before_destroy "+
		"or a new address without a moved block does. The destroy of the old resource did not reset it.", setting))
}

// DestroyAnyway explains how to destroy in spite of invalid contents: the engine
// makes a normal plan first.
const DestroyAnyway = "To destroy without fixing this, run the destroy with -refresh=false, or remove the block."

// AllowDestroy adds [DestroyAnyway] to the errors at attributes.
func AllowDestroy(diags diag.Diagnostics) {
	for i, d := range diags {
		if at, ok := d.(diag.DiagnosticWithPath); ok && d.Severity() == diag.SeverityError {
			diags[i] = diag.NewAttributeErrorDiagnostic(at.Path(), d.Summary(), d.Detail()+" "+DestroyAnyway)
		}
	}
}
