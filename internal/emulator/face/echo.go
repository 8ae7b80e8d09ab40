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

// cutAt is how many bytes of a value ["cut"] leaves.
const cutAt = 100

// echo repeats on an error page what was posted, in the skin's way; nil when there is nothing to repeat.
func (v *visit) echo() *node {
	if v.skin.Echo == "none" || v.form == nil {
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
	case "raw":
		return &node{text: value, raw: true}
	case "url":
		return text(url.QueryEscape(value))
	case "base64":
		return text(base64.StdEncoding.EncodeToString([]byte(value)))
	case "collapsed":
		return text(strings.Join(strings.Fields(value), " "))
	case "cut":
		return text(value[:min(len(value), cutAt)])
	default:
		return text(value)
	}
}
