// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"context"
	"net"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// Descriptions of the attributes that all live checks have.
const (
	liveCheckAddresses  = "Where to connect, `host:port` each. In a grid, list an address of every server. Default: the provider's endpoint. "
	liveCheckServerName = "The server name (SNI), which the certificate should cover. Default: that of the provider's endpoint."
)

// ActionLiveCheck is the attribute live_check of an action.
func ActionLiveCheck() action.SingleNestedAttribute {
	return action.SingleNestedAttribute{
		MarkdownDescription: "The TLS handshake that verifies the restart.",
		Optional:            true,
		Attributes: map[string]action.Attribute{
			"enabled": action.BoolAttribute{MarkdownDescription: "Whether to make the handshake. Default true.", Optional: true},
			"addresses": action.ListAttribute{
				MarkdownDescription: liveCheckAddresses + "All must present the certificate.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          addressList(),
			},
			"server_name": action.StringAttribute{
				MarkdownDescription: liveCheckServerName,
				Optional:            true,
				Validators:          []validator.String{HostName()},
			},
			"timeout": action.StringAttribute{
				MarkdownDescription: "Maximum time for the server to present the certificate once the administration answers again, " +
					"a duration such as `2m`, within `timeouts.invoke`. Default `1m30s`.",
				Optional:   true,
				Validators: []validator.String{PositiveDuration()},
			},
		},
	}
}

func addressList() []validator.List {
	return []validator.List{listvalidator.SizeAtLeast(1), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(HostAndPort())}
}

// LiveCheck is the attribute live_check of a resource.
func LiveCheck() resource.SingleNestedAttribute {
	return resource.SingleNestedAttribute{
		MarkdownDescription: "The TLS handshake that verifies a change, and is repeated at every refresh.",
		Optional:            true,
		Attributes: map[string]resource.Attribute{
			"enabled": resource.BoolAttribute{
				MarkdownDescription: "Whether to make the handshake. Default true. Without it a failure is neither noticed nor rolled back.",
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
			},
			"addresses": resource.ListAttribute{
				MarkdownDescription: liveCheckAddresses +
					"At least one must answer, and all that answer must present the certificate; the others are named by a warning.",
				ElementType: types.StringType,
				Optional:    true,
				Validators:  addressList(),
			},
			"server_name": resource.StringAttribute{
				MarkdownDescription: liveCheckServerName,
				Optional:            true,
				Validators:          []validator.String{HostName()},
			},
			"timeout": resource.StringAttribute{
				MarkdownDescription: "Maximum time for the server to serve a saved certificate, a duration such as `10s`. " +
					"Default `" + deployment.DefaultLiveTimeout.String() + "`. After a restart it is at least 1m30s.",
				Optional:   true,
				Computed:   true,
				Default:    stringdefault.StaticString(deployment.DefaultLiveTimeout.String()),
				Validators: []validator.String{PositiveDuration()},
			},
		},
	}
}

// liveCheck is the value of the attribute.
type liveCheck struct {
	Enabled    types.Bool   `tfsdk:"enabled"`
	Addresses  types.List   `tfsdk:"addresses"`
	ServerName types.String `tfsdk:"server_name"`
	Timeout    types.String `tfsdk:"timeout"`
}

// LiveCheckOf converts the value of the attribute. The check is enabled unless
// the configuration disables it; an unset timeout is zero.
func LiveCheckOf(ctx context.Context, value types.Object) (deployment.LiveCheck, diag.Diagnostics) {
	live := deployment.LiveCheck{Enabled: true}
	if value.IsNull() || value.IsUnknown() {
		return live, nil
	}
	var configured liveCheck
	diags := value.As(ctx, &configured, basetypes.ObjectAsOptions{})
	if diags.HasError() {
		return live, diags
	}
	live.Enabled = configured.Enabled.IsNull() || configured.Enabled.IsUnknown() || configured.Enabled.ValueBool()
	live.Addresses = slices.DeleteFunc(Texts(configured.Addresses), func(address string) bool { return address == "" })
	live.ServerName = configured.ServerName.ValueString()
	if timeout, err := time.ParseDuration(configured.Timeout.ValueString()); err == nil {
		live.Timeout = timeout
	}
	return live, diags
}

// CoveredName returns the name that the certificate should cover: the live
// check's, otherwise the endpoint's. An endpoint on this machine says nothing
// about the name that users know.
func CoveredName(live deployment.LiveCheck, endpoint string) string {
	if live.ServerName != "" || !live.Enabled || IsLoopback(endpoint) {
		return live.ServerName
	}
	return endpoint
}

// IsLoopback reports whether a host is this machine.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
