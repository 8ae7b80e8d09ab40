// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// WithName returns a context whose log lines name the resource that they are
// about, as several run at once. It keeps out a line of the framework about
// each timeout that is not configured.
func WithName(ctx context.Context, name string) context.Context {
	return tflog.SetField(tflog.OmitLogWithMessageStrings(ctx, "timeout configuration not found"), "name", name)
}
