// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// thing is the only type of the test's provider: name replaces, size updates,
// id is computed.
var thing = &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
	{Name: "id", Type: tftypes.String, Computed: true},
	{Name: "name", Type: tftypes.String, Required: true},
	{Name: "secret", Type: tftypes.String, Optional: true, WriteOnly: true},
	{Name: "size", Type: tftypes.Number, Optional: true},
	{Name: "uses", Type: tftypes.String, Optional: true},
}}}

// look is the only data source: found returns what it searched for.
var look = &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
	{Name: "for", Type: tftypes.String, Required: true},
	{Name: "found", Type: tftypes.String, Computed: true},
}}}

// fake is a provider that keeps things by name. spoil, if not nil, may falsify
// its answers; fails makes an apply report an error.
type fake struct {
	tfprotov6.ProviderServer // all other calls panic

	mu     sync.Mutex
	things map[string]bool
	did    []string
	spoil  func(answer string, values map[string]tftypes.Value)
	fails  func(did string) bool
}

func (f *fake) engine() *protocol.Engine {
	return &protocol.Engine{
		New:         func() tfprotov6.ProviderServer { return f },
		Provider:    func() map[string]any { return nil },
		Parallelism: 1,
	}
}

func (f *fake) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:          &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}},
		ResourceSchemas:   map[string]*tfprotov6.Schema{"thing": thing},
		DataSourceSchemas: map[string]*tfprotov6.Schema{"look": look},
	}, nil
}

func (f *fake) ValidateProviderConfig(context.Context, *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{}, nil
}

func (f *fake) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (f *fake) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (f *fake) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (f *fake) ReadDataSource(_ context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	config, err := req.Config.Unmarshal(look.ValueType())
	if err != nil {
		return nil, err
	}
	var values map[string]tftypes.Value
	if err := config.As(&values); err != nil {
		return nil, err
	}
	f.did = append(f.did, "look for "+text(values["for"]))
	values["found"] = values["for"]
	if f.spoil != nil {
		f.spoil("look", values)
	}
	packed, err := tfprotov6.NewDynamicValue(look.ValueType(), tftypes.NewValue(look.ValueType(), values))
	return &tfprotov6.ReadDataSourceResponse{State: &packed}, err
}

func open(value *tfprotov6.DynamicValue) map[string]tftypes.Value {
	unpacked, err := value.Unmarshal(thing.ValueType())
	if err != nil {
		panic(err)
	}
	if unpacked.IsNull() {
		return nil
	}
	var values map[string]tftypes.Value
	if err := unpacked.As(&values); err != nil {
		panic(err)
	}
	return values
}

func text(value tftypes.Value) (text string) {
	if value.IsKnown() && !value.IsNull() {
		if err := value.As(&text); err != nil {
			panic(err)
		}
	}
	return text
}

func (f *fake) pack(answer string, values map[string]tftypes.Value) *tfprotov6.DynamicValue {
	var value tftypes.Value
	if values == nil {
		value = tftypes.NewValue(thing.ValueType(), nil)
	} else {
		if f.spoil != nil {
			f.spoil(answer, values)
		}
		value = tftypes.NewValue(thing.ValueType(), values)
	}
	packed, err := tfprotov6.NewDynamicValue(thing.ValueType(), value)
	if err != nil {
		panic(err)
	}
	return &packed
}

func (f *fake) UpgradeResourceState(_ context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	value, err := req.RawState.Unmarshal(thing.ValueType())
	if err != nil {
		return nil, err
	}
	packed, err := tfprotov6.NewDynamicValue(thing.ValueType(), value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &packed}, err
}

func (f *fake) ReadResource(_ context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	values := open(req.CurrentState)
	if !f.things[text(values["name"])] {
		values = nil
	}
	return &tfprotov6.ReadResourceResponse{NewState: f.pack("read", values), Private: req.Private}, nil
}

func (f *fake) PlanResourceChange(_ context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	values := open(req.ProposedNewState)
	resp := &tfprotov6.PlanResourceChangeResponse{
		PlannedPrivate:  req.PriorPrivate,
		RequiresReplace: []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("name")},
	}
	if values != nil && values["id"].IsNull() {
		values["id"] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	}
	resp.PlannedState = f.pack("plan", values)
	return resp, nil
}

