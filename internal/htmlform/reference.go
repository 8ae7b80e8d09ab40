// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

var (
	withoutBreaks = strings.NewReplacer("\n", "", "\r", "", "\t", "")
	strayPercent  = regexp.MustCompile(`%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|.?$)`)
)

// resolve resolves a reference as the page's own links are. It is as lenient as
// browsers are with white space, line breaks, stray percent signs and
// characters that do not belong into an address; those of a query are encoded
// as the page is.
func (d *document) resolve(ref string) (*url.URL, error) {
	ref = withoutBreaks.Replace(strings.TrimFunc(ref, func(r rune) bool { return r <= ' ' }))
	rest, fragment, hasFragment := strings.Cut(ref, "#")
	path, query, hasQuery := strings.Cut(rest, "?")
	rest = path
	if hasQuery {
		rest += "?" + d.escapeQuery(query)
	}
	if hasFragment {
		rest += "#" + fragment
	}
	parsed, err := url.Parse(rest)
	if err != nil {
		if parsed, err = url.Parse(strayPercent.ReplaceAllString(rest, "%25$1")); err != nil {
			return nil, err
		}
	}
	return d.base.ResolveReference(parsed), nil
}

// escapeQuery escapes what the query of an address cannot contain.
func (d *document) escapeQuery(query string) string {
	var out strings.Builder
	encoded, _ := d.charset.encode(query)
	for _, c := range encoded {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>'`, c) >= 0 {
			fmt.Fprintf(&out, "%%%02X", c)
			continue
		}
		out.WriteByte(c)
	}
	return out.String()
}

func isWeb(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

func clone(u *url.URL) *url.URL {
	copied := *u
	return &copied
}
