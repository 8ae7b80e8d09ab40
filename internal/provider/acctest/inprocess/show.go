// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"cmp"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// viewer shows states and plans as an engine does in JSON.
type viewer struct {
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

var actions = map[string]tfjson.Actions{
	"no-op": {tfjson.ActionNoop}, "create": {tfjson.ActionCreate}, "update": {tfjson.ActionUpdate},
	"replace": {tfjson.ActionDelete, tfjson.ActionCreate}, "destroy": {tfjson.ActionDelete}, "read": {tfjson.ActionRead},
}

const deposedKey = "00000000"

func (v viewer) state(objects []protocol.Object) *tfjson.State {
	root := &tfjson.StateModule{}
	for _, o := range objects {
		schema := v.schemas.ResourceSchemas[o.Block.Type]
		if o.Block.Data {
			schema = v.schemas.DataSourceSchemas[o.Block.Type]
		}
		identity := v.identity(&o)
		values, _ := protocol.Plain(o.Value).(map[string]any)
		shown := &tfjson.StateResource{
			Address: o.Block.Address(), Mode: modeOf(o.Block), Type: o.Block.Type, Name: o.Block.Name, DependsOn: o.Block.DependsOn,
			SchemaVersion: uint64(schema.Version), AttributeValues: values, Tainted: o.Tainted, IdentityValues: identity,
		}
		if o.Deposed {
			shown.DeposedKey = deposedKey
		}
		if identity != nil {
			version := uint64(v.identities[o.Block.Type].Version)
			shown.IdentitySchemaVersion = &version
		}
		root.Resources = append(root.Resources, shown)
	}
	return &tfjson.State{FormatVersion: "1.0", Values: &tfjson.StateValues{RootModule: root}}
}

// plan shows planned changes of refreshed objects.
func (v viewer) plan(planned []protocol.Change, refreshed []protocol.Object, c *configuration) *tfjson.Plan {
	plan := &tfjson.Plan{FormatVersion: "1.2", PriorState: v.state(refreshed), Variables: map[string]*tfjson.PlanVariable{}}
	for name, value := range c.given {
		if !c.variables[name].HasMark(ephemeral) {
			plan.Variables[name] = &tfjson.PlanVariable{Value: value}
		}
	}
	for _, change := range planned {
		plan.ResourceChanges = append(plan.ResourceChanges, v.change(change))
	}
	return plan
}

func (v viewer) change(c protocol.Change) *tfjson.ResourceChange {
	object := cmp.Or(c.After, c.Before)
	b := object.Block
	change := &tfjson.Change{Actions: actions[c.Action]}
	if c.Action == "replace" && b.CreateBeforeDestroy {
		change.Actions = tfjson.Actions{tfjson.ActionCreate, tfjson.ActionDelete}
	}
	if c.Before != nil {
		change.Before, change.BeforeIdentity = protocol.Plain(c.Before.Value), v.identity(c.Before)
	}
	if c.After != nil {
		change.After, change.AfterUnknown, change.AfterIdentity = protocol.Plain(c.After.Value), unknown(c.After.Value), v.identity(c.After)
	}
	shown := &tfjson.ResourceChange{Address: b.Address(), Mode: modeOf(b), Type: b.Type, Name: b.Name, Change: change}
	if object.Deposed {
		shown.DeposedKey = deposedKey
	}
	return shown
}

// identity returns the identity of an object; nil if it has none.
func (v viewer) identity(o *protocol.Object) map[string]any {
	if o.Identity == nil || o.Identity.IdentityData == nil {
		return nil
	}
	value, err := o.Identity.IdentityData.Unmarshal(v.identities[o.Block.Type].ValueType())
	if err != nil {
		panic(err) // it has the type of its schema
	}
	values, _ := protocol.Plain(value).(map[string]any)
	return values
}

func modeOf(b protocol.Block) tfjson.ResourceMode {
	if b.Data {
		return tfjson.DataResourceMode
	}
	return tfjson.ManagedResourceMode
}

// read returns the data sources that have been read.
func read(blocks []protocol.Block, values map[string]tftypes.Value) []protocol.Object {
	var all []protocol.Object
	for _, b := range blocks {
		if value, ok := values[b.Address()]; ok && b.Data {
			all = append(all, protocol.Object{Block: b, Value: value})
		}
	}
	return all
}

// unread returns the reads that a plan puts off.
func unread(blocks []protocol.Block, values map[string]tftypes.Value, schemas map[string]*tfprotov6.Schema) []protocol.Change {
	var all []protocol.Change
	for _, b := range blocks {
		if _, ok := values[b.Address()]; b.Data && !ok {
			value := tftypes.NewValue(schemas[b.Type].ValueType(), tftypes.UnknownValue)
			all = append(all, protocol.Change{Action: "read", After: &protocol.Object{Block: b, Value: value}})
		}
	}
	return all
}