func (f *fake) ApplyResourceChange(_ context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, after := open(req.PriorState), open(req.PlannedState)
	did := "update " + text(after["name"])
	switch {
	case before == nil:
		did = "create " + text(after["name"])
	case after == nil:
		did = "destroy " + text(before["name"])
	}
	resp := &tfprotov6.ApplyResourceChangeResponse{Private: []byte(did)}
	f.did = append(f.did, did)
	if f.fails != nil && f.fails(did) {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "failed to " + did}}
		if before == nil && strings.HasSuffix(did, "half") {
			after["id"] = tftypes.NewValue(tftypes.String, "half")
			f.things["half"] = true
			resp.NewState = f.pack("apply", after)
		}
		return resp, nil
	}
	delete(f.things, text(before["name"]))
	if after != nil {
		f.things[text(after["name"])] = true
		after["id"] = tftypes.NewValue(tftypes.String, "id of "+text(after["name"]))
	}
	resp.NewState = f.pack("apply", after)
	return resp, nil
}

// two are a thing, and another one that refers to its id.
func two(name string, size int, createsFirst bool) []protocol.Block {
	return []protocol.Block{
		{
			Type: "thing", Name: "a", CreateBeforeDestroy: createsFirst,
			Arguments: func(protocol.Ref) map[string]any { return map[string]any{"name": name, "size": size, "secret": "s"} },
		},
		{
			Type: "thing", Name: "b", DependsOn: []string{"thing.a"},
			Arguments: func(ref protocol.Ref) map[string]any {
				return map[string]any{"name": "b", "uses": ref("thing.a", "id")}
			},
		},
	}
}

// step is one run, with the calls that the provider must get, in this order.
type step struct {
	blocks   []protocol.Block
	destroys bool
	fails    string
	did      []string
	left     []string // in the state afterwards, deposed objects first
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{
		"create, update, destroy": {
			{blocks: two("a", 1, false), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("a", 1, false), left: []string{"a", "b"}},
			{blocks: two("a", 2, false), did: []string{"update a"}, left: []string{"a", "b"}},
			{blocks: two("a", 2, false), destroys: true, did: []string{"destroy b", "destroy a"}},
		},
		"replace, destroying first": {
			{blocks: two("a", 1, false), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, false), did: []string{"destroy a", "create c", "update b"}, left: []string{"c", "b"}},
		},
		"replace, creating first": {
			{blocks: two("a", 1, true), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, true), did: []string{"create c", "update b", "destroy a"}, left: []string{"c", "b"}},
		},
		"the replacement cannot be created": {
			{blocks: two("a", 1, true), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, true), fails: "create c", did: []string{"create c"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, true), did: []string{"create c", "update b", "destroy a"}, left: []string{"c", "b"}},
		},
		"the replaced cannot be destroyed": {
			{blocks: two("a", 1, true), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, true), fails: "destroy a", did: []string{"create c", "update b", "destroy a"}, left: []string{"a", "c", "b"}},
			{blocks: two("c", 1, true), did: []string{"destroy a"}, left: []string{"c", "b"}},
		},
		"what depends on the replacement cannot be changed": {
			{blocks: two("a", 1, true), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("c", 1, true), fails: "update b", did: []string{"create c", "update b"}, left: []string{"a", "c", "b"}},
			{blocks: two("c", 1, true), did: []string{"update b", "destroy a"}, left: []string{"c", "b"}},
		},
		"a creation that is half done is tainted": {
			{blocks: two("half", 1, false), fails: "create half", did: []string{"create half"}, left: []string{"half"}},
			{blocks: two("half", 1, false), did: []string{"destroy half", "create half", "create b"}, left: []string{"half", "b"}},
		},
		"what the configuration lacks is destroyed": {
			{blocks: two("a", 1, false), did: []string{"create a", "create b"}, left: []string{"a", "b"}},
			{blocks: two("a", 1, false)[:1], did: []string{"destroy b"}, left: []string{"a"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, state := &fake{things: map[string]bool{}}, &protocol.State{}
			for i, s := range steps {
				f.did, f.fails = nil, func(did string) bool { return did == s.fails }
				do := f.engine().Apply
				if s.destroys {
					do = f.engine().Destroy
				}
				outcome, err := do(t.Context(), s.blocks, state)
				if (err != nil) != (s.fails != "") || errors.Is(err, protocol.ErrInconsistent) {
					t.Fatalf("step %d: %v\n%s", i, err, outcome.Said)
				}
				if diff := cmp.Diff(s.did, f.did); diff != "" {
					t.Errorf("step %d did (-want +got):\n%s", i, diff)
				}
				var left []string
				for _, name := range state.All("thing", "name") {
					left = append(left, text(name))
				}
				if diff := cmp.Diff(s.left, left); diff != "" {
					t.Errorf("step %d left (-want +got):\n%s", i, diff)
				}
			}
		})
	}
}

