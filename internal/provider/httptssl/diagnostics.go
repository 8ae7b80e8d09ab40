// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// attributes are the attributes of findings and rows.
var attributes = diagnostics.Attributes{
	Roles: map[check.Role]path.Path{
		check.RoleCertificate: path.Root("certificate"),
		check.RoleKey:         path.Root("key"),
		check.RoleChain:       path.Root("certificate_chain"),
		check.RolePassphrase:  path.Root("key_passphrase_wo"),
		check.RoleServerName:  path.Root("live_check").AtName("server_name"),
	},
	Settings: func() map[confproxy.Setting]path.Path {
		paths := map[confproxy.Setting]path.Path{confproxy.KeyPassphrase: path.Root("key_passphrase_wo")}
		for _, row := range rows {
			paths[row.setting] = path.Root(row.attribute)
		}
		return paths
	}(),
}

// restartDue is the text for the warning that a restart is due.
const restartDue = "The settings are saved. Some of them take effect only after a restart of the server."

// undoing describes what was undone after a failed deployment; "" for nothing.
func undoing(report *deployment.Report, err error) string {
	if len(report.Undone) == 0 && errors.Is(err, confproxy.ErrLive) {
		return strings.TrimSpace("The settings did not change, so there was nothing to restore: only the files that they name were replaced. " +
			"Upload the previous files again, or name other files. " + diagnostics.Undone(report))
	}
	return diagnostics.Undone(report)
}
