// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// server is one running provider.
type server struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// start starts a provider and configures it.
func (e *Engine) start(ctx context.Context, report *report) (*server, error) {
	s, config, err := e.open(ctx, report)
	if err != nil {
		return nil, err
	}
	configured, err := s.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{TerraformVersion: "1.14.0", Config: config})
	if err != nil {
		return nil, err
	}
	return s, report.add("provider", configured.Diagnostics)
}

// open starts a provider and lets it validate its configuration, which it
// returns.
func (e *Engine) open(ctx context.Context, report *report) (*server, *tfprotov6.DynamicValue, error) {
	s := &server{ProviderServer: e.New()}
	var err error
	if s.schemas, err = s.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		return nil, nil, err
	}
	if err := report.add("provider", s.schemas.Diagnostics); err != nil {
		return nil, nil, err
	}
	config, err := toValue(s.schemas.Provider.ValueType(), e.Provider())
	if err != nil {
		return nil, nil, fmt.Errorf("provider: %w", err)
	}
	validated, err := s.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: pack(config)})
	if err != nil {
		return nil, nil, err
	}
	if err := report.add("provider", validated.Diagnostics); err != nil {
		return nil, nil, err
	}
	return s, pack(config), nil
}

// schema returns the schema of a block.
func (s *server) schema(b Block) (*tfprotov6.Schema, error) {
	from := s.schemas.ResourceSchemas
	if b.Data {
		from = s.schemas.DataSourceSchemas
	}
	schema := from[b.Type]
	switch {
	case schema == nil:
		return nil, fmt.Errorf("%s: the provider does not have it", b.Address())
	case len(schema.Block.BlockTypes) > 0:
		return nil, fmt.Errorf("%s: expected attributes only, got nested blocks", b.Address())
	}
	return schema, nil
}

// configOf evaluates the arguments of a block and lets the provider validate
// them.
func (w *walk) configOf(ctx context.Context, b Block) (*tfprotov6.Schema, tftypes.Value, error) {
	schema, err := w.server.schema(b)
	if err != nil {
		return nil, tftypes.Value{}, err
	}
	config, err := toValue(schema.ValueType(), b.Arguments(w.ref(b)))
	if err != nil {
		return nil, tftypes.Value{}, fmt.Errorf("%s: %w", b.Address(), err)
	}
	var said []*tfprotov6.Diagnostic
	if b.Data {
		var resp *tfprotov6.ValidateDataResourceConfigResponse
		resp, err = w.server.ValidateDataResourceConfig(ctx,
			&tfprotov6.ValidateDataResourceConfigRequest{TypeName: b.Type, Config: pack(config)})
		if err == nil {
			said = resp.Diagnostics
		}
	} else {
		var resp *tfprotov6.ValidateResourceConfigResponse
		if resp, err = w.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
			TypeName: b.Type, Config: pack(config),
			ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
		}); err == nil {
			said = resp.Diagnostics
		}
	}
	if err != nil {
		return nil, tftypes.Value{}, err
	}
	return schema, config, w.report.add(b.Address(), said)
}

// ref returns a function for the references in the arguments of a block.
func (w *walk) ref(b Block) Ref {
	return func(address, attribute string) tftypes.Value {
		if !slices.Contains(b.DependsOn, address) {
			panic(fmt.Sprintf("%s refers to %s, which its DependsOn does not name", b.Address(), address))
		}
		i := slices.IndexFunc(w.blocks, func(b Block) bool { return b.Address() == address })
		schema, err := w.server.schema(w.blocks[i])
		if err != nil {
			panic(err)
		}
		typ, ok := schema.ValueType().(tftypes.Object).AttributeTypes[attribute]
		if !ok {
			panic(fmt.Sprintf("%s refers to %s.%s, which does not exist", b.Address(), address, attribute))
		}
		value, ok := attributes(w.value(address))[attribute]
		if !ok {
			return tftypes.NewValue(typ, tftypes.UnknownValue)
		}
		return value
	}
}

// readData reads a data source, unless some of its arguments are still unknown.
func (w *walk) readData(ctx context.Context, b Block) error {
	_, config, err := w.configOf(ctx, b)
	if err != nil || !config.IsFullyKnown() {
		return err
	}
	resp, err := w.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: b.Type, Config: pack(config)})
	if err != nil {
		return err
	}
	if err := w.report.add(b.Address(), resp.Diagnostics); err != nil {
		return err
	}
	value, err := unpack(config.Type(), resp.State)
	if err == nil && (value.IsNull() || !value.IsFullyKnown()) {
		err = inconsistent("expected a known result, got none or an unknown one")
	}
	if err == nil {
		err = problemsOf("the data that was read", checkKept(b.Address(), configured(config, value), value))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", b.Address(), err)
	}
	w.set(b.Address(), value)
	return nil
}

// configured returns the configuration with every attribute that it omits
// unknown.
func configured(config, value tftypes.Value) tftypes.Value {
	values := attributes(config)
	for name, v := range values {
		if v.IsNull() {
			values[name] = tftypes.NewValue(v.Type(), tftypes.UnknownValue)
		}
	}
	return tftypes.NewValue(value.Type(), values)
}

// Configured starts a provider and configures it, for calls that are not part
// of a run: lists, actions and functions.
func (e *Engine) Configured(ctx context.Context) (tfprotov6.ProviderServer, error) {
	said := &report{}
	s, err := e.start(ctx, said)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, said)
	}
	return s.ProviderServer, nil
}
