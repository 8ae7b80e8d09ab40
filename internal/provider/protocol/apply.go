// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// applyBlock applies a planned change: it creates, updates, or creates the
// replacement of another object.
func (w *walk) applyBlock(ctx context.Context, c change) error {
	b := c.block
	schema, config, err := w.configOf(ctx, b)
	if err != nil {
		return err
	}
	prior := c.prior
	if c.action == replace {
		if prior = nil; b.CreateBeforeDestroy {
			w.state.update(b, func(i *instance) { i.deposed, i.current = append(i.deposed, c.prior), nil })
		}
	}
	final, err := w.plan(ctx, b, schema, prior, config)
	if err == nil && final.replaces {
		err = inconsistent("the final plan replaces what was to be updated")
	}
	if err == nil {
		err = problemsOf("the final plan", checkKept(b.Address(), c.plan.value, final.value))
	}
	var after *object
	if err == nil {
		after, err = w.apply(ctx, b, prior, final, config)
	} else {
		after = prior
	}
	w.state.update(b, func(i *instance) {
		if i.current = after; after == nil && c.action == replace && b.CreateBeforeDestroy {
			i.drop(c.prior)
			i.current = c.prior // nothing has replaced it
		}
	})
	if after != nil {
		w.set(b.Address(), after.value)
	}
	return err
}

// destroyObject destroys the current object of a block, or a deposed one.
func (w *walk) destroyObject(ctx context.Context, b Block, o *object) error {
	schema, err := w.server.schema(b)
	if err != nil {
		return err
	}
	nothing := tftypes.NewValue(schema.ValueType(), nil)
	p, err := w.plan(ctx, b, schema, o, nothing)
	if err != nil {
		return err
	}
	after, err := w.apply(ctx, b, o, p, nothing)
	w.state.update(b, func(i *instance) {
		if i.current == o {
			i.current = after
		} else if i.drop(o); after != nil {
			i.deposed = append(i.deposed, after)
		}
	})
	return err
}

// apply lets the provider apply the plan, and returns the resulting object; nil
// for none. After an error, the object is the one that the provider returned,
// or else the prior one; an object that was created with an error is tainted.
func (w *walk) apply(ctx context.Context, b Block, prior *object, p planned, config tftypes.Value) (*object, error) {
	before := tftypes.NewValue(config.Type(), nil)
	if prior != nil {
		before = prior.value
	}
	resp, err := w.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: b.Type, PriorState: pack(before), PlannedState: pack(p.value), Config: pack(config),
		PlannedPrivate: p.private, PlannedIdentity: p.identity,
	})
	if err != nil {
		return prior, err
	}
	failed := w.report.add(b.Address(), resp.Diagnostics)
	value, err := unpack(config.Type(), resp.NewState)
	if err != nil {
		return prior, err
	}
	if err := checkApplied(b, prior, p, value, resp, failed != nil); err != nil {
		return prior, errors.Join(failed, err)
	}
	if value.IsNull() {
		if failed != nil {
			return prior, failed
		}
		return nil, nil
	}
	return &object{
		value: value, private: resp.Private, identity: resp.NewIdentity,
		tainted: failed != nil && (prior == nil || prior.tainted),
	}, failed
}

// checkApplied reports results that an engine would reject.
func checkApplied(b Block, prior *object, p planned, value tftypes.Value, resp *tfprotov6.ApplyResourceChangeResponse, failed bool) error {
	switch {
	case !value.IsFullyKnown():
		return inconsistent("something is unknown after the apply")
	case failed:
		return nil
	case value.IsNull() != p.value.IsNull():
		return inconsistent("the apply leaves an object: expected %t, got %t", !p.value.IsNull(), !value.IsNull())
	case value.IsNull():
		return nil
	}
	if prior != nil {
		if err := sameIdentity(prior.identity, resp.NewIdentity); err != nil {
			return err
		}
	}
	return problemsOf("the result of the apply", checkKept(b.Address(), p.value, value))
}
