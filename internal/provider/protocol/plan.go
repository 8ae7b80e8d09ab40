// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type action string

const (
	noop    action = "no-op"
	create  action = "create"
	update  action = "update"
	replace action = "replace"
	destroy action = "destroy"
)

// change is the planned change of one block.
type change struct {
	block  Block
	action action
	prior  *object // nil if there is none
	plan   planned
}

// planned is the provider's plan.
type planned struct {
	value    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	replaces bool
}

// planBlock imports or refreshes a resource and plans it.
func (w *walk) planBlock(ctx context.Context, b Block) (change, error) {
	c := change{block: b, action: noop}
	schema, config, err := w.configOf(ctx, b)
	if err != nil {
		return c, err
	}
	if err := w.refresh(ctx, b, schema); err != nil {
		return c, err
	}
	current := w.state.get(b.Address()).current
	prior := current
	if current != nil && current.tainted {
		prior = nil
	}
	if c.plan, err = w.plan(ctx, b, schema, prior, config); err != nil {
		return c, err
	}
	c.prior = current
	switch {
	case current == nil:
		c.action = create
	case current.tainted:
		c.action = replace
	case c.plan.replaces:
		c.action = replace
		if c.plan, err = w.plan(ctx, b, schema, nil, config); err != nil {
			return c, err
		}
	case !c.plan.value.Equal(current.value):
		c.action = update
	}
	w.set(b.Address(), c.plan.value)
	return c, nil
}

// refresh performs a pending import, and reads all objects of a resource.
func (w *walk) refresh(ctx context.Context, b Block, schema *tfprotov6.Schema) error {
	i := w.state.get(b.Address())
	imports := i.current == nil && b.ImportID != ""
	if imports {
		imported, err := w.importBlock(ctx, b, schema)
		if err != nil {
			return err
		}
		i.current = imported
	}
	if w.engine.NoRefresh && !imports {
		return nil
	}
	for _, o := range i.deposed {
		after, err := w.reread(ctx, b, schema, o)
		if err != nil {
			return err
		}
		w.state.update(b, func(i *instance) {
			if i.drop(o); after != nil {
				i.deposed = append(i.deposed, after)
			}
		})
	}
	if i.current == nil {
		return nil
	}
	after, err := w.reread(ctx, b, schema, i.current)
	if err == nil && after == nil && imports {
		err = fmt.Errorf("cannot import non-existent remote object %q", b.ImportID)
	}
	if err == nil {
		w.state.update(b, func(i *instance) { i.current = after })
	}
	return err
}

func (w *walk) importBlock(ctx context.Context, b Block, schema *tfprotov6.Schema) (*object, error) {
	resp, err := w.server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: b.Type, ID: b.ImportID})
	if err != nil {
		return nil, err
	}
	if err := w.report.add(b.Address(), resp.Diagnostics); err != nil {
		return nil, err
	}
	if len(resp.ImportedResources) != 1 || resp.ImportedResources[0].TypeName != b.Type {
		return nil, inconsistent("expected one imported object of the type")
	}
	imported := resp.ImportedResources[0]
	value, err := unpack(schema.ValueType(), imported.State)
	return &object{value: value, private: imported.Private, identity: imported.Identity}, err
}

// reread refreshes an object; it returns nil if the object is gone.
func (w *walk) reread(ctx context.Context, b Block, schema *tfprotov6.Schema, o *object) (*object, error) {
	resp, err := w.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: b.Type, CurrentState: pack(o.value), Private: o.private, CurrentIdentity: o.identity,
	})
	if err != nil {
		return nil, err
	}
	if err := w.report.add(b.Address(), resp.Diagnostics); err != nil {
		return nil, err
	}
	value, err := unpack(schema.ValueType(), resp.NewState)
	switch {
	case err != nil:
		return nil, err
	case value.IsNull():
		return nil, nil
	case !value.IsFullyKnown():
		return nil, inconsistent("something is unknown after a read")
	}
	return &object{value: value, private: resp.Private, identity: resp.NewIdentity, tainted: o.tainted}, sameIdentity(o.identity, resp.NewIdentity)
}

// plan lets the provider plan the change from an object, or from nothing, to a
// configuration, or to nothing if the configuration is null.
func (w *walk) plan(ctx context.Context, b Block, schema *tfprotov6.Schema, prior *object, config tftypes.Value) (planned, error) {
	before := tftypes.NewValue(config.Type(), nil)
	req := &tfprotov6.PlanResourceChangeRequest{TypeName: b.Type, Config: pack(config)}
	if prior != nil {
		before, req.PriorPrivate, req.PriorIdentity = prior.value, prior.private, prior.identity
	}
	proposed := config
	if !config.IsNull() {
		proposed = proposedNew(schema.Block.Attributes, before, config)
	}
	req.PriorState, req.ProposedNewState = pack(before), pack(proposed)
	resp, err := w.server.PlanResourceChange(ctx, req)
	if err != nil {
		return planned{}, err
	}
	if err := w.report.add(b.Address(), resp.Diagnostics); err != nil {
		return planned{}, err
	}
	value, err := unpack(config.Type(), resp.PlannedState)
	if err != nil {
		return planned{}, err
	}
	p := planned{value: value, private: resp.PlannedPrivate, identity: resp.PlannedIdentity}
	if value.IsNull() != config.IsNull() {
		return p, inconsistent("expected a plan to create or to destroy, got the other")
	}
	for _, path := range resp.RequiresReplace {
		was, _, errWas := tftypes.WalkAttributePath(before, path)
		now, _, errNow := tftypes.WalkAttributePath(value, path)
		if prior != nil && (errWas != nil || errNow != nil || !was.(tftypes.Value).Equal(now.(tftypes.Value))) {
			p.replaces = true
		}
	}
	if config.IsNull() {
		return p, nil
	}
	return p, problemsOf("the plan", checkPlanned(schema.Block.Attributes, "", before, config, value))
}

// sameIdentity rejects an identity that changes.
func sameIdentity(before, after *tfprotov6.ResourceIdentityData) error {
	if before == nil || before.IdentityData == nil {
		return nil
	}
	if after == nil || after.IdentityData == nil || !bytes.Equal(before.IdentityData.MsgPack, after.IdentityData.MsgPack) {
		return inconsistent("the identity changed")
	}
	return nil
}
