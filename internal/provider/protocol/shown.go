// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is an object in the state or in a plan.
type Object struct {
	Block    Block
	Value    tftypes.Value
	Identity *tfprotov6.ResourceIdentityData
	Tainted  bool
	Deposed  bool
}

// Change is the planned change of an object. Before and After are nil if there
// is none; attributes of After may be unknown.
type Change struct {
	Action        string
	Before, After *Object
}

func (o *object) shown(b Block, isDeposed bool) Object {
	return Object{b, o.value, o.identity, o.tainted, isDeposed}
}

func (c change) shown() Change {
	shown := Change{Action: string(c.action), After: &Object{Block: c.block, Value: c.plan.value, Identity: c.plan.identity}}
	if c.prior != nil {
		before := c.prior.shown(c.block, false)
		shown.Before = &before
	}
	return shown
}

func (o *Outcome) add(c Change) {
	o.Planned = append(o.Planned, c)
	if c.Action != string(noop) {
		o.Changes = append(o.Changes, fmt.Sprint(c.Action, " ", cmp.Or(c.Before, c.After).Block.Address()))
	}
}

func (o *Outcome) destroys(objects ...Object) {
	for _, object := range objects {
		o.add(Change{Action: string(destroy), Before: &object})
	}
}

// Objects returns all objects, by address.
func (s *State) Objects() []Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Object
	for _, address := range slices.Sorted(maps.Keys(s.instances)) {
		i := s.instances[address]
		if i.current != nil {
			all = append(all, i.current.shown(i.block, false))
		}
		for _, o := range i.deposed {
			all = append(all, o.shown(i.block, true))
		}
	}
	return all
}

// Taint makes the next apply replace a resource.
func (s *State) Taint(address string) error {
	i := s.get(address)
	if i.current == nil {
		return fmt.Errorf("%s is not in the state", address)
	}
	tainted := *i.current
	tainted.tainted = true
	s.update(i.block, func(i *instance) { i.current = &tainted })
	return nil
}
