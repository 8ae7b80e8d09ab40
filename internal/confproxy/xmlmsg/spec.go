// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// gridFields is the definition that lists the settings of the grid (documented).
const gridFields = "GridConfigFields"

// field is a setting in the specification.
type field struct {
	element string
	item    string   // element of one value of a list; "" if it is no list
	values  []string // the values that are allowed by name
	types   []string // type of the other values that are allowed
}

// spec is the settings in the specification, by the comments "Settings page ::
// Setting name" (documented).
type spec map[confproxy.Setting]field

// reader collects the fields of a grammar.
type reader struct {
	defines map[string][]*node
	seen    map[string]bool // definitions that were read: they may refer to themselves, and to others many times
	fields  spec
	twice   map[confproxy.Setting]bool
}

// parseSpec parses a RELAX NG grammar in the XML syntax. It omits a setting
// that two elements claim, because it is unknown which one is meant.
func parseSpec(data []byte) (spec, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	r := &reader{defines: map[string][]*node{}, seen: map[string]bool{}, fields: spec{}, twice: map[confproxy.Setting]bool{}}
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
	if r.seen[name] {
		return
	}
	r.seen[name] = true
	for _, define := range r.defines[name] {
		r.read(define)
	}
}

// read searches a pattern and its references for elements that a comment names.
// The comment may be on an element that contains nothing but the field.
func (r *reader) read(pattern *node) {
	if len(pattern.children) == 1 {
		pattern.children[0].inherit(pattern.comment)
	}
	for _, child := range pattern.children {
		setting, named := settingOf(child.comment)
		switch {
		case child.name == "ref":
			for _, define := range r.defines[child.attrs["name"]] {
				define.inherit(child.comment)
			}
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

// settingOf parses "Settings page :: Setting name", which may follow a section.
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
			f.element = name.own()
		}
	}
	within := &content{defines: r.defines, seen: map[string]bool{}}
	within.read(element, false)
	if item := within.item; item != nil {
		f.item = item.attrs["name"]
		within = &content{defines: r.defines, seen: map[string]bool{}}
		within.read(item, false)
	}
	f.values, f.types = within.values, within.types
	slices.Sort(f.values)
	return f
}

// content is the content of an element.
type content struct {
	defines map[string][]*node
	seen    map[string]bool
	item    *node // the first element that may be repeated
	values  []string
	types   []string
}

// read reads a pattern and its references, each definition once.
func (c *content) read(pattern *node, isRepeated bool) {
	for _, child := range pattern.children {
		switch child.name {
		case "element":
			if isRepeated && c.item == nil {
				c.item = child
			}
		case "value":
			c.values = append(c.values, child.own())
		case "data":
			c.types = append(c.types, child.attrs["type"])
		case "text":
			c.types = append(c.types, "string")
		case "ref":
			name := child.attrs["name"]
			if c.seen[name] {
				continue
			}
			c.seen[name] = true
			for _, define := range c.defines[name] {
				c.read(define, isRepeated)
			}
		default:
			c.read(child, isRepeated || child.name == "oneOrMore" || child.name == "zeroOrMore")
		}
	}
}

// allowed returns a text as the field accepts it; ok is false if the
// specification does not allow it, or its type is not supported.
func (f field) allowed(text string) (_ string, ok bool) {
	for _, value := range f.values {
		if strings.EqualFold(value, text) {
			return value, true
		}
	}
	for _, name := range f.types {
		switch name {
		case "string":
			ok = ok || isXML(text)
		case "normalizedString", "token": // whose white space is not kept
			ok = ok || isXML(text) && text == strings.Join(strings.Fields(text), " ")
		case "integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong", "unsignedShort":
			_, err := strconv.ParseInt(text, 10, 64)
			ok = ok || err == nil
		}
	}
	return text, ok
}

// field returns the specification of a setting, by any of its labels.
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

// elements returns the settings by element.
func (s spec) elements() map[string]confproxy.Setting {
	elements := make(map[string]confproxy.Setting, len(s))
	for setting, f := range s {
		elements[f.element] = setting
	}
	return elements
}
