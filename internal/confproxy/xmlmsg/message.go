// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package xmlmsg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// The messages (documented, in this spelling).
const (
	elementQuery    = "queryDatabase"
	elementChange   = "manipulateDatabase"
	elementUpdate   = "updateGridconfiguration"
	elementGrid     = "gridConfiguration"
	elementResponse = "queryDatabaseResponse"
)

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // writing to a buffer cannot fail
	return b.String()
}

// query returns the message that asks for the settings of the grid.
func query(secret string) []byte {
	return fmt.Appendf(nil, `<%s secret="%s"><%s/></%s>`, elementQuery, escape(secret), elementGrid, elementQuery)
}

// isXML reports whether XML can represent a text unchanged.
func isXML(text string) bool {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text))
	return utf8.ValidString(text) && strings.Count(text, "\uFFFD") == strings.Count(b.String(), "\uFFFD")
}

// change is a message that sets fields.
type change struct {
	settings []confproxy.Setting
	fields   map[confproxy.Setting]field
	texts    map[confproxy.Setting][]string
}

func (c *change) add(setting confproxy.Setting, f field, value confproxy.Value) {
	c.settings = append(c.settings, setting)
	c.fields[setting] = f
	c.texts[setting], _ = f.encode(setting, value)
}

func (c *change) message(secret string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<%s secret="%s"><%s mode="update">`, elementChange, escape(secret), elementUpdate)
	for _, setting := range c.settings {
		f := c.fields[setting]
		fmt.Fprintf(&b, "<%s>", f.element)
		for _, text := range c.texts[setting] {
			if f.item == "" {
				b.WriteString(escape(text))
			} else {
				fmt.Fprintf(&b, "<%s>%s</%s>", f.item, escape(text), f.item)
			}
		}
		fmt.Fprintf(&b, "</%s>", f.element)
	}
	fmt.Fprintf(&b, "</%s></%s>", elementUpdate, elementChange)
	return b.Bytes()
}

// describe describes the values that the message would set.
func (c *change) describe(submission *confproxy.Submission) {
	submission.Op, submission.Page = opChange, elementChange
	for _, setting := range c.settings {
		submission.Fields = append(submission.Fields, confproxy.SubmittedField{
			Name: c.fields[setting].element, Label: setting.Label, Value: strings.Join(c.texts[setting], ", "), Changed: true, Sent: true,
		})
	}
}

// errRefused is a reply without settings. The form of error replies is unknown.
var errRefused = errors.New("expected the settings of the grid in the reply")

// parseSettings parses the reply to a query: texts by element. A reply without
// any element of the specification is an error.
func parseSettings(data []byte, known spec) (map[string][]string, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	grid := root.find(elementGrid)
	if root.name != elementResponse || grid == nil {
		return nil, errRefused
	}
	isKnown := len(grid.children) == 0 && grid.own() == "" // everything has its default
	texts := map[string][]string{}
	elements := known.elements()
	for _, element := range grid.children {
		if _, ok := elements[element.name]; !ok {
			continue
		}
		isKnown = true
		values := []string{}
		for _, item := range element.children {
			values = append(values, item.own())
		}
		if len(element.children) == 0 {
			values = append(values, element.own())
		}
		texts[element.name] = values
	}
	if !isKnown {
		return nil, errRefused
	}
	return texts, nil
}

// encode returns the texts of a value in a message; ok is false for a value
// that the specification does not allow.
func (f field) encode(setting confproxy.Setting, value confproxy.Value) (texts []string, ok bool) {
	switch {
	case value.Default, setting.Kind() == confproxy.KindSecret, f.item != "" && value.Text == "":
		return nil, false // it is unknown how to restore a default, set a secret or empty a list
	case setting.Kind() == confproxy.KindPorts:
		texts = strings.Split(value.Text, ",")
	case f.item != "":
		texts = strings.Split(value.Text, "\n")
	default:
		texts = []string{value.Text}
	}
	for i, text := range texts {
		if texts[i], ok = f.allowed(text); !ok {
			return nil, false
		}
	}
	return texts, f.item != "" || len(texts) == 1
}

// same compares the values that the pages show; the order of a list has no
// meaning.
func (f field) same(setting confproxy.Setting, a, b confproxy.Value) bool {
	row := confproxy.Row{Setting: setting}
	if f.item != "" {
		row.Kind = confproxy.RowList
	}
	return row.Same(a, b)
}

// sameTexts compares values; the order of a list has no meaning here.
func sameTexts(a, b []string) bool {
	normal := func(texts []string) []string {
		var trimmed []string
		for _, text := range texts {
			trimmed = append(trimmed, strings.TrimSpace(text))
		}
		slices.Sort(trimmed)
		return trimmed
	}
	return slices.Equal(normal(a), normal(b))
}
