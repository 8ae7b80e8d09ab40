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
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
	return b.String()
}

// query returns the message that asks for the settings of the grid.
func query(secret string) []byte {
	return fmt.Appendf(nil, `<%s secret="%s"><%s/></%s>`, elementQuery, escape(secret), elementGrid, elementQuery)
}

// update returns the message that sets fields.
func update(secret string, fields []field, texts map[string][]string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<%s secret="%s"><%s mode="update">`, elementChange, escape(secret), elementUpdate)
	for _, f := range fields {
		fmt.Fprintf(&b, "<%s>", f.element)
		for _, text := range texts[f.element] {
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

// errRefused is a reply that holds no settings. How errors are told is unknown.
var errRefused = errors.New("expected the settings of the grid in the reply, got another one: the database secret may be wrong")

// parseSettings reads the reply to a query: texts by element.
func parseSettings(data []byte) (map[string][]string, error) {
	root, err := parse(data)
	if err != nil {
		return nil, err
	}
	grid := root.find(elementGrid)
	if root.name != elementResponse || grid == nil || len(grid.children) == 0 {
		return nil, errRefused
	}
	texts := map[string][]string{}
	for _, element := range grid.children {
		values := []string{}
		for _, item := range element.children {
			values = append(values, strings.TrimSpace(item.text))
		}
		if len(element.children) == 0 {
			values = append(values, strings.TrimSpace(element.text))
		}
		texts[element.name] = values
	}
	return texts, nil
}

// encode returns the texts of a value in a message; ok is false for a value that
// the specification does not allow.
func (f field) encode(setting confproxy.Setting, value confproxy.Value) (texts []string, ok bool) {
	switch {
	case value.Default || setting.Kind() == confproxy.KindSecret:
		return nil, false // how a default is restored, or a secret set, is unknown
	case setting.Kind() == confproxy.KindPorts:
		texts = strings.Split(value.Text, ",")
	case f.item != "":
		texts = strings.Split(value.Text, "\n")
	default:
		texts = []string{value.Text}
	}
	for i, text := range texts {
		if f.values == nil {
			continue
		}
		at := slices.IndexFunc(f.values, func(v string) bool { return strings.EqualFold(v, text) })
		if at < 0 {
			return nil, false
		}
		texts[i] = f.values[at]
	}
	if f.item == "" && len(texts) > 1 {
		return nil, false
	}
	return texts, true
}
