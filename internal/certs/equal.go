// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"fmt"
	"strings"
)

// Equal reports whether two contents are the same for the server: identical
// after [Normalize], or both PEM and different only in line endings, byte order
// mark, white space at the ends of lines, blank lines around blocks, or the
// wrapping of the base64. PEM that is damaged equals only itself.
func Equal(a, b []byte) bool { return bytes.Equal(canonical(a), canonical(b)) }

// CanonicalSHA256 returns the SHA-256, as lower-case hex, of a form that all
// contents share which are the same by [Equal], and no others.
func CanonicalSHA256(b []byte) string { return hexSHA256(canonical(b)) }

// canonical writes PEM as its sections, each quoted so that no two can be
// taken for one another; the leading NUL keeps it apart from any text.
func canonical(b []byte) []byte {
	text := Normalize(b)
	sections, err := scan(text)
	if err != nil || len(sections) < 2 { // one section alone is text without a block
		return text
	}
	var form strings.Builder
	for _, section := range sections {
		fmt.Fprintf(&form, "\x00%q", trimBlank(section.text))
		if block := section.block; block != nil {
			fmt.Fprintf(&form, "%q%q%q", block.label, block.headers, block.base64())
		}
	}
	return []byte(form.String())
}

// trimBlank drops blank lines at both ends.
func trimBlank(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
