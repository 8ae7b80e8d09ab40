// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The values of restart, and of on_destroy where a resource has several settings.
const (
	RestartNever      = "never"
	RestartWhenNeeded = "when_needed"
	OnDestroyDefaults = "defaults"
	OnDestroyKeep     = "keep"
)

// Restart is the argument restart. when completes "restarts it when …".
func Restart(when string) resource.StringAttribute {
	return Choice("Whether the provider may restart the server (*Activity monitor > Servers*): `never` warns that a restart is due; "+
		"`when_needed` restarts it when "+when+", and verifies again. "+
		"A restart ends the sessions of users. Default `never`.", RestartNever, RestartWhenNeeded)
}

// MayRestart reports whether the value of restart allows a restart.
func MayRestart(restart types.String) bool { return restart.ValueString() == RestartWhenNeeded }

// Choice is an argument that accepts some values. The first one is the default.
func Choice(description string, values ...string) resource.StringAttribute {
	return resource.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Default:             stringdefault.StaticString(values[0]),
		Validators:          []validator.String{stringvalidator.OneOf(values...)},
	}
}

// Count is an argument that accepts 0, which is the default, and more.
func Count(description string) resource.Int64Attribute {
	return resource.Int64Attribute{
		MarkdownDescription: description,
		Optional:            true,
		Computed:            true,
		Default:             int64default.StaticInt64(0),
		Validators:          []validator.Int64{int64validator.AtLeast(0)},
	}
}

// WriteOnlySecret is an argument for a secret of one line.
func WriteOnlySecret(description string) resource.StringAttribute {
	return resource.StringAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Sensitive:           true,
		WriteOnly:           true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), SingleLineSecret()},
	}
}
