// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package restart is the action confproxy_restart.
package restart

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/providerdata"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// client is the part of the client that the action needs.
type client interface {
	Restart(ctx context.Context, scope confproxy.Scope, live deployment.LiveCheck) (others []string, err error)
}

type restartAction struct {
	client client // nil until the provider is configured
}

var _ action.ActionWithConfigure = (*restartAction)(nil)

// NewAction returns the action confproxy_restart.
func NewAction() action.Action { return &restartAction{} }

// Metadata names the action.
func (a *restartAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_restart"
}

// Schema describes the action.
func (a *restartAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	server, moduleApps := string(confproxy.ScopeServer), string(confproxy.ScopeModuleApps)
	resp.Schema = schema.Schema{
		MarkdownDescription: "Restarts the server of the provider's endpoint, or its module apps, by the buttons of *Activity monitor > Servers*. " +
			"Other servers of a grid are not restarted.\n\n" +
			"The action ends when the administration answers again and the live check passes: " +
			"the port presents the certificate that the settings name " +
			"or, if they name none, what it presented before. It fails when `timeouts.invoke` (default `10m`) is over.\n\n" +
			"Actions need Terraform 1.14 or newer. Invoke one with `terraform apply -invoke=action.confproxy_restart.<name>`, or from an `action_trigger` " +
			"of a resource.",
		Attributes: map[string]schema.Attribute{
			"scope": schema.StringAttribute{
				MarkdownDescription: "What to restart: `" + server + "` (*Restart*) ends the sessions of all users; `" + moduleApps + "` (*Restart module " +
					"apps*) is needed, for example, after SAML metadata was replaced.",
				Required:   true,
				Validators: []validator.String{stringvalidator.OneOf(server, moduleApps)},
			},
			"live_check": schemas.ActionLiveCheck(),
			"timeouts":   timeouts.Attributes(ctx),
		},
	}
}

type model struct {
	Scope     types.String   `tfsdk:"scope"`
	LiveCheck types.Object   `tfsdk:"live_check"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
}

// Configure stores the client of the provider.
func (a *restartAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	data, diags := providerdata.From(req.ProviderData)
	resp.Diagnostics.Append(diags...)
	if data != nil {
		a.client = data.Client
	}
}

// Invoke requests the restart, and reports what it waits for.
func (a *restartAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	ctx, cancel, diags := providerdata.Begin(ctx, m.Scope.ValueString(), m.Timeouts.Invoke)
	defer cancel()
	resp.Diagnostics.Append(diags...)
	live, diags := schemas.LiveCheckOf(ctx, m.LiveCheck)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx = progress.With(ctx, func(message string) {
		resp.SendProgress(action.InvokeProgressEvent{Message: message})
	})
	scope := confproxy.Scope(m.Scope.ValueString())
	switch others, err := a.client.Restart(ctx, scope, live); {
	case errors.Is(err, confproxy.ErrLive):
		resp.Diagnostics.Append(diagnostics.Error("Unable to verify the restart", err))
	case err != nil && scope == confproxy.ScopeModuleApps:
		resp.Diagnostics.Append(diagnostics.Error("Unable to restart the module apps", err))
	case err != nil:
		resp.Diagnostics.Append(diagnostics.Error("Unable to restart the server", err))
	case len(others) > 0:
		resp.Diagnostics.AddWarning("Other servers were not restarted",
			fmt.Sprintf("Only the endpoint's own server was restarted. Not restarted: %s.", strings.Join(others, ", ")))
	}
}
