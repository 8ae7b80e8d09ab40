// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

//go:build ignore

// Schema prints the schema of the provider as "terraform providers schema
// -json" of a recent Terraform does, but without a CLI: the documentation must
// not depend on the CLI that happens to be installed (Terraform 1.11 and
// OpenTofu 1.11 omit the identities).
//
// It belongs to the provider's module, not to the tools' module. Run it from
// the root of the repository: go run ./tools/docs/schema.go.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// object is a JSON object; set omits values that are nil, empty or false.
type object map[string]any

func (o object) set(name string, value any) {
	switch value {
	case nil, "", false:
	default:
		o[name] = value
	}
}

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	server := provider.New("docs")()
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		log.Fatal(err)
	}
	mustBeFine(schemas.Diagnostics)
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		log.Fatal(err)
	}
	mustBeFine(identities.Diagnostics)

	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	err = encoder.Encode(object{
		"format_version": "1.0",
		"provider_schemas": object{"confproxy": object{
			"provider":                   schema(schemas.Provider),
			"resource_schemas":           each(schemas.ResourceSchemas, schema),
			"data_source_schemas":        each(schemas.DataSourceSchemas, schema),
			"ephemeral_resource_schemas": each(schemas.EphemeralResourceSchemas, schema),
			"resource_identity_schemas":  each(identities.IdentitySchemas, identity),
			"list_resource_schemas":      each(schemas.ListResourceSchemas, schema),
			"action_schemas":             each(schemas.ActionSchemas, func(a *tfprotov6.ActionSchema) object { return schema(a.Schema) }),
			"functions":                  each(schemas.Functions, signature),
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
}

func mustBeFine(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		log.Fatalf("%s: %s\n%s", d.Attribute, d.Summary, d.Detail)
	}
}

func each[T any](schemas map[string]T, convert func(T) object) object {
	all := object{}
	for name, s := range schemas {
		all[name] = convert(s)
	}
	return all
}

func schema(s *tfprotov6.Schema) object {
	if len(s.Block.BlockTypes) > 0 {
		log.Fatal("tools/docs/schema.go supports attributes and nested attributes only; add support for blocks")
	}
	block := object{}
	block.set("attributes", attributes(s.Block.Attributes))
	describe(block, s.Block.Description, s.Block.DescriptionKind, s.Block.Deprecated)
	return object{"version": s.Version, "block": block}
}

func signature(f *tfprotov6.Function) object {
	o := object{"return_type": typ(f.Return.Type)}
	o.set("summary", f.Summary)
	o.set("description", f.Description)
	o.set("deprecation_message", f.DeprecationMessage)
	parameters := []object{}
	for _, p := range f.Parameters {
		parameter := object{"name": p.Name, "type": typ(p.Type)}
		parameter.set("description", p.Description)
		parameter.set("is_nullable", p.AllowNullValue)
		parameters = append(parameters, parameter)
	}
	o["parameters"] = parameters
	return o
}

func attributes(list []*tfprotov6.SchemaAttribute) any {
	all := object{}
	for _, a := range list {
		o := object{}
		if a.NestedType != nil {
			o["nested_type"] = object{"attributes": attributes(a.NestedType.Attributes), "nesting_mode": nesting(a.NestedType.Nesting)}
		} else {
			o["type"] = typ(a.Type)
		}
		describe(o, a.Description, a.DescriptionKind, a.Deprecated)
		o.set("required", a.Required)
		o.set("optional", a.Optional)
		o.set("computed", a.Computed)
		o.set("sensitive", a.Sensitive)
		o.set("write_only", a.WriteOnly)
		all[a.Name] = o
	}
	return all
}

func describe(o object, description string, kind tfprotov6.StringKind, deprecated bool) {
	o.set("description", description)
	o["description_kind"] = "plain"
	if kind == tfprotov6.StringKindMarkdown {
		o["description_kind"] = "markdown"
	}
	o.set("deprecated", deprecated)
}

func nesting(mode tfprotov6.SchemaObjectNestingMode) string {
	switch mode {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return "single"
	case tfprotov6.SchemaObjectNestingModeList:
		return "list"
	case tfprotov6.SchemaObjectNestingModeSet:
		return "set"
	case tfprotov6.SchemaObjectNestingModeMap:
		return "map"
	default:
		log.Fatalf("unsupported nesting mode %s", mode)
		return ""
	}
}

func typ(t tftypes.Type) json.RawMessage {
	data, err := t.MarshalJSON() //nolint:staticcheck // Deprecated for the outside world; there is nothing else.
	if err != nil {
		log.Fatal(fmt.Errorf("type %s: %w", t, err))
	}
	return data
}

func identity(s *tfprotov6.ResourceIdentitySchema) object {
	all := object{}
	for _, a := range s.IdentityAttributes {
		o := object{"type": typ(a.Type)}
		o.set("description", a.Description)
		o.set("required_for_import", a.RequiredForImport)
		o.set("optional_for_import", a.OptionalForImport)
		all[a.Name] = o
	}
	return object{"version": s.Version, "attributes": all}
}
