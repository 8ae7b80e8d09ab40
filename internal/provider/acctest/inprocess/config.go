// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inprocess

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// ephemeral marks the values of ephemeral variables.
const ephemeral = "ephemeral"

// configuration is a parsed configuration.
type configuration struct {
	schemas   *tfprotov6.GetProviderSchemaResponse
	provider  map[string]any
	blocks    []protocol.Block
	imports   map[string]string // address to id
	given     config.Variables
	variables map[string]cty.Value
}

// parse parses a configuration; anything that it does not know is an error.
func parse(schemas *tfprotov6.GetProviderSchemaResponse, text string, given config.Variables) (*configuration, error) {
	file, diags := hclsyntax.ParseConfig([]byte(text), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || len(body.Attributes) > 0 {
		return nil, errors.New("expected blocks only")
	}
	c := &configuration{schemas: schemas, given: given, imports: map[string]string{}, variables: map[string]cty.Value{}}
	for _, b := range body.Blocks { // other blocks refer to them
		if b.Type == "variable" {
			if err := c.variable(b); err != nil {
				return nil, fmt.Errorf("variable %q: %w", b.Labels, err)
			}
		}
	}
	for _, b := range body.Blocks {
		if err := c.block(b); err != nil {
			return nil, fmt.Errorf("%s %q: %w", b.Type, b.Labels, err)
		}
	}
	for i := range c.blocks {
		c.blocks[i].ImportID = c.imports[c.blocks[i].Address()]
		delete(c.imports, c.blocks[i].Address())
	}
	for address := range c.imports {
		return nil, fmt.Errorf("import: there is no %s in the configuration", address)
	}
	return c, c.sort()
}

func (c *configuration) variable(b *hclsyntax.Block) error {
	name := b.Labels[0]
	attributes, err := only(b.Body, "type", "default?", "ephemeral?")
	if err != nil {
		return err
	}
	typ, diags := typeexpr.TypeConstraint(attributes["type"])
	if diags.HasErrors() {
		return diags
	}
	var value cty.Value
	switch {
	case c.given[name] != nil:
		if value, err = fromJSON(c.given[name]); err != nil {
			return err
		}
	case attributes["default"] != nil:
		if value, diags = attributes["default"].Value(nil); diags.HasErrors() {
			return diags
		}
	default:
		return errors.New("it has no value")
	}
	if value, err = convert.Convert(value, typ); err != nil {
		return err
	}
	if e := attributes["ephemeral"]; e != nil && isLiteral(e, cty.True) {
		value = value.Mark(ephemeral)
	}
	c.variables[name] = value
	return nil
}

func (c *configuration) block(b *hclsyntax.Block) (err error) {
	switch b.Type {
	case "variable":
		return nil
	case "provider":
		if c.provider != nil {
			return errors.New("expected it once")
		}
		c.provider, err = c.arguments(c.schemas.Provider, b.Body, func(address, _ string) tftypes.Value {
			panic("a provider that refers to " + address + " is not supported")
		})
		return err
	case "resource", "data":
		return c.resource(b)
	case "import":
		attributes, err := only(b.Body, "to", "id")
		if err != nil {
			return err
		}
		id, err := c.value(attributes["id"], nil)
		if err == nil {
			c.imports[addressOf(attributes["to"])] = id.AsString()
		}
		return err
	}
	return errors.New("the block is not supported")
}

func (c *configuration) resource(b *hclsyntax.Block) error {
	block := protocol.Block{Type: b.Labels[0], Name: b.Labels[1], Data: b.Type == "data"}
	from := c.schemas.ResourceSchemas
	if block.Data {
		from = c.schemas.DataSourceSchemas
	}
	schema := from[block.Type]
	if schema == nil {
		return errors.New("the provider does not have it")
	}
	for _, nested := range b.Body.Blocks {
		lifecycle, err := only(nested.Body, "create_before_destroy")
		if err == nil && (block.Data || nested.Type != "lifecycle" || !isLiteral(lifecycle["create_before_destroy"], cty.True)) {
			err = errors.New("only lifecycle { create_before_destroy = true } of a resource is supported")
		}
		if err != nil {
			return err
		}
		block.CreateBeforeDestroy = true
	}
	own := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	for name, a := range b.Body.Attributes {
		for _, t := range a.Expr.Variables() {
			if address, _, err := reference(t); err == nil && address != "" {
				block.DependsOn = append(block.DependsOn, address)
			}
		}
		switch name {
		case "depends_on":
		case "count", "for_each", "provider":
			return fmt.Errorf("%s is not supported", name)
		default:
			own.Attributes[name] = a
			continue
		}
		list, diags := hcl.ExprList(a.Expr)
		if diags.HasErrors() || block.Data {
			return errors.New("depends_on is supported only as a list of a resource")
		}
		for _, e := range list {
			block.DependsOn = append(block.DependsOn, addressOf(e))
		}
	}
	block.Arguments = func(ref protocol.Ref) map[string]any {
		arguments, err := c.arguments(schema, own, ref)
		if err != nil && !errors.Is(err, errRejected) {
			err = unsupportedError{err}
		}
		if err != nil {
			return map[string]any{"": err} // the protocol reports it
		}
		return arguments
	}
	_, err := c.arguments(schema, own, nil)
	c.blocks = append(c.blocks, block)
	return err
}

// sort puts every block after those to which it refers.
func (c *configuration) sort() error {
	var sorted []protocol.Block
	var placed []string
	for waiting := c.blocks; len(waiting) > 0; {
		next := slices.IndexFunc(waiting, func(b protocol.Block) bool {
			return !slices.ContainsFunc(b.DependsOn, func(address string) bool { return !slices.Contains(placed, address) })
		})
		if next < 0 {
			return fmt.Errorf("%s refers to itself, or to something that is not there: %s", waiting[0].Address(), strings.Join(waiting[0].DependsOn, ", "))
		}
		sorted, placed = append(sorted, waiting[next]), append(placed, waiting[next].Address())
		waiting = slices.Delete(slices.Clone(waiting), next, next+1)
	}
	c.blocks = sorted
	return nil
}

// only returns the expressions of a body that has these attributes and nothing
// else. A question mark follows the name of an optional one.
func only(body *hclsyntax.Body, names ...string) (map[string]hclsyntax.Expression, error) {
	all := map[string]hclsyntax.Expression{}
	for _, name := range names {
		name, isOptional := strings.CutSuffix(name, "?")
		if a := body.Attributes[name]; a != nil {
			all[name] = a.Expr
		} else if !isOptional {
			return nil, fmt.Errorf("expected the argument %s", name)
		}
	}
	if len(all) < len(body.Attributes) || len(body.Blocks) > 0 {
		return nil, fmt.Errorf("expected only the arguments %s", strings.Join(names, ", "))
	}
	return all, nil
}

func isLiteral(e hclsyntax.Expression, want cty.Value) bool {
	value, diags := e.Value(nil)
	return !diags.HasErrors() && value.RawEquals(want)
}
