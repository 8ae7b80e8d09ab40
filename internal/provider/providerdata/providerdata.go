// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package providerdata is what the provider hands to everything that it serves:
// the client of the server, and what the resources of one run tell each other.
package providerdata

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

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
