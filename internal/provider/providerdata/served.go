// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// Resource is embedded in a resource or list resource, names it, and stores the
// provider's client. C is the part of the client that the resource needs.
type Resource[C any] struct {
	Name   string // without the provider's prefix
	Client C      // nil until the provider is configured
	Run    *Run
}

// Metadata implements [resource.Resource].
func (r *Resource[C]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Name
}

// Configure implements [resource.ResourceWithConfigure].
func (r *Resource[C]) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	resp.Diagnostics.Append(take(req.ProviderData, &r.Client, &r.Run)...)
}

// Fallback warns once in a run if settings are changed by the pages although the
// provider has a database_secret.
func (r *Resource[C]) Fallback(ctx context.Context) (diags diag.Diagnostics) {
	c, ok := any(r.Client).(*client.Client)
	if !ok || c == nil || c.Err() != nil {
		return nil
	}
	if err := c.Fallback(ctx); err != nil && ctx.Err() == nil {
		r.Run.fallback.Do(func() {
			diags.AddWarning("Settings are changed by the pages",
				fmt.Sprintf("The provider has a database_secret, and the XML interface cannot be used: %v "+
					"The provider uses the pages of the administration instead, which need no secret. Correct database_secret, or remove it.", err))
		})
	}
	return diags
}

// DataSource is embedded in a data source as [Resource] is in a resource.
type DataSource[C any] struct {
	Name   string // without the provider's prefix
	Client C      // nil until the provider is configured
}

// Metadata implements [datasource.DataSource].
func (d *DataSource[C]) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Name
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *DataSource[C]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	var run *Run
	resp.Diagnostics.Append(take(req.ProviderData, &d.Client, &run)...)
}

func take[C any](providerData any, to *C, run **Run) diag.Diagnostics {
	data, diags := From(providerData)
	if data != nil {
		*run = data.Run
		*to, _ = any(data.Client).(C)
	}
	return diags
}
