// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// instance is a resource in the state of an engine.
type instance struct {
	Type      string `json:"type"`
	Instances []struct {
		SchemaVersion   int64           `json:"schema_version"`
		Attributes      json.RawMessage `json:"attributes"`
		Private         []byte          `json:"private"`
		IdentityVersion int64           `json:"identity_schema_version"`
		Identity        json.RawMessage `json:"identity"`
	} `json:"instances"`
}

// The provider reads a state of an earlier version: no attribute and no
// identity is lost, the private state is understood, and values that the server
// still has do not change.
func TestStateOfEarlierVersions(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/earlier-state.json")
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Resources []instance `json:"resources"`
	}
	if err := json.Unmarshal(data, &state); err != nil {
		t.Fatal(err)
	}
	server := acctest.Start(t, emulator.Skins()[0], 0)
	server.PutFile("notes.txt", []byte("a note\n"))
	server.Set("Outgoing mail server (SMTP)", "mail.example.com")
	provider, err := acctest.Engine(server).Configured(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := provider.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	isThere := map[string]bool{"confproxy_private_file": true, "confproxy_setting": true}
	var types []string
	for _, resource := range state.Resources {
		types = append(types, resource.Type)
		t.Run(resource.Type, func(t *testing.T) {
			t.Parallel()
			schema := schemas.ResourceSchemas[resource.Type]
			upgraded, before := resource.upgrade(t, provider, schema)
			after := resource.read(t, provider, schema, upgraded)
			if isThere[resource.Type] && !after.Equal(before) {
				t.Errorf("the state changed from %s to %s", before, after)
			}
		})
	}
	slices.Sort(types)
	if served := slices.Sorted(maps.Keys(schemas.ResourceSchemas)); !slices.Equal(types, served) {
		t.Errorf("the state holds %q, served are %q", types, served)
	}
}

// upgrade returns the upgraded state, and expects every attribute to be kept.
func (i instance) upgrade(t *testing.T, provider tfprotov6.ProviderServer, schema *tfprotov6.Schema) (*tfprotov6.DynamicValue, tftypes.Value) {
	t.Helper()
	stored := i.Instances[0]
	if schema.Version != 0 || stored.SchemaVersion != 0 {
		t.Errorf("the schema has version %d, the state %d, want 0", schema.Version, stored.SchemaVersion)
	}
	upgraded, err := provider.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: i.Type, Version: stored.SchemaVersion, RawState: &tfprotov6.RawState{JSON: stored.Attributes},
	})
	if err != nil || len(upgraded.Diagnostics) > 0 {
		t.Fatalf("got %v, %v", err, upgraded)
	}
	value, err := upgraded.UpgradedState.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(stored.Attributes, &raw); err != nil {
		t.Fatal(err)
	}
	for name, was := range raw {
		if now, known := attributes[name]; !known || now.IsNull() != (was == nil) {
			t.Errorf("%s was %v and is %s", name, was, now)
		}
	}
	return upgraded.UpgradedState, value
}

// read refreshes the state on the server.
func (i instance) read(t *testing.T, provider tfprotov6.ProviderServer, schema *tfprotov6.Schema, state *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	identities, err := provider.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	stored := i.Instances[0]
	if version := identities.IdentitySchemas[i.Type].Version; version != 0 || stored.IdentityVersion != 0 {
		t.Errorf("the schema of the identity has version %d, the state %d, want 0", version, stored.IdentityVersion)
	}
	read, err := provider.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: i.Type, CurrentState: state, Private: stored.Private,
		CurrentIdentity: &tfprotov6.ResourceIdentityData{IdentityData: &tfprotov6.DynamicValue{JSON: stored.Identity}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range read.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}
	value, err := read.NewState.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	return value
}
