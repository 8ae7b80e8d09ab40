// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package diagnostics words the errors of the client as diagnostics: it adds
// what to do about them in terms of arguments.
package diagnostics

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// advice is what to do about a kind of error. The first that fits counts.
var advice = []struct {
	kind error
	text string
}{
	{confproxy.ErrNoPassword, "Set the provider's password or the environment variable CONFPROXY_PASSWORD."},
	{confproxy.ErrUntrustedCertificate, "Set ca_cert_pem or ca_cert_file to the authority's certificate, tls_server_name to a name in the certificate, " +
		"or certificate_fingerprint to the fingerprint above once you have made sure that it is your server's."},
	{confproxy.ErrEndpointPort, "To let it go, set allow_endpoint_port_removal = true and change the provider's endpoint afterwards."},
	{confproxy.ErrLiveUnreachable, "Set live_check.addresses to addresses of the server that this machine reaches, or live_check.enabled = false."},
	{confproxy.ErrInUse, "Where a file is replaced under another name, set create_before_destroy = true in its lifecycle block, so that the settings move before the old file goes."},
	{confproxy.ErrConflict, "Run a new plan and check whether the change is still wanted."},
	{confproxy.ErrUnknownOutcome, "Apply again when the server answers: the plan shows what is really there."},
	{confproxy.ErrLayout, "The data source confproxy_server shows what is recognised. With CONFPROXY_CAPTURE_DIR set to a folder, copies of the pages are written there for a report, with their values blanked."},
}

// Detail returns the text of an error with what to do about it.
func Detail(err error) string {
	text := err.Error()
	for _, a := range advice {
		if errors.Is(err, a.kind) {
			return text + " " + a.text
		}
	}
	return text
}

// Error returns an error diagnostic, by the summary "Unable to <verb> <thing>".
func Error(summary string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, Detail(err))
}
