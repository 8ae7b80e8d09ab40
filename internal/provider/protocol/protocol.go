// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package protocol drives a provider in this process through the plugin
// protocol, as an engine does: validate, refresh, plan and apply, with a new
// provider for each walk. It is for tests that need thousands of runs.
//
// It is as strict as an engine. A plan must match the configuration, the final
// plan must match the first one, and the result must match the final plan;
// nothing may be unknown after an apply.
package protocol

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Ref returns the value of an attribute of another block; it is unknown until
// the block has been planned or applied.
type Ref func(address, attribute string) tftypes.Value

// Block is a resource or a data source.
type Block struct {
	Type, Name          string
	Data                bool     // whether it is a data source
	DependsOn           []string // the addresses that Arguments refers to
	CreateBeforeDestroy bool
	// Arguments returns the arguments: nil, string, bool, int, []any,
	// map[string]any, a value of ref, or an error.
	Arguments func(ref Ref) map[string]any
	// ImportID, if not empty, imports the resource unless the state already has
	// it.
	ImportID string
}

// Address returns type.name, with the prefix data. for a data source.
func (b Block) Address() string {
	if b.Data {
		return "data." + b.Type + "." + b.Name
	}
	return b.Type + "." + b.Name
}

// Engine runs configurations with one provider.
type Engine struct {
	New         func() tfprotov6.ProviderServer // starts a provider
	Provider    func() map[string]any           // returns its configuration for each provider that is started
	Parallelism int                             // maximum number of concurrent operations; 0 is 10
	NoRefresh   bool                            // plans, and destroys, from the state alone
	Approve     func(Outcome) error             // if not nil, is shown the plan of an apply, and may reject it
}

// check rejects a list of blocks with a reference that is not in the list.
func check(blocks []Block) error {
	var before []string
	for _, b := range blocks {
		for _, address := range b.DependsOn {
			if !slices.Contains(before, address) {
				return fmt.Errorf("%s: expected %s to stand before it", b.Address(), address)
			}
		}
		if slices.Contains(before, b.Address()) {
			return fmt.Errorf("%s: expected once, got it twice", b.Address())
		}
		before = append(before, b.Address())
	}
	return nil
}
