// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// sensitive is the check for an argument with a secret.
type sensitive interface {
	IsSensitive() bool
	StringValidators() []validator.String
}

// An error about a secret does not show it: files of passphrases often end in a
// line break.
func TestValidatorsPrintNoSecret(t *testing.T) {
	t.Parallel()
	const secret = "Gnu 5"
	checked := 0
	check := func(name string, attribute any) {
		s, ok := attribute.(sensitive)
		if !ok || !s.IsSensitive() {
			return
		}
		for _, v := range s.StringValidators() {
			resp := &validator.StringResponse{}
			req := validator.StringRequest{Path: path.Root(name), PathExpression: path.MatchRoot(name), ConfigValue: types.StringValue(secret + "\n")}
			if strings.Contains(fmt.Sprintf("%T", v), "onflicts") {
				continue // reads other arguments
			}
			v.ValidateString(t.Context(), req, resp)
			checked++
			if said := fmt.Sprint(resp.Diagnostics); strings.Contains(said, secret) {
				t.Errorf("%s: %s", name, said)
			}
		}
	}
	p := newProvider("test")
	var own provider.SchemaResponse
	p.Schema(t.Context(), provider.SchemaRequest{}, &own)
	for name, attribute := range own.Schema.Attributes {
		check(name, attribute)
	}
	for _, newResource := range p.Resources(t.Context()) {
		var resp resource.SchemaResponse
		newResource().Schema(t.Context(), resource.SchemaRequest{}, &resp)
		for name, attribute := range resp.Schema.Attributes {
			check(name, attribute)
		}
	}
	if checked < 5 {
		t.Errorf("%d validators of secrets were found", checked)
	}
}
