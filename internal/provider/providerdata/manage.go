// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// ManageSettings records that a resource plans to manage settings. It is an
// error if another resource of the configuration manages one of them.
func (r *Run) ManageSettings(resourceType string, req resource.ModifyPlanRequest, settings ...confproxy.Setting) diag.Diagnostics {
	digest := sha256.Sum256([]byte(req.Config.Raw.String()))
	by := Manager{resourceType, hex.EncodeToString(digest[:]), req.State.Raw.IsNull()}
	setting, other, conflict := r.Manage(by, settings...)
	if !conflict {
		return nil
	}
	if other.Type == resourceType {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Two "+resourceType+" for one server",
			fmt.Sprintf("A server has one %s, and two %s manage it: they would undo each other's changes at every apply. Keep one for each server, "+
				"and add a provider configuration for another server.",
				setting, resourceType))}
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(fmt.Sprintf("%s is managed twice", setting),
		fmt.Sprintf("Both %s and %s manage %s: they would undo each other's changes at every apply. Leave certificate, key, certificate_chain, "+
			"key_passphrase_wo and use_ssl out of confproxy_httpt_ssl. "+
			"If it has set them before, it would reset them to the product's defaults: take it out of the state with a removed block, and import it again "+
			"as httpt_ssl.",
			resourceType, other.Type, setting))}
}
