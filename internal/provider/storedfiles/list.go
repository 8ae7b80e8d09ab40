// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storedfiles

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

type fileList struct {
	providerdata.Resource[*client.Client]
}

// NewList returns the list resource confproxy_private_file.
func NewList() list.ListResource {
	return &fileList{providerdata.Resource[*client.Client]{Name: "private_file"}}
}

// ListResourceConfigSchema describes the list block.
func (l *fileList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The files of the Private storage, by name, for an import. Files that belong to the product itself are omitted.",
	}
}

// List lists the files. Nothing is downloaded.
func (l *fileList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	files, err := l.Client.Files(ctx)
	if err != nil {
		stream.Results = list.ListResultsStreamDiagnostics(diag.Diagnostics{diagnostics.Error("Unable to list the private files", err)})
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		pushed := int64(0)
		for _, file := range sorted(files) {
			if confproxy.IsProductOwned(file.Name) {
				continue
			}
			pushed++
			if req.Limit > 0 && pushed > req.Limit {
				return
			}
			result := req.NewListResult(ctx)
			result.DisplayName = file.Name
			result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root("name"), file.Name)...)
			if req.IncludeResource {
				for name, value := range map[string]any{
					"name": file.Name, "path": confproxy.ObjectPath(file.Name), "size": file.Size, "server_version": schemas.ServerVersion(file),
				} {
					result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root(name), value)...)
				}
			}
			if !push(result) {
				return
			}
		}
	}
}
