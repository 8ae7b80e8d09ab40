// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// TextOrNull returns a text, null for an empty one.
func TextOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// Stamp returns a time in the form of RFC 3339, "" for none.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// TextList returns texts as a list.
func TextList(texts []string) types.List {
	values := make([]attr.Value, len(texts))
	for i, text := range texts {
		values[i] = types.StringValue(text)
	}
	return types.ListValueMust(types.StringType, values)
}

// Texts returns the elements of a list of texts; "" for an unknown one.
func Texts(list types.List) []string {
	var texts []string
	for _, element := range list.Elements() {
		text, _ := element.(types.String)
		texts = append(texts, text.ValueString())
	}
	return texts
}

// ServerVersion returns the version of a file, null if the server shows none.
func ServerVersion(file confproxy.File) types.Int64 {
	if file.Version < 0 {
		return types.Int64Null()
	}
	return types.Int64Value(file.Version)
}
