// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// proposedNew returns the configuration with the prior values of attributes
// that it leaves to the provider, and without write-only attributes.
func proposedNew(schema []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	before, configured, proposed := attributes(prior), attributes(config), map[string]tftypes.Value{}
	for _, a := range schema {
		value := configured[a.Name]
		was, ok := before[a.Name]
		if !ok {
			was = tftypes.NewValue(a.ValueType(), nil)
		}
		switch {
		case a.WriteOnly:
			value = tftypes.NewValue(a.ValueType(), nil)
		case value.IsNull() && a.Computed:
			value = was
		case isSingle(a) && value.IsKnown() && !value.IsNull():
			value = proposedNew(a.NestedType.Attributes, was, value)
		}
		proposed[a.Name] = value
	}
	return tftypes.NewValue(config.Type(), proposed)
}

func isSingle(a *tfprotov6.SchemaAttribute) bool {
	return a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle
}

// checkPlanned reports where a plan contradicts the configuration. It never
// shows values: they may be secret.
func checkPlanned(schema []*tfprotov6.SchemaAttribute, within string, prior, config, planned tftypes.Value) (problems []string) {
	before, configured, after := attributes(prior), attributes(config), attributes(planned)
	for _, a := range schema {
		path := within + a.Name
		switch was, wanted, value := before[a.Name], configured[a.Name], after[a.Name]; {
		case a.WriteOnly:
			if !value.IsNull() {
				problems = append(problems, path+" is write-only, and planned")
			}
		case value.Equal(wanted), wanted.IsNull() && a.Computed:
		case !wanted.IsNull() && before != nil && !was.IsNull() && value.Equal(was): // written differently
		case isSingle(a) && wanted.IsKnown() && !wanted.IsNull() && !value.IsNull():
			problems = append(problems, checkPlanned(a.NestedType.Attributes, path+".", was, wanted, value)...)
		default:
			problems = append(problems, path+" is neither planned as configured nor as it was")
		}
	}
	return problems
}

// checkKept reports where a known value has changed.
func checkKept(path string, planned, actual tftypes.Value) []string {
	switch {
	case !planned.IsKnown():
		return nil
	case planned.IsNull() && actual.IsNull():
		return nil
	case planned.IsNull() || actual.IsNull() || !actual.IsKnown():
		return []string{path + " was planned differently"}
	}
	was, now := children(planned), children(actual)
	if was == nil {
		if !planned.Equal(actual) {
			return []string{path + " was planned differently"}
		}
		return nil
	}
	if len(was) != len(now) {
		return []string{path + " was planned with another number of elements"}
	}
	var problems []string
	for key, value := range was {
		other, ok := now[key]
		if !ok {
			return []string{path + "." + key + " was planned and is missing"}
		}
		problems = append(problems, checkKept(path+"."+key, value, other)...)
	}
	return problems
}

// children returns the elements of a collection or object, by key or position.
func children(value tftypes.Value) map[string]tftypes.Value {
	var byName map[string]tftypes.Value
	var byPlace []tftypes.Value
	switch {
	case value.As(&byName) == nil:
		return byName
	case value.As(&byPlace) == nil:
		byName = map[string]tftypes.Value{}
		for i, element := range byPlace {
			byName[fmt.Sprint(i)] = element
		}
		return byName
	}
	return nil
}
