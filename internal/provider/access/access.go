// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package access hands the client of the provider over to what is served.
package access

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Client returns the client that the provider hands to everything it serves;
// nil, without an error, as long as the provider is not configured.
func Client(providerData any) (*confproxy.Client, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	client, ok := providerData.(*confproxy.Client)
	if !ok {
		return nil, diag.Diagnostics{diag.NewErrorDiagnostic("Unable to configure the provider",
			fmt.Sprintf("A *confproxy.Client was to be handed over, and was a %T. This is an error in the provider; please report it.", providerData))}
	}
	return client, nil
}
