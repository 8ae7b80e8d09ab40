// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// toValue converts a value in a test to a value of a type.
func toValue(typ tftypes.Type, from any) (tftypes.Value, error) {
	switch from := from.(type) {
	case tftypes.Value:
		if !from.Type().UsableAs(typ) {
			return from, fmt.Errorf("expected a %s, got a %s", typ, from.Type())
		}
		return from, nil
	case []any:
		element, err := elementType(typ)
		if err != nil {
			return tftypes.Value{}, err
		}
		values := []tftypes.Value{}
		for i, v := range from {
			value, err := toValue(element, v)
			if err != nil {
				return tftypes.Value{}, fmt.Errorf("[%d]: %w", i, err)
			}
			values = append(values, value)
		}
		return newValue(typ, values)
	case map[string]any:
		return toMapping(typ, from)
	}
	return newValue(typ, from)
}

// toMapping makes an object, in which omitted attributes are null, or a map.
func toMapping(typ tftypes.Type, from map[string]any) (tftypes.Value, error) {
	types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
	if object, ok := typ.(tftypes.Object); ok {
		types = object.AttributeTypes
		for name, attribute := range types {
			values[name] = tftypes.NewValue(attribute, nil)
		}
	} else {
		element, err := elementType(typ)
		if err != nil {
			return tftypes.Value{}, err
		}
		for name := range from {
			types[name] = element
		}
	}
	for name, v := range from {
		if err, ok := v.(error); ok {
			return tftypes.Value{}, err
		}
		if types[name] == nil {
			return tftypes.Value{}, fmt.Errorf("there is no attribute %s", name)
		}
		value, err := toValue(types[name], v)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
		}
		values[name] = value
	}
	return newValue(typ, values)
}

func elementType(typ tftypes.Type) (tftypes.Type, error) {
	switch typ := typ.(type) {
	case tftypes.List:
		return typ.ElementType, nil
	case tftypes.Set:
		return typ.ElementType, nil
	case tftypes.Map:
		return typ.ElementType, nil
	}
	return nil, fmt.Errorf("expected a %s, got several values", typ)
}

func newValue(typ tftypes.Type, from any) (tftypes.Value, error) {
	if err := tftypes.ValidateValue(typ, from); err != nil {
		return tftypes.Value{}, err
	}
	return tftypes.NewValue(typ, from), nil
}

// attributes returns the attributes of an object; nil if it is null or unknown.
func attributes(object tftypes.Value) map[string]tftypes.Value {
	var values map[string]tftypes.Value
	if object.IsKnown() && !object.IsNull() {
		if err := object.As(&values); err != nil {
			panic(err) // it has the type of its schema
		}
	}
	return values
}

func pack(value tftypes.Value) *tfprotov6.DynamicValue {
	packed, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		panic(err) // it has its own type
	}
	return &packed
}

// unpack decodes a value from a provider; no value is null.
func unpack(typ tftypes.Type, packed *tfprotov6.DynamicValue) (tftypes.Value, error) {
	if packed == nil {
		return tftypes.NewValue(typ, nil), nil
	}
	return packed.Unmarshal(typ)
}
