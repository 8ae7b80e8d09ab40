// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// object is the state of one object on the server.
type object struct {
	value    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
}

// instance is a resource in the state. deposed are replaced objects that are
// still to be destroyed.
type instance struct {
	block   Block // as it was last applied
	current *object
	deposed []*object
}

// State is the state that an engine keeps between runs. The zero value is
// empty.
type State struct {
	mu        sync.Mutex
	instances map[string]instance
	abandoned bool
}

// Clone copies the state.
func (s *State) Clone() *State {
	s.mu.Lock()
	defer s.mu.Unlock()
	clone := &State{instances: map[string]instance{}}
	for address, i := range s.instances {
		i.deposed = slices.Clone(i.deposed)
		clone.instances[address] = i // objects never change
	}
	return clone
}

// Abandon makes the current run stop writing to the state, as if its process
// had been killed. A clone of the state can be written to again.
func (s *State) Abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.abandoned = true
}

// All returns an attribute of all objects of a type, including deposed ones.
func (s *State) All(typeName, attribute string) []tftypes.Value {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []tftypes.Value
	for _, address := range slices.Sorted(maps.Keys(s.instances)) {
		i := s.instances[address]
		if i.block.Type != typeName {
			continue
		}
		for _, o := range append(slices.Clone(i.deposed), i.current) {
			if o != nil {
				all = append(all, attributes(o.value)[attribute])
			}
		}
	}
	return all
}

func (s *State) get(address string) instance {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.instances[address]
}

// update changes an instance, and removes one without any object.
func (s *State) update(block Block, change func(*instance)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.abandoned {
		return
	}
	if s.instances == nil {
		s.instances = map[string]instance{}
	}
	i := s.instances[block.Address()]
	i.block, i.deposed = block, slices.Clone(i.deposed)
	change(&i)
	if i.current == nil && len(i.deposed) == 0 {
		delete(s.instances, block.Address())
		return
	}
	s.instances[block.Address()] = i
}

// orphans returns the blocks of the state that are not in the list.
func (s *State) orphans(blocks []Block) []Block {
	s.mu.Lock()
	defer s.mu.Unlock()
	var orphans []Block
	for _, address := range slices.Sorted(maps.Keys(s.instances)) {
		if !slices.ContainsFunc(blocks, func(b Block) bool { return b.Address() == address }) {
			orphans = append(orphans, s.instances[address].block)
		}
	}
	return orphans
}

// drop removes one of the deposed objects.
func (i *instance) drop(o *object) {
	i.deposed = slices.DeleteFunc(i.deposed, func(other *object) bool { return other == o })
}
