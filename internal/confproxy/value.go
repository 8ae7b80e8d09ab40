// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Value is the value of a row: the product's default (its box is ticked) or its
// own text, in the canonical form of its [Kind]; a text that has no such form
// stays as it is. The text of a secret is empty.
type Value struct {
	Default bool
	Text    string
}

// DefaultValue returns the value of a ticked row.
func DefaultValue() Value { return Value{Default: true} }

// TextValue returns the value of a row with its own text.
func TextValue(s string) Value { return Value{Text: s} }

// YesNo returns the value of a row set to Yes or No.
func YesNo(yes bool) Value {
	if yes {
		return Value{Text: "yes"}
	}
	return Value{Text: "no"}
}

// PortsValue returns the value of a row that lists ports.
func PortsValue(ports []int64) Value {
	texts := make([]string, len(ports))
	for i, p := range ports {
		texts[i] = strconv.FormatInt(p, 10)
	}
	return Value{Text: strings.Join(texts, ",")}
}

// IsUnclear reports whether a row of Yes or No has its own value, and that is
// neither.
func (s Setting) IsUnclear(v Value) bool {
	return s.Kind() == KindYesNo && !v.Default && v != YesNo(true) && v != YesNo(false)
}

// Yes reports whether the row is set to Yes.
func (v Value) Yes() bool { return !v.Default && v.Text == "yes" }

// Names reports whether the row has its own text that is not empty.
func (v Value) Names() bool { return !v.Default && v.Text != "" }

// Ports returns the ports of a row that lists them; nil for the default, and for
// a text that is no list of ports.
func (v Value) Ports() []int64 {
	if !v.Names() {
		return nil
	}
	var ports []int64
	for text := range strings.SplitSeq(v.Text, ",") {
		p, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil
		}
		ports = append(ports, p)
	}
	return ports
}

// String returns the value for messages.
func (v Value) String() string {
	if v.Default {
		return "the product's default"
	}
	return fmt.Sprintf("%q", v.Text)
}

// Same reports whether two values of the setting have the same meaning for the
// server. A field ignores a line break at the end of its text, and treats every
// line break as LF.
func (s Setting) Same(a, b Value) bool {
	if a.Default || b.Default {
		return a.Default == b.Default
	}
	if s.Kind() == KindPorts {
		return slices.Equal(slices.Sorted(slices.Values(a.Ports())), slices.Sorted(slices.Values(b.Ports())))
	}
	return PlainLines(a.Text) == PlainLines(b.Text)
}

// PlainLines returns a text with every line break as LF, and none at its end.
func PlainLines(text string) string {
	return strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// Same reports whether two values of the row have the same meaning for the
// server. The order of a list has no meaning.
func (r Row) Same(a, b Value) bool {
	if r.Kind == RowList && !a.Default && !b.Default {
		sorted := func(v Value) []string { return slices.Sorted(strings.SplitSeq(PlainLines(v.Text), "\n")) }
		return slices.Equal(sorted(a), sorted(b))
	}
	return r.Setting.Same(a, b)
}

// Values are values by setting.
type Values map[Setting]Value

// On returns the values of the settings of one page.
func (v Values) On(page string) Values {
	on := Values{}
	for setting, value := range v {
		if setting.Page == page {
			on[setting] = value
		}
	}
	return on
}

// Ordered returns the settings in page order, those of HTTPT SSL first.
func (v Values) Ordered() []Setting {
	return slices.SortedFunc(maps.Keys(v), func(a, b Setting) int {
		return cmp.Or(cmp.Compare(a.position(), b.position()), strings.Compare(a.Page+a.Label, b.Page+b.Label))
	})
}

// String lists the values for a person who must enter them.
func (v Values) String() string {
	var texts []string
	for _, setting := range v.Ordered() {
		texts = append(texts, fmt.Sprintf("%s to %s", setting, v[setting]))
	}
	return strings.Join(texts, ", ")
}

// ServesStorage reports whether settings make the server present a certificate
// from the Private storage.
func (v Values) ServesStorage() bool {
	return v[UseSSL].Yes() && v[Certificate].Names() && v[Key].Names()
}
