// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package bundle_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// The function needs no engine and no server.
func TestFunction(t *testing.T) {
	t.Parallel()
	issued := certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})
	key, err := certs.NewContent(issued.KeyPEM).Keys()[0].Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	pfx, err := pkcs12.Modern.Encode(key, issued.Cert, certs.NewContent(issued.ChainPEM).Certificates(), "secret word")
	if err != nil {
		t.Fatal(err)
	}
	server := provider.New("test")()
	if _, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	at := int64(-1) // the argument at fault
	call := func(content string, password any) (map[string]tftypes.Value, string) {
		var arguments []*tfprotov6.DynamicValue
		for _, value := range []any{content, password} {
			argument, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, value))
			if err != nil {
				t.Fatal(err)
			}
			arguments = append(arguments, &argument)
		}
		resp, err := server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: "certificate_bundle", Arguments: arguments})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Error != nil {
			at = *resp.Error.FunctionArgument
			return nil, resp.Error.Text
		}
		text := tftypes.String
		value, err := resp.Result.Unmarshal(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"certificate_pem": text, "chain_pem": text, "private_key_pem": text}})
		if err != nil {
			t.Fatal(err)
		}
		var result map[string]tftypes.Value
		if err := value.As(&result); err != nil {
			t.Fatal(err)
		}
		return result, ""
	}
	result, problem := call(base64.StdEncoding.EncodeToString(pfx), "secret word")
	if problem != "" {
		t.Fatal(problem)
	}
	var leaf, chain, private string
	for name, to := range map[string]*string{"certificate_pem": &leaf, "chain_pem": &chain, "private_key_pem": &private} {
		if err := result[name].As(to); err != nil {
			t.Fatal(err)
		}
	}
	if leaf != string(issued.CertPEM) || chain != string(issued.ChainPEM) || !strings.HasPrefix(private, "-----BEGIN ") || strings.Contains(private, "BEGIN PRIVATE KEY") {
		t.Error("leaf, chain or key are not those of the file, or the key is not in traditional form")
	}
	if result, problem = call(base64.StdEncoding.EncodeToString(issued.Cert.Raw), nil); problem != "" || !result["private_key_pem"].IsNull() {
		t.Errorf("a certificate in DER: %s, %v", problem, result)
	}
	inBase64 := base64.StdEncoding.EncodeToString
	for _, test := range []struct {
		content  string
		password any
		at       int64
		want     string
	}{
		{"no base64!", nil, 0, "as filebase64() returns it"},
		{string(issued.CertPEM), nil, 0, "got PEM: use filebase64()"},
		{inBase64([]byte("a note")), nil, 0, "text without PEM"},
		{inBase64(pfx), "wrong word", 1, "the password does not open it. If the file has no password, or an empty one, pass null"},
		{inBase64(pfx), "secret word\n", 1, "trimspace()"},
		{inBase64(pfx), nil, 1, "needs a password"},
		{inBase64(pfx), "secret \U0001F600", 1, "up to U+FFFF"},
	} {
		if _, problem := call(test.content, test.password); !strings.Contains(problem, test.want) || strings.Contains(problem, "word\n") || strings.HasSuffix(problem, ".") || at != test.at {
			t.Errorf("the error about argument %d is %q, want one about %d that says %q", at, problem, test.at, test.want)
		}
	}
}
