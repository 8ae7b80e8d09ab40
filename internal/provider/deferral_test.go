// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// While the endpoint is unknown, an engine that supports it is told to defer;
// any other one gets a plan of the new objects.
func TestDeferral(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ unknown, allowed, deferred bool }{
		"unknown endpoint":             {true, true, true},
		"unknown, engine cannot defer": {true, false, false},
		"known, engine could defer":    {false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := provider.New("test")()
			schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
			if err != nil {
				t.Fatal(err)
			}
			object := func(schema *tfprotov6.Schema, values map[string]any) *tfprotov6.DynamicValue {
				typ := schema.ValueType().(tftypes.Object)
				all := map[string]tftypes.Value{}
				for name, attribute := range typ.AttributeTypes {
					all[name] = tftypes.NewValue(attribute, values[name])
				}
				packed, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, all))
				if err != nil {
					t.Fatal(err)
				}
				return &packed
			}
			endpoint := any("http://127.0.0.1:7615")
			if test.unknown {
				endpoint = tftypes.UnknownValue
			}
			configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
				Config:             object(schemas.Provider, map[string]any{"endpoint": endpoint, "password": "x"}),
				ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: test.allowed},
			})
			if err != nil || len(configured.Diagnostics) > 0 {
				t.Fatalf("got %v, %v", err, configured.Diagnostics)
			}
			file := schemas.ResourceSchemas["confproxy_private_file"]
			config := object(file, map[string]any{"name": "note.txt", "content": "a note"})
			nothing, err := tfprotov6.NewDynamicValue(file.ValueType(), tftypes.NewValue(file.ValueType(), nil))
			if err != nil {
				t.Fatal(err)
			}
			planned, err := server.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
				TypeName: "confproxy_private_file", Config: config, ProposedNewState: config, PriorState: &nothing,
				ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: test.allowed},
			})
			if err != nil || len(planned.Diagnostics) > 0 {
				t.Fatalf("got %v, %v", err, planned.Diagnostics)
			}
			if got := planned.Deferred != nil; got != test.deferred {
				t.Errorf("deferred: %v, want %v", got, test.deferred)
			}
			if planned.Deferred != nil && planned.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
				t.Errorf("got the reason %v", planned.Deferred.Reason)
			}
		})
	}
}
