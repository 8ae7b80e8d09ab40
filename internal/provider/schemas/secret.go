// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package schemas

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// LineBreakInSecret is the message for a secret that [HasLineBreak]. It does
// not show the secret.
const LineBreakInSecret = "It contains a line break, which a password field does not accept. Files often end with one. " +
	"Remove white space at both ends, for example with trimspace(file(\"secret.txt\"))."

// HasLineBreak reports whether a secret contains a line break, which no password
// field accepts.
func HasLineBreak(secret string) bool { return strings.ContainsAny(secret, "\r\n") }

// SingleLineSecret returns a validator that refuses line breaks, and does not
// show the value.
func SingleLineSecret() validator.String { return singleLineSecret{} }

type singleLineSecret struct{}

// Description describes the expected value.
func (singleLineSecret) Description(context.Context) string { return "a text without line breaks" }

// MarkdownDescription describes the expected value.
func (v singleLineSecret) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString checks a known value.
func (singleLineSecret) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if HasLineBreak(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(), LineBreakInSecret)
	}
}
