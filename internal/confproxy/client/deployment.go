// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package client

import (
	"context"
	"crypto/x509"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// Deploy changes the HTTPT SSL settings, with the files that they name, as a
// whole or not at all. The report is never nil.
func (c *Client) Deploy(ctx context.Context, wanted deployment.Deployment) (*deployment.Report, error) {
	report := &deployment.Report{}
	err := c.writing(ctx, func(ctx context.Context) (err error) {
		report, err = deployment.Deploy(ctx, c.ways, wanted)
		return err
	})
	return report, err
}

// Check checks the certificate to serve, before anything changes. It has no
// findings about files that are unknown.
func (c *Client) Check(ctx context.Context, input deployment.CheckInput) ([]check.Finding, error) {
	return read(ctx, c, func() ([]check.Finding, error) { return deployment.Check(ctx, c.ways, input) })
}

// CheckPorts refuses a change of the ports that removes the port that this
// client uses. It does not contact the server.
func (c *Client) CheckPorts(before, after confproxy.Value) error {
	return deployment.CheckPorts(c.ways, before, after)
}

// Inspect compares the server, with the given settings, with a verified state,
// nil for none.
func (c *Client) Inspect(ctx context.Context, settings confproxy.Values, before *deployment.Verified, live deployment.LiveCheck) (
	*deployment.Inspection, error,
) {
	return deployment.Inspect(ctx, c.ways, c.reading, settings, before, live)
}

// Presented compares what the addresses of a live check present with a leaf and
// its chain. It does not contact the administration.
func (c *Client) Presented(ctx context.Context, live deployment.LiveCheck, leaf *x509.Certificate, chain []*x509.Certificate) deployment.Presented {
	return deployment.Look(ctx, c.ways, live, leaf, chain)
}

// Restart restarts the endpoint's own server, or its module apps, and waits
// until it serves again. others are the servers of the grid that are not
// restarted.
func (c *Client) Restart(ctx context.Context, scope confproxy.Scope, live deployment.LiveCheck) (others []string, err error) {
	err = c.writing(ctx, func(ctx context.Context) (err error) {
		others, err = deployment.Restart(ctx, c.ways, scope, live)
		return err
	})
	return others, err
}
