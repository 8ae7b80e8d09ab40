// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// attributes are the attributes of findings and rows.
var attributes = diagnostics.Attributes{
	Roles: map[check.Role]path.Path{
		check.RoleCertificate: path.Root(argCertificate),
		check.RoleKey:         path.Root(argKey),
		check.RoleChain:       path.Root(argChain),
		check.RolePassphrase:  path.Root(argPassphrase),
		check.RoleServerName:  path.Root("live_check").AtName("server_name"),
	},
	Settings: map[confproxy.Setting]path.Path{
		confproxy.Certificate:      path.Root(argCertificate),
		confproxy.Key:              path.Root(argKey),
		confproxy.CertificateChain: path.Root(argChain),
		confproxy.KeyPassphrase:    path.Root(argPassphrase),
	},
}

// Texts for the warning that a restart is due.
const (
	dueAfterDeploy = "The settings are saved, but not every address of the live check presents the new certificate yet. " +
		"Earlier files remain stored until all do."
	dueAfterDestroy = "The settings are reset, but the server presents the previous certificate until then."
)

// notReset warns that a destroy leaves the settings, because the given rows were
// set by hand.
func notReset(byHand confproxy.Values) diag.Diagnostic {
	return diag.NewWarningDiagnostic("Settings not reset", fmt.Sprintf("Somebody else has set %s. Without the other settings of the certificate, the server "+
		"could not serve TLS, so the destroy left all of them as they are, and the files that they name. Reset them in the administration if they are "+
		"no longer needed.", byHand))
}
