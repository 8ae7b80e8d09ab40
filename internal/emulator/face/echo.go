// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

import (
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// cutAt is how many bytes of a value [EchoCut] leaves.
const cutAt = 100

// echo repeats on an error page what was posted, in the skin's way; nil when there is nothing to repeat.
func (v *visit) echo() *node {
	if v.skin.Echo == EchoNone || v.form == nil {
		return nil
	}
	lines := el("pre", nil)
	for _, name := range slices.Sorted(maps.Keys(v.form.values)) {
		for _, value := range v.form.values[name] {
			lines.kids = append(lines.kids, text(name+"="), v.echoed(value), text("\n"))
		}
	}
	for _, file := range v.form.files {
		lines.kids = append(lines.kids, text(file.name+"="), v.echoed(string(file.body)), text("\n"))
	}
	return lines
}

func (v *visit) echoed(value string) *node {
	switch v.skin.Echo {
	case EchoRaw:
		return &node{text: value, raw: true}
	case EchoURL:
		return text(url.QueryEscape(value))
	case EchoBase64:
		return text(base64.StdEncoding.EncodeToString([]byte(value)))
	case EchoCollapsed:
		return text(strings.Join(strings.Fields(value), " "))
	case EchoCut:
		return text(value[:min(len(value), cutAt)])
	default:
		return text(value)
	}
}
