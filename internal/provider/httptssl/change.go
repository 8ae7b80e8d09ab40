// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

// change returns the deployment for the client.
func (p *planning) change(ctx context.Context) (deployment.Deployment, diag.Diagnostics) {
	live, diags := schemas.LiveCheckOf(ctx, p.plan.LiveCheck)
	want := p.want()
	return deployment.Deployment{
		Want:                     want,
		Expect:                   p.expect(want),
		Passphrase:               p.passphrase(),
		SendPassphrase:           p.hasPassphrase() && p.sendsPassphrase(),
		Resave:                   p.creates() || p.memory.Unfinished,
		Verified:                 p.memory.Verified,
		Live:                     live,
		Restart:                  p.mayRestart(),
		MinimumDaysValid:         p.plan.MinimumDaysValid.ValueInt64(),
		AllowEndpointPortRemoval: p.plan.AllowEndpointPortRemoval.ValueBool(),
		ServedBefore:             p.memory.ServedBefore,
	}, diags
}

// deploy makes the change. It returns the server's settings afterwards, nil if
// they could not be read.
func (r *settingsResource) deploy(ctx context.Context, change deployment.Deployment) (*deployment.Report, error) {
	if len(change.Want) == 0 {
		settings, err := r.settings(ctx)
		return &deployment.Report{Settings: settings}, err
	}
	change.Previous = r.Run.Replaced()
	r.Run.Write(change.Want)
	return r.Client.Deploy(ctx, change)
}

// isUnfinished reports whether a failed change may have left a state that the
// server's settings do not show: a passphrase that did not arrive, or a
// certificate whose handshake was never seen.
func isUnfinished(change deployment.Deployment, report *deployment.Report, err error) bool {
	switch {
	case err == nil, errors.Is(err, confproxy.ErrCheck):
		return false
	case report.RolledBack():
		return change.Passphrase != nil
	}
	return true
}
