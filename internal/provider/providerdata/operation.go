// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// defaultTimeout bounds operations without a configured timeout.
const defaultTimeout = 10 * time.Minute

// Begin returns the context of an operation: it ends after the timeout that is
// configured, and its log lines name the resource that they are about, as
// several run at once. It keeps out a line of the framework about each timeout
// that is not configured.
func Begin(
	ctx context.Context, name string, timeout func(context.Context, time.Duration) (time.Duration, diag.Diagnostics),
) (context.Context, context.CancelFunc, diag.Diagnostics) {
	ctx = tflog.SetField(tflog.OmitLogWithMessageStrings(ctx, "timeout configuration not found"), "name", name)
	limit, diags := timeout(ctx, defaultTimeout)
	ctx, cancel := context.WithTimeout(ctx, limit)
	return ctx, cancel, diags
}
