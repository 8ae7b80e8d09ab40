// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"errors"
	"slices"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// gridFields is the definition that lists the settings of the grid (documented).
const gridFields = "GridConfigFields"

// field is a setting in the specification.
type field struct {
	element string
	item    string   // element of one value of a list; "" when it is no list
	values  []string // those that are allowed; nil for any text
}

// spec is what the specification says of the settings: which element is which, by
// the comments "Settings page :: Setting name" (documented).
type spec map[confproxy.Setting]field

// reader collects the fields of a grammar.
type reader struct {
	defines map[string][]*node
	open    map[string]bool // definitions that are being read: they may refer to themselves
	fields  spec
	twice   map[confproxy.Setting]bool
}

// parseSpec reads a RELAX NG grammar in the XML syntax. A setting that two elements
// claim is left out: nothing tells which one is meant.
func parseSpec(data []byte) (spec, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	r := &reader{defines: map[string][]*node{}, open: map[string]bool{}, fields: spec{}, twice: map[confproxy.Setting]bool{}}
	r.collectDefines(root)
	if len(r.defines[gridFields]) == 0 {
		return nil, errors.New("expected the definition " + gridFields + " in the specification")
	}
	r.readDefinition(gridFields)
	for setting := range r.twice {
		delete(r.fields, setting)
	}
	return r.fields, nil
}

func (r *reader) collectDefines(n *node) {
	for _, child := range n.children {
		if child.name == "define" {
			name := child.attrs["name"]
			r.defines[name] = append(r.defines[name], child)
		} else if child.name != "element" {
			r.collectDefines(child)
		}
	}
}

func (r *reader) readDefinition(name string) {
	if r.open[name] {
		return
	}
	r.open[name] = true
	for _, define := range r.defines[name] {
		r.read(define)
	}
	r.open[name] = false
}

// read looks for elements that a comment names, in a pattern and what it refers to.
func (r *reader) read(pattern *node) {
	for _, child := range pattern.children {
		setting, named := settingOf(child.comment)
		switch {
		case child.name == "ref":
			r.readDefinition(child.attrs["name"])
		case child.name == "element" && named:
			if _, known := r.fields[setting]; known {
				r.twice[setting] = true
			}
			r.fields[setting] = r.fieldOf(child)
		default:
			r.read(child)
		}
	}
}

// settingOf reads "Settings page :: Setting name", before which a section may
// stand.
func settingOf(comment string) (confproxy.Setting, bool) {
	parts := strings.Split(comment, "::")
	if len(parts) < 2 {
		return confproxy.Setting{}, false
	}
	page, label := strings.TrimSpace(parts[len(parts)-2]), strings.TrimRight(strings.TrimSpace(parts[len(parts)-1]), ":")
	return confproxy.Setting{Page: page, Label: label}, page != "" && label != ""
}

func (r *reader) fieldOf(element *node) field {
	f := field{element: element.attrs["name"]}
	if f.element == "" {
		if name := element.find("name"); name != nil {
			f.element = strings.TrimSpace(name.text)
		}
	}
	if item := r.itemOf(element, false, 0); item != nil {
		f.item = item.attrs["name"]
		element = item
	}
	f.values = r.valuesOf(element, 0)
	slices.Sort(f.values)
	return f
}

// maxRefs bounds how deeply references are followed inside a field.
const maxRefs = 20

// itemOf returns the element that stands in a field any number of times.
func (r *reader) itemOf(n *node, repeated bool, depth int) *node {
	for _, child := range n.children {
		isRepeated := repeated || child.name == "oneOrMore" || child.name == "zeroOrMore"
		var within []*node
		switch {
		case child.name == "element" && isRepeated:
			return child
		case child.name == "ref" && depth < maxRefs:
			within = r.defines[child.attrs["name"]]
		case child.name != "element":
			within = []*node{child}
		}
		for _, pattern := range within {
			if item := r.itemOf(pattern, isRepeated, depth+1); item != nil {
				return item
			}
		}
	}
	return nil
}

// valuesOf returns the values that a field allows; nil where it allows data too.
func (r *reader) valuesOf(n *node, depth int) []string {
	var values []string
	for _, child := range n.children {
		switch child.name {
		case "value":
			values = append(values, strings.TrimSpace(child.text))
		case "data", "text":
			return nil
		case "ref":
			if depth < maxRefs {
				for _, define := range r.defines[child.attrs["name"]] {
					values = append(values, r.valuesOf(define, depth+1)...)
				}
			}
		default:
			values = append(values, r.valuesOf(child, depth)...)
		}
	}
	return values
}

// field returns what the specification says of a setting, by any of its labels.
func (s spec) field(setting confproxy.Setting) (field, bool) {
	for known, f := range s {
		if !strings.EqualFold(known.Page, setting.Page) {
			continue
		}
		for _, label := range setting.Labels() {
			if confproxy.SameLabel(known.Label, label) {
				return f, f.element != ""
			}
		}
	}
	return field{}, false
}
