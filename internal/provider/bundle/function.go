// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package bundle is the function certificate_bundle.
package bundle

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/schemas"
)

type bundleFunction struct{}

// NewFunction returns the function certificate_bundle.
func NewFunction() function.Function { return bundleFunction{} }

// Metadata names the function.
func (bundleFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "certificate_bundle"
}

var result = map[string]attr.Type{
	"certificate_pem": types.StringType, "chain_pem": types.StringType, "private_key_pem": types.StringType,
}

// Definition describes the function.
func (bundleFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Splits a bundle into certificate, chain and private key",
		MarkdownDescription: "Reads a `.pfx` or `.p12` (PKCS#12), a `.p7b` (PKCS#7), DER or PEM. Returns an object with `certificate_pem` (the server's " +
			"certificate), " +
			"`chain_pem` (its issuers in order, without the root; null for none) and `private_key_pem` (unencrypted, in the traditional format " +
			"that the product reads, or in PKCS#8 if it has no such format, as Ed25519; null for none). The same input gives the same result.\n\n" +
			"If the input contains a private key, so does the result: pass it to write-only arguments, from an ephemeral or sensitive input.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "content_base64", MarkdownDescription: "Base64 contents, for example `filebase64(\"server.pfx\")`."},
			function.StringParameter{Name: "password", AllowNullValue: true, MarkdownDescription: "Password of the PKCS#12 file or the encrypted key; null " +
				"for none."},
		},
		Return: function.ObjectReturn{AttributeTypes: result},
	}
}

// Run splits the bundle. The engine writes the name of the parameter before an
// error, and a period after it.
func (bundleFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var content string
	var password *string
	if resp.Error = req.Arguments.Get(ctx, &content, &password); resp.Error != nil {
		return
	}
	data, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		got := ""
		if strings.Contains(content, "-----BEGIN ") {
			got = ", got PEM: use filebase64() instead of file(), or base64encode()"
		}
		resp.Error = function.NewArgumentFuncError(0, "expected base64, as filebase64() returns it"+got)
		return
	}
	if password == nil {
		password = new(string)
	}
	bundle, err := container.Open(data, *password)
	if err != nil {
		argument, hint := int64(0), ""
		if wrong := (*container.PasswordError)(nil); errors.As(err, &wrong) {
			argument = 1
			if strings.TrimSpace(*password) != *password {
				hint = ". The password begins or ends with white space, such as the line break of a file; remove it with trimspace()"
			} else if *password != "" && !wrong.Beyond {
				hint = ". If the file has no password, or an empty one, pass null"
			}
		}
		resp.Error = function.NewArgumentFuncError(argument, strings.TrimSuffix(err.Error(), ".")+hint)
		return
	}
	object, diags := types.ObjectValue(result, map[string]attr.Value{
		"certificate_pem": types.StringValue(bundle.Leaf), "chain_pem": schemas.TextOrNull(bundle.Chain), "private_key_pem": schemas.TextOrNull(bundle.Key),
	})
	if resp.Error = function.FuncErrorFromDiags(ctx, diags); resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, object)
	}
}
