// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

// secretArguments returns the names of the arguments of a provider, its
// resources and data sources that are sensitive or write-only.
func secretArguments(server tfprotov6.ProviderServer) map[string]bool {
	names := map[string]bool{}
	all, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return names
	}
	for _, schema := range slices.Concat(
		[]*tfprotov6.Schema{all.Provider}, slices.Collect(maps.Values(all.ResourceSchemas)), slices.Collect(maps.Values(all.DataSourceSchemas)),
	) {
		for _, attribute := range schema.Block.Attributes {
			names[attribute.Name] = names[attribute.Name] || attribute.Sensitive || attribute.WriteOnly
		}
	}
	return names
}

// diagnosticsOf returns the diagnostics of a response of any kind.
func diagnosticsOf(resp any) []*tfprotov6.Diagnostic {
	v := reflect.Indirect(reflect.ValueOf(resp))
	if v.Kind() != reflect.Struct {
		return nil
	}
	diagnostics, _ := reflect.TypeAssert[[]*tfprotov6.Diagnostic](v.FieldByName("Diagnostics"))
	return diagnostics
}

// privateKey matches a private key in PEM form, also as a quoted text.
var privateKey = lazyregexp.New(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`)

// hideLines makes diagnostics at arguments with a secret ones of the whole
// block, which name the argument. So does it with a key in place of another
// value, such as a path, and does not quote it.
func (s providerServer) hideLines(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		holdsKey := privateKey().MatchString(d.Summary + d.Detail)
		if holdsKey {
			d.Summary = privateKey().ReplaceAllString(d.Summary, "(private key)")
			d.Detail = privateKey().ReplaceAllString(d.Detail, "(private key)")
		}
		if len(d.Attribute.Steps()) == 0 {
			continue
		}
		name, ok := d.Attribute.Steps()[0].(tftypes.AttributeName)
		if !ok || !holdsKey && !s.secrets()[string(name)] {
			continue
		}
		d.Attribute = nil
		if !strings.Contains(d.Summary+d.Detail, string(name)) {
			d.Detail += " The argument is " + string(name) + "."
		}
	}
}
