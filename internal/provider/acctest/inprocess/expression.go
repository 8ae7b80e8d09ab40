// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// errRejected, printed as an engine does, is a mistake in a configuration that
// an engine rejects, too. All other errors of a configuration are something that
// this package lacks.
var errRejected = errors.New("Error")

// arguments evaluates the attributes of a block. Without a function for its
// references, they are unknown.
func (c *configuration) arguments(schema *tfprotov6.Schema, body *hclsyntax.Body, ref protocol.Ref) (map[string]any, error) {
	values := map[string]any{}
	if len(body.Blocks) > 0 {
		return nil, errors.New("nested blocks are not supported")
	}
	for _, a := range schema.Block.Attributes {
		attribute, ok := body.Attributes[a.Name]
		if !ok {
			if a.Required {
				return nil, fmt.Errorf("%w: Missing required argument: the argument %q is required, but no definition was found", errRejected, a.Name)
			}
			continue
		}
		value, err := c.value(attribute.Expr, ref)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		value, marks := value.UnmarkDeep()
		if len(marks) > 0 && !a.WriteOnly {
			return nil, fmt.Errorf("%s: an ephemeral value is not allowed", a.Name)
		}
		if values[a.Name], err = toProtocol(value, a.ValueType()); err != nil {
			return nil, fmt.Errorf("%w: Incorrect attribute value type: %s: %w", errRejected, a.Name, err)
		}
	}
	for name := range body.Attributes {
		if _, known := values[name]; !known {
			return nil, fmt.Errorf("%w: Unsupported argument: an argument named %q is not expected here", errRejected, name)
		}
	}
	return values, nil
}

// value evaluates an expression.
func (c *configuration) value(e hclsyntax.Expression, ref protocol.Ref) (cty.Value, error) {
	tree := map[string]any{}
	for name, value := range c.variables {
		plant(tree, []string{"var", name}, value)
	}
	for _, t := range e.Variables() {
		address, attribute, err := reference(t)
		if err != nil {
			return cty.NilVal, err
		}
		if address == "" {
			continue
		}
		value := cty.DynamicVal
		if ref != nil {
			if value, err = fromProtocol(ref(address, attribute)); err != nil {
				return cty.NilVal, err
			}
		}
		plant(tree, append(strings.Split(address, "."), attribute), value)
	}
	context := &hcl.EvalContext{Variables: map[string]cty.Value{}}
	for name, value := range tree {
		context.Variables[name] = grown(value)
	}
	value, diags := e.Value(context)
	if diags.HasErrors() {
		return cty.NilVal, diags
	}
	return value, nil
}

// plant puts a value into a tree of objects.
func plant(tree map[string]any, path []string, value cty.Value) {
	if len(path) == 1 {
		tree[path[0]] = value
		return
	}
	branch, ok := tree[path[0]].(map[string]any)
	if !ok {
		branch = map[string]any{}
		tree[path[0]] = branch
	}
	plant(branch, path[1:], value)
}

func grown(tree any) cty.Value {
	if value, ok := tree.(cty.Value); ok {
		return value
	}
	all := map[string]cty.Value{}
	for name, branch := range tree.(map[string]any) {
		all[name] = grown(branch)
	}
	return cty.ObjectVal(all)
}

// reference returns the address and the attribute to which an expression
// refers; no address if it refers to a variable.
func reference(t hcl.Traversal) (address, attribute string, err error) {
	names, length := namesOf(t), 2
	switch names[0] {
	case "var":
		return "", "", nil
	case "count", "each", "local", "module", "path", "self", "terraform":
		return "", "", fmt.Errorf("%s is not supported", names[0])
	case "data":
		length = 3
	}
	if len(names) <= length {
		return "", "", fmt.Errorf("%s: only a reference to an attribute is supported", strings.Join(names, "."))
	}
	return strings.Join(names[:length], "."), names[length], nil
}

// addressOf returns the address that an expression is.
func addressOf(e hcl.Expression) string {
	t, diags := hcl.AbsTraversalForExpr(e)
	if diags.HasErrors() {
		return diags.Error()
	}
	return strings.Join(namesOf(t), ".")
}

// namesOf returns the names in a reference.
func namesOf(t hcl.Traversal) []string {
	var names []string
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			names = append(names, step.Name)
		case hcl.TraverseAttr:
			names = append(names, step.Name)
		default:
			names = append(names, "an index, which is not supported")
		}
	}
	return names
}
