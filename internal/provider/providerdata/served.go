// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resource is embedded in a resource or list resource, and takes over what the
// provider hands over. C is what is needed of the client.
type Resource[C any] struct {
	Client C // nil until the provider is configured
	Run    *Run
}

// Configure implements [resource.ResourceWithConfigure].
func (r *Resource[C]) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	resp.Diagnostics.Append(take(req.ProviderData, &r.Client, &r.Run)...)
}

// DataSource is embedded in a data source as [Resource] is in a resource.
type DataSource[C any] struct {
	Client C // nil until the provider is configured
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *DataSource[C]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	var run *Run
	resp.Diagnostics.Append(take(req.ProviderData, &d.Client, &run)...)
}

func take[C any](providerData any, client *C, run **Run) diag.Diagnostics {
	data, diags := From(providerData)
	if data != nil {
		*run = data.Run
		*client, _ = any(data.Client).(C)
	}
	return diags
}
