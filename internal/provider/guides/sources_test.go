// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// open stands for the part of a summary that only a run knows.
const open = "…"

// sources are the rooms in which problems are reported.
var sources = []string{"../../provider", "../../confproxy", "../../certs"}

// frameworks are the functions of Terraform's framework that take a summary, and
// which of their arguments it is.
var frameworks = map[string]int{
	"AddError": 0, "AddWarning": 0, "AddAttributeError": 1, "AddAttributeWarning": 1,
	"NewErrorDiagnostic": 0, "NewWarningDiagnostic": 0, "NewAttributeErrorDiagnostic": 1, "NewAttributeWarningDiagnostic": 1,
}

// scan is what the source says of problems.
type scan struct {
	t     *testing.T
	files *token.FileSet
	takes map[string]int // functions of ours that take a summary, by package.name
	found map[string]token.Position
}

// scanSources reads every summary of a diagnostic and every kind of failure. A
// summary that is neither written where it is used nor handed on is an error.
func scanSources(t *testing.T) *scan {
	t.Helper()
	s := &scan{t: t, files: token.NewFileSet(), takes: map[string]int{}, found: map[string]token.Position{}}
	var all []*ast.File
	for _, room := range sources {
		err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && (entry.Name() == "acctest" || entry.Name() == "protocol") {
				return fs.SkipDir // for tests only
			}
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(s.files, path, nil, parser.SkipObjectResolution)
			all = append(all, file)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range all {
		s.findTakers(file)
	}
	for _, file := range all {
		ast.Inspect(file, func(n ast.Node) bool { s.node(file.Name.Name, n); return true })
	}
	if len(s.found) < 100 {
		t.Errorf("expected the summaries of all problems, found %d", len(s.found))
	}
	return s
}

// findTakers finds the functions with a parameter named summary.
func (s *scan) findTakers(file *ast.File) {
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok {
			continue
		}
		at := 0
		for _, field := range function.Type.Params.List {
			for _, name := range field.Names {
				if name.Name == "summary" {
					s.takes[file.Name.Name+"."+function.Name.Name] = at
				}
				at++
			}
		}
	}
}

func (s *scan) node(pkg string, n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if at, ok := s.taker(pkg, n.Fun); ok && at < len(n.Args) {
			s.summary(n.Args[at])
		}
	case *ast.CompositeLit:
		values := map[string]ast.Expr{}
		for _, element := range n.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.Ident); ok {
					values[key.Name] = pair.Value
				}
			}
		}
		if values["Summary"] != nil && values["Detail"] != nil {
			s.summary(values["Summary"])
		}
	case *ast.ValueSpec:
		if n.Names[0].Name == "summary" && len(n.Values) == 1 {
			if literal, ok := n.Values[0].(*ast.BasicLit); ok {
				s.summary(literal)
			}
		}
		if pkg == "confproxy" && len(n.Names) == 1 && len(n.Values) == 1 && strings.HasPrefix(n.Names[0].Name, "Err") {
			s.kind(n.Values[0])
		}
	}
}

// taker tells which argument of a call is a summary.
func (s *scan) taker(pkg string, function ast.Expr) (int, bool) {
	switch function := function.(type) {
	case *ast.Ident:
		at, ok := s.takes[pkg+"."+function.Name]
		return at, ok
	case *ast.SelectorExpr:
		if at, ok := frameworks[function.Sel.Name]; ok {
			return at, true
		}
		if of, ok := function.X.(*ast.Ident); ok {
			if at, ok := s.takes[of.Name+"."+function.Sel.Name]; ok {
				return at, true
			}
			if _, isPackage := s.takes[pkg+"."+function.Sel.Name]; isPackage {
				return s.takes[pkg+"."+function.Sel.Name], true // a method
			}
		}
	}
	return 0, false
}

func (s *scan) summary(expression ast.Expr) {
	text, known := textOf(expression)
	if isHandedOn(expression) {
		return
	}
	if !known {
		s.t.Errorf("%s: expected a summary that begins with or ends in a text", s.files.Position(expression.Pos()))
		return
	}
	s.found[text] = s.files.Position(expression.Pos())
}

// isHandedOn reports whether a summary comes from a place that is looked at, too.
func isHandedOn(expression ast.Expr) bool {
	switch e := expression.(type) {
	case *ast.Ident:
		return e.Name == "summary"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Summary"
	case *ast.CallExpr:
		return isHandedOn(e.Fun)
	}
	return false
}

// textOf returns a text with what only a run knows left open.
func textOf(expression ast.Expr) (text string, known bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, leftKnown := textOf(e.X)
		right, rightKnown := textOf(e.Y)
		return left + right, leftKnown || rightKnown
	case *ast.CallExpr: // fmt.Sprintf
		if len(e.Args) > 0 {
			text, known := textOf(e.Args[0])
			return strings.NewReplacer("%s", open, "%q", open, "%v", open).Replace(text), known
		}
	}
	return open, false
}

func (s *scan) kind(value ast.Expr) {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return
	}
	text, _ := textOf(call.Args[0])
	s.found[strings.TrimPrefix(text, "%w: ")] = s.files.Position(value.Pos())
}
