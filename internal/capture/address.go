// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package capture

import (
	"net/url"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/lazyregexp"
)

var (
	inPath  = lazyregexp.New(`[^/;=&]+`)
	inQuery = lazyregexp.New(`(^|[&=])[^&=]+`)
)

// address blanks the parts of an address and keeps its separators. Vocabulary
// stays in its path and among the values of its query.
func (b *blanker) address(ref string) string {
	ref = strings.TrimSpace(ref)
	if scheme, _, found := strings.Cut(ref, ":"); found && !strings.ContainsAny(scheme, "/?#") && !strings.HasPrefix(scheme, "http") {
		return b.placeholder(ref) // javascript:, data:, mailto:
	}
	var out strings.Builder
	scheme, rest, found := strings.Cut(ref, "//")
	if found && (scheme == "" || scheme == "http:" || scheme == "https:") {
		end := strings.IndexAny(rest+"/", "/?#")
		out.WriteString(scheme + "//" + b.placeholder(rest[:end]))
		ref = rest[end:]
	}
	rest, fragment, isFragment := strings.Cut(ref, "#")
	path, query, isQuery := strings.Cut(rest, "?")
	out.WriteString(inPath().ReplaceAllStringFunc(path, func(part string) string {
		if part == "." || part == ".." {
			return part
		}
		return url.PathEscape(b.shown(unescaped(part, url.PathUnescape)))
	}))
	if isQuery {
		out.WriteString("?" + inQuery().ReplaceAllStringFunc(query, b.queryPart))
	}
	if isFragment {
		out.WriteString("#")
		if fragment != "" {
			out.WriteString(b.placeholder(unescaped(fragment, url.PathUnescape)))
		}
	}
	return out.String()
}

// queryPart blanks a name, or a value with its equals sign.
func (b *blanker) queryPart(part string) string {
	if value, isValue := strings.CutPrefix(part, "="); isValue {
		return "=" + url.PathEscape(b.shown(unescaped(value, url.QueryUnescape)))
	}
	name, isNext := strings.CutPrefix(part, "&")
	name = b.placeholder(unescaped(name, url.QueryUnescape))
	if isNext {
		return "&" + name
	}
	return name
}

// unescaped returns a part of an address as forms and pages write it.
func unescaped(part string, unescape func(string) (string, error)) string {
	if text, err := unescape(part); err == nil {
		return text
	}
	return part
}
