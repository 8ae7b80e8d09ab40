// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	"github.com/zclconf/go-cty/cty/msgpack"
)

// ctyType returns the type of an argument: attributes of objects may be
// omitted.
func ctyType(typ tftypes.Type) cty.Type {
	switch typ := typ.(type) {
	case tftypes.List:
		return cty.List(ctyType(typ.ElementType))
	case tftypes.Set:
		return cty.Set(ctyType(typ.ElementType))
	case tftypes.Map:
		return cty.Map(ctyType(typ.ElementType))
	case tftypes.Object:
		types, names := map[string]cty.Type{}, []string{}
		for name, attribute := range typ.AttributeTypes {
			types[name], names = ctyType(attribute), append(names, name)
		}
		return cty.ObjectWithOptionalAttrs(types, names)
	}
	switch {
	case typ.Is(tftypes.String):
		return cty.String
	case typ.Is(tftypes.Number):
		return cty.Number
	case typ.Is(tftypes.Bool):
		return cty.Bool
	}
	panic(fmt.Sprintf("the type %s is not supported", typ))
}

// toProtocol converts the value of an expression to the type of an argument.
func toProtocol(value cty.Value, typ tftypes.Type) (tftypes.Value, error) {
	converted, err := convert.Convert(value, ctyType(typ))
	if err != nil {
		return tftypes.Value{}, err
	}
	packed, err := msgpack.Marshal(converted, ctyType(typ).WithoutOptionalAttributesDeep())
	if err != nil {
		return tftypes.Value{}, err
	}
	return tfprotov6.DynamicValue{MsgPack: packed}.Unmarshal(typ)
}

// fromProtocol converts the value of an attribute for an expression.
func fromProtocol(value tftypes.Value) (cty.Value, error) {
	packed, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		return cty.NilVal, err
	}
	return msgpack.Unmarshal(packed.MsgPack, ctyType(value.Type()).WithoutOptionalAttributesDeep())
}

// fromJSON converts a value that a test gives to a variable.
func fromJSON(from json.Marshaler) (cty.Value, error) {
	data, err := from.MarshalJSON()
	if err != nil {
		return cty.NilVal, err
	}
	typ, err := ctyjson.ImpliedType(data)
	if err != nil {
		return cty.NilVal, err
	}
	return ctyjson.Unmarshal(data, typ)
}

// unknown returns, for a planned value, where it is unknown: true for a value,
// and a map for the attributes of an object.
func unknown(value tftypes.Value) any {
	if !value.IsKnown() {
		return true
	}
	var byName map[string]tftypes.Value
	if value.IsNull() || value.As(&byName) != nil {
		return !value.IsFullyKnown()
	}
	all := map[string]any{}
	for name, v := range byName {
		if !v.IsFullyKnown() {
			all[name] = unknown(v)
		}
	}
	return all
}