// A contradiction that an engine calls a bug in the provider is an error here,
// too.
func TestContradictions(t *testing.T) {
	t.Parallel()
	set := func(when, attribute string, to any) func(string, map[string]tftypes.Value) {
		return func(answer string, values map[string]tftypes.Value) {
			if answer == when {
				values[attribute] = tftypes.NewValue(values[attribute].Type(), to)
			}
		}
	}
	plans := 0
	for name, test := range map[string]struct {
		spoil func(string, map[string]tftypes.Value)
		says  string
	}{
		"planned otherwise":       {set("plan", "size", 7), "size is neither planned as configured"},
		"a secret is planned":     {set("plan", "secret", "s"), "secret is write-only"},
		"applied otherwise":       {set("apply", "size", 7), "size was planned differently"},
		"a secret is kept":        {set("apply", "secret", "s"), "secret was planned differently"},
		"unknown after the apply": {set("apply", "id", tftypes.UnknownValue), "unknown after the apply"},
		"the final plan is another": {func(answer string, values map[string]tftypes.Value) {
			if answer == "plan" {
				plans++
				values["id"] = tftypes.NewValue(tftypes.String, fmt.Sprint("plan ", plans))
			}
		}, "the final plan"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{things: map[string]bool{}, spoil: test.spoil}
			_, err := f.engine().Apply(t.Context(), two("a", 1, false)[:1], &protocol.State{})
			if !errors.Is(err, protocol.ErrInconsistent) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("expected an error that says %q, got %v", test.says, err)
			}
		})
	}
}

// A data source is read during the plan, or during the apply if it must wait
// for a reference.
func TestData(t *testing.T) {
	t.Parallel()
	f, state := &fake{things: map[string]bool{}}, &protocol.State{}
	blocks := append(two("a", 1, false)[:1],
		protocol.Block{Data: true, Type: "look", Name: "now", Arguments: func(protocol.Ref) map[string]any { return map[string]any{"for": "x"} }},
		protocol.Block{Data: true, Type: "look", Name: "later", DependsOn: []string{"thing.a"}, Arguments: func(ref protocol.Ref) map[string]any {
			return map[string]any{"for": ref("thing.a", "id")}
		}},
		protocol.Block{Type: "thing", Name: "b", DependsOn: []string{"data.look.later"}, Arguments: func(ref protocol.Ref) map[string]any {
			return map[string]any{"name": "b", "uses": ref("data.look.later", "found")}
		}},
	)
	for _, want := range [][]string{
		{"look for x", "create a", "look for id of a", "create b"},
		{"look for x", "look for id of a"},
	} {
		f.did = nil
		if _, err := f.engine().Apply(t.Context(), blocks, state); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, f.did); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for _, value := range state.All("thing", "uses") {
		if !value.IsNull() && text(value) != "id of a" {
			t.Errorf("the data source gave %q", text(value))
		}
	}
	f.spoil = func(answer string, values map[string]tftypes.Value) {
		if answer == "look" {
			values["found"] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
		}
	}
	if _, err := f.engine().Plan(t.Context(), blocks, state); !errors.Is(err, protocol.ErrInconsistent) {
		t.Errorf("expected a contradiction, got %v", err)
	}
}

// An abandoned run no longer writes to its state.
func TestAbandon(t *testing.T) {
	t.Parallel()
	f, state := &fake{things: map[string]bool{}}, &protocol.State{}
	f.fails = func(did string) bool {
		if did == "create b" {
			state.Abandon()
		}
		return false
	}
	if _, err := f.engine().Apply(t.Context(), two("a", 1, false), state); err != nil {
		t.Fatal(err)
	}
	after := state.Clone()
	if names := after.All("thing", "name"); len(names) != 1 || text(names[0]) != "a" {
		t.Errorf("the state holds %v, want the first thing only", names)
	}
	f.did, f.fails = nil, nil
	outcome, err := f.engine().Apply(t.Context(), two("a", 1, false), after)
	if err != nil || !slices.Equal(outcome.Changes, []string{"create thing.b"}) {
		t.Errorf("the next run: %v, %v", outcome.Changes, err)
	}
}
