// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package htmlform

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// normalizeToLF ends every line with LF.
func normalizeToLF(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// normalizeToCRLF ends every line with CR LF, as submitted values do.
func normalizeToCRLF(text string) string {
	return strings.ReplaceAll(normalizeToLF(text), "\n", "\r\n")
}

var (
	floatingPoint = regexp.MustCompile(`^-?(?:\d+|\d*\.\d+)(?:[eE][-+]?\d+)?$`)
	simpleColor   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// sanitize does what browsers do to the value attribute of an input before it
// becomes the value.
func sanitize(typ string, n *html.Node, value string) string {
	switch typ {
	case "text", "search", "tel", "password":
		return stripNewlines(value)
	case "url":
		return strings.Trim(stripNewlines(value), " \t\f")
	case "email":
		value = stripNewlines(value)
		if !hasAttribute(n, "multiple") {
			return strings.Trim(value, " \t\f")
		}
		addresses := strings.Split(value, ",")
		for i := range addresses {
			addresses[i] = strings.Trim(addresses[i], " \t\f")
		}
		return strings.Join(addresses, ",")
	case "number":
		if !isNumber(value) {
			return ""
		}
	case "color":
		if !simpleColor.MatchString(value) {
			return "#000000"
		}
		return strings.ToLower(value)
	}
	return value
}

func isNumber(value string) bool {
	if !floatingPoint.MatchString(value) {
		return false
	}
	_, err := strconv.ParseFloat(value, 64)
	return err == nil
}

func stripNewlines(value string) string {
	return strings.NewReplacer("\r", "", "\n", "").Replace(value)
}
