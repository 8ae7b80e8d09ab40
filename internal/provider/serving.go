// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// New returns a constructor of a server of the provider. version is the version
// of the build.
func New(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		framework := providerserver.NewProtocol6(newProvider(version))().(frameworkServer) //nolint:forcetypeassert // A test creates one.
		return providerServer{framework, sync.OnceValue(func() map[string]bool { return secretArguments(framework) })}
	}
}

// frameworkServer is what a server of the framework implements.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// providerServer is a server of the framework that forgets its calls. The
// framework (as of 1.19) keeps the context of every call until the provider
// stops, and with it all that the call logged with: half a gigabyte for a plan
// of 5,000 files.
//
// It reports nothing at an argument with a secret: an engine prints the lines of
// the configuration that set the argument, and so a literal secret.
type providerServer struct {
	frameworkServer
	secrets func() map[string]bool // names of arguments
}

// call calls the framework with a context that holds nothing after the call.
func call[Request, Response any](
	ctx context.Context, s providerServer, req Request, method func(context.Context, Request) (Response, error),
) (Response, error) {
	held := &callContext{}
	held.to.Store(&ctx)
	defer func() { //nolint:contextcheck // That is the purpose.
		nothing := context.Background()
		held.to.Store(&nothing)
	}()
	resp, err := method(held, req) //nolint:contextcheck // It passes ctx on.
	s.hideLines(diagnosticsOf(resp))
	return resp, err
}

// callContext passes everything on to another context, which can be replaced.
type callContext struct {
	to atomic.Pointer[context.Context]
}

func (c *callContext) Deadline() (time.Time, bool) { return (*c.to.Load()).Deadline() }
func (c *callContext) Done() <-chan struct{}       { return (*c.to.Load()).Done() }
func (c *callContext) Err() error                  { return (*c.to.Load()).Err() }
func (c *callContext) Value(key any) any           { return (*c.to.Load()).Value(key) }

// ValidateProviderConfig passes the call on.
func (s providerServer) ValidateProviderConfig(
	ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ValidateProviderConfig)
}

// ConfigureProvider passes the call on.
func (s providerServer) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ConfigureProvider)
}

// ValidateResourceConfig passes the call on.
func (s providerServer) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ValidateResourceConfig)
}

// UpgradeResourceState passes the call on.
func (s providerServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return call(ctx, s, req, s.frameworkServer.UpgradeResourceState)
}

// UpgradeResourceIdentity passes the call on.
func (s providerServer) UpgradeResourceIdentity(
	ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return call(ctx, s, req, s.frameworkServer.UpgradeResourceIdentity)
}

// ReadResource passes the call on.
func (s providerServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ReadResource)
}

// PlanResourceChange passes the call on.
func (s providerServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return call(ctx, s, req, s.frameworkServer.PlanResourceChange)
}

// ApplyResourceChange passes the call on.
func (s providerServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ApplyResourceChange)
}

// ImportResourceState passes the call on.
func (s providerServer) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ImportResourceState)
}

// ValidateDataResourceConfig passes the call on.
func (s providerServer) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ValidateDataResourceConfig)
}

// ReadDataSource passes the call on.
func (s providerServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return call(ctx, s, req, s.frameworkServer.ReadDataSource)
}
