// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"errors"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

var liveCheckTypes = map[string]attr.Type{
	"enabled": types.BoolType, "addresses": types.ListType{ElemType: types.StringType}, "server_name": types.StringType, "timeout": types.StringType,
}

// a returns a model in which everything is null except for the options.
func a(options ...func(*model)) *model {
	m := &model{
		ID:        types.StringValue(theID),
		Ports:     types.ListNull(types.Int64Type),
		OnDestroy: types.StringValue(schemas.OnDestroyDefaults),
		Restart:   types.StringValue(schemas.RestartNever),
		LiveCheck: types.ObjectNull(liveCheckTypes),
	}
	for _, option := range options {
		option(m)
	}
	return m
}

// with sets the attribute of a row; nil means unknown.
func with(setting confproxy.Setting, value *confproxy.Value) func(*model) {
	return func(m *model) {
		for _, row := range rows {
			switch {
			case row.setting != setting:
			case value != nil:
				row.set(m, row.encode(*value))
			case setting == confproxy.Ports:
				row.set(m, types.ListUnknown(types.Int64Type))
			case setting == confproxy.UseSSL || setting == confproxy.RedirectToHTTPS:
				row.set(m, types.BoolUnknown())
			default:
				row.set(m, types.StringUnknown())
			}
		}
	}
}

func withText(setting confproxy.Setting, value string) func(*model) {
	v := confproxy.TextValue(value)
	return with(setting, &v)
}

func withUseSSL(yes bool) func(*model) {
	v := confproxy.YesNo(yes)
	return with(confproxy.UseSSL, &v)
}

func withPorts(ports ...int64) func(*model) {
	v := confproxy.PortsValue(ports)
	return with(confproxy.Ports, &v)
}

func withPassphrase(value types.String) func(*model) {
	return func(m *model) { m.KeyPassphraseWO = value }
}

func withPassphraseSet(value types.Bool) func(*model) {
	return func(m *model) { m.KeyPassphraseSet = value }
}

// owning returns the names of settings in the private state.
func owning(settings ...confproxy.Setting) []string {
	var names []string
	for _, setting := range settings {
		names = append(names, ownedNames[setting])
	}
	return names
}

// wholePair is a configuration with a complete certificate.
func wholePair(m *model) {
	withUseSSL(true)(m)
	withText(confproxy.Certificate, "objects/server.cer")(m)
	withText(confproxy.Key, "objects/server.key")(m)
}

// plannedFrom completes the plan of a configuration, as Terraform and the
// framework propose it: attributes that are not configured are unknown.
func plannedFrom(config, state *model, kept memory, changes ...func(*planning)) *planning {
	proposed := *config
	for _, row := range rows {
		if row.isNull(config) {
			with(row.setting, nil)(&proposed)
		}
	}
	proposed.KeyPassphraseSet = types.BoolUnknown()
	proposed.KeyPassphraseWO = types.StringNull()
	p := &planning{config: config, plan: &proposed, state: state, memory: kept}
	for _, change := range changes {
		change(p)
	}
	p.setComputed(context.Background())
	return p
}

// fakeClient answers from memory.
type fakeClient struct {
	settings confproxy.Values
	err      error
	findings []check.Finding
	name     string
	checked  *deployment.CheckInput
}

var errFake = errors.New("the server cannot be reached")

func (c *fakeClient) Settings(context.Context, ...confproxy.Setting) (confproxy.Readings, error) {
	readings := confproxy.Readings{}
	for setting, value := range c.settings {
		readings[setting] = confproxy.Reading{Value: value}
	}
	return readings, c.err
}

func (c *fakeClient) Deploy(_ context.Context, change deployment.Deployment) (*deployment.Report, error) {
	if c.err != nil {
		return &deployment.Report{Settings: c.settings}, c.err
	}
	maps.Copy(c.settings, change.Want)
	return &deployment.Report{Settings: c.settings}, nil
}

func (c *fakeClient) Check(_ context.Context, input deployment.CheckInput) ([]check.Finding, error) {
	c.checked = &input
	return c.findings, c.err
}

func (c *fakeClient) Inspect(context.Context, confproxy.Values, *deployment.Verified, deployment.LiveCheck) (*deployment.Inspection, error) {
	return &deployment.Inspection{}, c.err
}

func (c *fakeClient) CheckPorts(_, _ confproxy.Value) error { return nil }

func (c *fakeClient) TLSServerName() string { return c.name }

func (c *fakeClient) Err() error { return nil }
