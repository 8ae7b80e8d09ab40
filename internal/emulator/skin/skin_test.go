// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package skin

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestNamedSkinsShowEveryValueOfEveryAxis(t *testing.T) {
	t.Parallel()
	seen := func(skins []Skin) map[string]bool {
		values := map[string]bool{}
		for _, s := range skins {
			s.axes("axis", func(name string, field reflect.Value, _ []string) {
				if field.Kind() == reflect.Int {
					values[fmt.Sprint(name, field.Int() > 0)] = true
				} else {
					values[fmt.Sprint(name, " ", field)] = true
				}
			})
		}
		return values
	}
	var random []Skin
	for seed := range int64(500) {
		random = append(random, Random(seed))
	}
	named, drawn := seen(All()), seen(random)
	for value := range drawn {
		if !named[value] {
			t.Errorf("no named skin has %s", value)
		}
	}
	var plain Skin
	plain.axes("axis", func(name string, field reflect.Value, values []string) {
		for _, value := range values {
			if field.Kind() == reflect.String && !drawn[name+" "+value] {
				t.Errorf("no random skin has %s %s", name, value)
			}
		}
	})
	if len(named) < 100 || All()[0].Name != "plain" {
		t.Errorf("%d values, the first skin is %s", len(named), All()[0].Name)
	}
	if Random(7) != Random(7) || Random(7) == Random(8) {
		t.Error("a seed does not decide the skin")
	}
}

func TestCompleteRefusesWhatNoAxisHas(t *testing.T) {
	t.Parallel()
	if s, err := (Skin{Login: "basic"}).Complete(); err != nil || s.Login != "basic" || s.Markup != "table" || s.Echo != "none" {
		t.Errorf("%v, %+v", err, s)
	}
	if _, err := (Skin{Name: "x", Login: "baisc"}).Complete(); err == nil || !strings.Contains(err.Error(), `expected Login to be one of form, basic`) {
		t.Errorf("%v", err)
	}
	if _, ok := Named("none"); ok {
		t.Error("there is a skin none")
	}
}

// TestValuesInCode finds values that the code compares an axis with and that the axis lacks, and values without an
// effect: the code must name all values of an axis but one, which is the remaining case.
func TestValuesInCode(t *testing.T) {
	t.Parallel()
	used := map[string]map[string]bool{}
	for _, room := range []string{"../face/*.go", "../product/*.go", "../xmlmsg/*.go"} {
		files, err := filepath.Glob(room)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if field, values := compared(n); field != "" {
					used[field] = union(used[field], values)
				}
				return true
			})
		}
	}
	for _, axis := range []string{"ConfirmDelete", "ConfirmRestart"} { // face's confirmation calls both kind
		used[axis] = union(used["kind"], slices.Collect(maps.Keys(used[axis])))
	}
	check := func(name string, field reflect.Value, list []string) {
		for value := range used[name] {
			if field.Kind() == reflect.String && !slices.Contains(list, value) {
				t.Errorf("the code knows %s %q; the axis does not", name, value)
			}
		}
		if field.Kind() == reflect.String && len(used[name]) < len(list)-1 {
			t.Errorf("the code names %d of the %d values of %s", len(used[name]), len(list), name)
		}
	}
	var plain Skin
	plain.axes("axis", check)
	plain.axes("asked", check)
}

// compared returns the field in a comparison, a switch or a table by values, and the strings that it is compared with.
func compared(n ast.Node) (field string, values []string) {
	var on ast.Expr
	var others []ast.Expr
	switch n := n.(type) {
	case *ast.BinaryExpr:
		on, others = n.X, []ast.Expr{n.Y}
	case *ast.SwitchStmt:
		on = n.Tag
		for _, c := range n.Body.List {
			if clause, ok := c.(*ast.CaseClause); ok {
				others = append(others, clause.List...)
			}
		}
	case *ast.IndexExpr:
		on = n.Index
		if table, ok := n.X.(*ast.CompositeLit); ok {
			for _, e := range table.Elts {
				if pair, ok := e.(*ast.KeyValueExpr); ok {
					others = append(others, pair.Key)
				}
			}
		}
	}
	for _, e := range others {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			value, _ := strconv.Unquote(lit.Value)
			values = append(values, value)
		}
	}
	if s, ok := on.(*ast.SelectorExpr); ok {
		return s.Sel.Name, values
	}
	return "", nil
}

func union(set map[string]bool, values []string) map[string]bool {
	set = maps.Clone(set)
	if set == nil {
		set = map[string]bool{}
	}
	for _, v := range values {
		set[v] = true
	}
	return set
}
