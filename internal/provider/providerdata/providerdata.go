// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package providerdata is the data that the provider passes to all its
// resources, data sources and actions: the client of the server, and the data
// that the resources of one run share.
package providerdata

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// Data is the data of a configured provider.
type Data struct {
	Client *client.Client
	Run    *Run
}

// From returns the provider's data; nil, without an error, while the provider
// is not configured.
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

// LiteralPath warns, at an attribute, about settings that name a managed file
// by a literal path.
func LiteralPath(at path.Path, name string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Literal path to a managed file",
		fmt.Sprintf("A confproxy_private_file of this configuration manages %q, and confproxy_httpt_ssl names it by a literal path. "+
			"Refer to the attribute path of the confproxy_private_file instead. Terraform then uploads the file before it saves the settings.",
			confproxy.ObjectPath(name)))
}
