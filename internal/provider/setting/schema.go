// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package setting

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// Schema describes the resource.
func (r *settingResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One row of a settings page of an ISL Conference Proxy, for example a mail server, an address or a limit: any row with a " +
			"checkbox in " +
			"*Configuration*.\n\nThe resource owns and enforces the row: the next plan shows changes by others. Rows of one page that change in one run are " +
			"saved together, and every other row of the page keeps its value. The HTTPT rows belong to `confproxy_certificate` and `confproxy_httpt_ssl`.",
		Attributes: map[string]schema.Attribute{
			"page": schema.StringAttribute{
				MarkdownDescription: "Menu entry of the page, for example `General` or `Security`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplaceIf(isAnotherLabel, "another page", "another page")},
			},
			"name": schema.StringAttribute{
				MarkdownDescription: "Label of the row, with or without its colon, for example `SMTP port`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplaceIf(isAnotherLabel, "another label", "another label")},
			},
			"value": schema.StringAttribute{
				MarkdownDescription: "Value as the page shows it: `Yes`, the text of a choice, the lines of a list. Null is the product's default.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("value_wo"), path.MatchRoot("value_wo_version"))},
			},
			"value_wo": schemas.WriteOnlySecret("Value of a row that the page does not show, such as a password. " +
				"It is write-only: it is in no state and no plan. " +
				"It is sent when the resource is created, when `value_wo_version` changes, and when the server has lost it. " +
				"With a `value_wo_version` it is needed only then."),
			"value_wo_version": schema.Int64Attribute{
				MarkdownDescription: "Change this value to send `value_wo` again.",
				Optional:            true,
			},
			"overridden": schema.BoolAttribute{
				MarkdownDescription: "Whether the row has its own value instead of the product's default.",
				Computed:            true,
			},
			"default": schema.StringAttribute{
				MarkdownDescription: "The product's default; null if the page does not show it.",
				Computed:            true,
			},
			"kind": schema.StringAttribute{
				MarkdownDescription: "What the row accepts: `" + string(confproxy.RowText) + "`, `" + string(confproxy.RowLines) + "`, `" +
					string(confproxy.RowYesNo) + "`, `" + string(confproxy.RowChoice) + "`, `" + string(confproxy.RowList) + "`, `" +
					string(confproxy.RowSecret) + "`, or `" + string(confproxy.RowUnknown) + "` while the page does not show it, or if it is unclear.",
				Computed: true,
			},
			"on_destroy": schemas.Choice("Effect of a destroy: `default` resets the row to the product's default, `keep` sends nothing. Default `default`.",
				onDestroyDefault, schemas.OnDestroyKeep),
			"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Read: true, Update: true, Delete: true}),
		},
	}
}

// isAnotherLabel replaces the resource only if a different row or page is
// meant.
func isAnotherLabel(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !confproxy.SameLabel(req.StateValue.ValueString(), req.PlanValue.ValueString())
}
