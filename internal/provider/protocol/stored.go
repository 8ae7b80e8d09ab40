// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"context"
	"encoding/json"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// load lets the provider upgrade all objects from JSON, which is how an engine
// stores them.
func (w *walk) load(ctx context.Context) error {
	for _, b := range w.state.orphans(nil) {
		i := w.state.get(b.Address())
		current, err := w.restore(ctx, b, i.current)
		if err != nil {
			return err
		}
		var deposed []*object
		for _, o := range i.deposed {
			o, err := w.restore(ctx, b, o)
			if err != nil {
				return err
			}
			deposed = append(deposed, o)
		}
		w.state.update(b, func(i *instance) { i.current, i.deposed = current, deposed })
	}
	return nil
}

// restore returns the upgraded object; nil for none.
func (w *walk) restore(ctx context.Context, b Block, o *object) (*object, error) {
	if o == nil {
		return nil, nil
	}
	schema, err := w.server.schema(b)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(Plain(o.value))
	if err != nil {
		return nil, err
	}
	resp, err := w.server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: b.Type, Version: schema.Version, RawState: &tfprotov6.RawState{JSON: data},
	})
	if err == nil {
		err = w.report.add(b.Address(), resp.Diagnostics)
	}
	if err != nil {
		return nil, err
	}
	after := *o
	if after.value, err = unpack(schema.ValueType(), resp.UpgradedState); err != nil {
		return nil, err
	}
	return &after, nil
}

// Plain returns a value as an engine writes it in JSON: nil for null, and
// nothing for what is unknown.
func Plain(value tftypes.Value) any {
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	var text string
	var truth bool
	var number big.Float
	var byPlace []tftypes.Value
	var byName map[string]tftypes.Value
	switch {
	case value.As(&text) == nil:
		return text
	case value.As(&truth) == nil:
		return truth
	case value.As(&number) == nil:
		return json.Number(number.Text('f', -1))
	case value.As(&byPlace) == nil:
		all := []any{}
		for _, v := range byPlace {
			all = append(all, Plain(v))
		}
		return all
	case value.As(&byName) == nil:
		all := map[string]any{}
		for name, v := range byName {
			if v.IsKnown() {
				all[name] = Plain(v)
			}
		}
		return all
	}
	panic("unexpected type " + value.Type().String())
}
