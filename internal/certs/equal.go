// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"slices"
)

// Equal reports whether two contents are the same for the server: identical
// after [Normalize], or both PEM and different only in line endings, byte order
// mark, white space at the ends of lines, blank lines around blocks, or the
// wrapping of the base64. PEM that is damaged equals only itself.
func Equal(a, b []byte) bool {
	a, b = Normalize(a), Normalize(b)
	if bytes.Equal(a, b) {
		return true
	}
	sectionsA, errA := scan(a)
	sectionsB, errB := scan(b)
	if errA != nil || errB != nil || len(sectionsA) < 2 {
		return false // one section alone is text without a block
	}
	return slices.EqualFunc(sectionsA, sectionsB, equalSections)
}

func equalSections(a, b section) bool {
	if !slices.Equal(trimBlank(a.text), trimBlank(b.text)) {
		return false
	}
	if a.block == nil || b.block == nil {
		return a.block == b.block
	}
	return a.block.label == b.block.label &&
		slices.Equal(a.block.headers, b.block.headers) &&
		a.block.base64() == b.block.base64()
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
