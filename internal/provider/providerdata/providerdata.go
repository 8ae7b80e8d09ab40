// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package providerdata is what the provider hands to everything that it serves:
// the client of the server, and what the resources of one run tell each other.
package providerdata

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Data is what a configured provider hands over.
type Data struct {
	Client *confproxy.Client
	Run    *Run
}

// From returns what the provider handed over; nil, without an error, as long as
// the provider is not configured.
func From(providerData any) (*Data, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	data, ok := providerData.(*Data)
	if !ok {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unable to configure the provider",
			fmt.Sprintf("Expected a *providerdata.Data, got a %T. This is an error in the provider; please report it.", providerData))}
	}
	return data, nil
}

// LiteralPath warns, at an attribute, of settings that name a managed file by
// its path.
func LiteralPath(at path.Path, name string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Literal path to a managed file",
		fmt.Sprintf("A confproxy_private_file of this configuration manages %q, and confproxy_httpt_ssl names it by a literal path. "+
			"Refer to the attribute path of the confproxy_private_file instead. Terraform then uploads the file before it saves the settings.",
			confproxy.ObjectPath(name)))
}
