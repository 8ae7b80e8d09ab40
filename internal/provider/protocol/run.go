// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Outcome is the result of a run.
type Outcome struct {
	Changes []string                 // the planned changes: action and address, in the order of the blocks
	Said    string                   // all diagnostics of the provider, including warnings
	Errors  string                   // its errors alone, as an engine prints them
	Planned []Change                 // of all objects, including those that stay as they are
	Values  map[string]tftypes.Value // of all blocks that have one, as planned, or as applied
}

// Validate lets an unconfigured provider validate all blocks. Their references
// are unknown.
func (e *Engine) Validate(ctx context.Context, blocks []Block) (Outcome, error) {
	said := &report{}
	if err := check(blocks); err != nil {
		return Outcome{}, err
	}
	s, _, err := e.open(ctx, said)
	if err == nil {
		w := &walk{engine: e, server: s, report: said, blocks: blocks, state: &State{}, values: map[string]tftypes.Value{}}
		for _, b := range blocks {
			if _, _, err = w.configOf(ctx, b); err != nil {
				break
			}
		}
	}
	return said.in(Outcome{}), err
}

// Apply refreshes, plans and applies. Afterwards the state is as an engine
// would have kept it, also after an error.
func (e *Engine) Apply(ctx context.Context, blocks []Block, state *State) (Outcome, error) {
	return e.do(ctx, blocks, state, true)
}

// Plan refreshes and plans; the state is refreshed.
func (e *Engine) Plan(ctx context.Context, blocks []Block, state *State) (Outcome, error) {
	return e.do(ctx, blocks, state, false)
}

// Destroy refreshes and plans as Apply does, and then destroys everything.
func (e *Engine) Destroy(ctx context.Context, blocks []Block, state *State) (Outcome, error) {
	said := &report{}
	if err := check(blocks); err != nil {
		return Outcome{}, err
	}
	if !e.NoRefresh {
		if _, _, err := e.plan(ctx, blocks, state, said); err != nil {
			return said.in(Outcome{}), err
		}
	}
	w, err := e.walk(ctx, blocks, state, said)
	if err == nil && e.NoRefresh {
		err = w.load(ctx)
	}
	outcome := Outcome{}
	if err == nil {
		outcome.destroys(state.Objects()...)
		err = e.approve(outcome)
	}
	if err == nil {
		err = w.run(ctx, w.operations(nil, append(slices.Clone(blocks), state.orphans(blocks)...)))
	}
	return said.in(outcome), err
}

func (e *Engine) do(ctx context.Context, blocks []Block, state *State, applies bool) (Outcome, error) {
	said := &report{}
	if err := check(blocks); err != nil {
		return Outcome{}, err
	}
	changes, planned, err := e.plan(ctx, blocks, state, said)
	if err != nil {
		return said.in(Outcome{}), err
	}
	outcome := said.in(Outcome{Values: planned.values})
	for _, c := range changes {
		outcome.add(c.shown())
		for _, o := range state.get(c.block.Address()).deposed {
			outcome.destroys(o.shown(c.block, true))
		}
	}
	orphans := state.orphans(blocks)
	for _, o := range state.Objects() {
		if slices.ContainsFunc(orphans, func(b Block) bool { return b.Address() == o.Block.Address() }) {
			outcome.destroys(o)
		}
	}
	if applies {
		err = e.approve(outcome)
	}
	if !applies || err != nil || len(outcome.Changes) == 0 {
		return outcome, err
	}
	w, err := e.walk(ctx, blocks, state, said)
	if err == nil {
		w.values = planned.read()
		err = w.run(ctx, w.operations(changes, orphans))
		outcome.Values = w.values
	}
	return said.in(outcome), err
}

func (e *Engine) approve(outcome Outcome) error {
	if e.Approve == nil {
		return nil
	}
	return e.Approve(outcome)
}

// plan makes a walk that plans every block of a configuration. It also returns
// the walk.
func (e *Engine) plan(ctx context.Context, blocks []Block, state *State, said *report) ([]change, *walk, error) {
	w, err := e.walk(ctx, blocks, state, said)
	if err == nil {
		err = w.load(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	var mu sync.Mutex
	byAddress := map[string]change{}
	var operations []operation
	for _, b := range blocks {
		operations = append(operations, operation{b.Address(), b.DependsOn, func(ctx context.Context) error {
			if b.Data {
				return w.readData(ctx, b)
			}
			c, err := w.planBlock(ctx, b)
			mu.Lock()
			defer mu.Unlock()
			byAddress[b.Address()] = c
			return err
		}})
	}
	if err := w.run(ctx, operations); err != nil {
		return nil, nil, err
	}
	var changes []change
	for _, b := range blocks {
		if !b.Data {
			changes = append(changes, byAddress[b.Address()])
		}
	}
	return changes, w, nil
}

// read returns the data sources that have been read.
func (w *walk) read() map[string]tftypes.Value {
	read := map[string]tftypes.Value{}
	for _, b := range w.blocks {
		if value, ok := w.values[b.Address()]; ok && b.Data {
			read[b.Address()] = value
		}
	}
	return read
}

// operations returns the operations of an apply. An object is destroyed after
// everything that refers to it has been destroyed or changed. A replaced object
// is destroyed first, unless its replacement is created before.
func (w *walk) operations(changes []change, destroyed []Block) []operation {
	var all []operation
	for _, c := range changes {
		b, after := c.block, c.block.DependsOn
		if c.action == replace && !b.CreateBeforeDestroy {
			all = append(all, w.destruction(b, c.prior, 0))
			after = append(slices.Clone(after), all[len(all)-1].name)
		}
		all = append(all, operation{b.Address(), after, func(ctx context.Context) error {
			if c.action == noop {
				w.set(b.Address(), c.prior.value)
				return nil
			}
			return w.applyBlock(ctx, c)
		}})
		deposed := w.state.get(b.Address()).deposed
		if c.action == replace && b.CreateBeforeDestroy {
			deposed = append(slices.Clone(deposed), c.prior)
		}
		for i, o := range deposed {
			d := w.destruction(b, o, i+1)
			d.after = append(append(d.after, b.Address()), w.dependents(b.Address())...)
			all = append(all, d)
		}
	}
	for _, b := range w.blocks {
		if _, read := w.values[b.Address()]; b.Data && !read && changes != nil {
			all = append(all, operation{b.Address(), b.DependsOn, func(ctx context.Context) error { return w.readData(ctx, b) }})
		}
	}
	for _, b := range destroyed {
		i := w.state.get(b.Address())
		for n, o := range append([]*object{i.current}, i.deposed...) {
			if o != nil {
				all = append(all, w.destruction(b, o, n))
			}
		}
	}
	return all
}

// destruction destroys the nth object of a block, after all destroyed objects
// that refer to the block.
func (w *walk) destruction(b Block, o *object, n int) operation {
	name := func(address string, n int) string { return fmt.Sprintf("%s (%s %d)", address, destroy, n) }
	var after []string
	for _, address := range w.dependents(b.Address()) {
		for i := range 1 + len(w.state.get(address).deposed) {
			after = append(after, name(address, i))
		}
	}
	return operation{name(b.Address(), n), after, func(ctx context.Context) error { return w.destroyObject(ctx, b, o) }}
}
