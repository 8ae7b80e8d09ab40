// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package storedfiles_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// store starts a server with a certificate, its key and a text.
func store(t *testing.T) *emulator.Server {
	t.Helper()
	issued := certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})
	server := acctest.Start(t, acctest.Skins(t)[0], 0)
	server.PutFile("server.cer", issued.CertPEM)
	server.PutFile("server.key", issued.KeyPEM)
	server.PutFile("notes.txt", []byte("a\r\nb"))
	server.PutFile("sample.md", []byte(sample))
	server.PutFile("bare.b64", []byte(base64.StdEncoding.EncodeToString(issued.KeyPEM)))
	server.PutFile("damaged.key", bytes.TrimPrefix(issued.KeyPEM, []byte("-----")))
	server.PutFile("server.der", issued.Cert.Raw)
	return server
}

const sample = "Paste it like this:\n-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----\n"

func TestAccDataSources(t *testing.T) {
	t.Parallel()
	server := store(t)
	one := func(name, attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.confproxy_private_file."+name, tfjsonpath.New(attribute), want)
	}
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: acctest.Provider(server) + `
data "confproxy_private_file" "certificate" { name = "server.cer" }
data "confproxy_private_file" "key" { name = "server.key" }
data "confproxy_private_file" "text" { name = "notes.txt" }
data "confproxy_private_file" "sample" { name = "sample.md" }
data "confproxy_private_file" "bare" { name = "bare.b64" }
data "confproxy_private_file" "der" { name = "server.der" }
data "confproxy_private_file" "damaged" { name = "damaged.key" }
data "confproxy_private_files" "small" {
  name_regex   = "\\.txt$"
  maximum_size = 4
}
`,
		ConfigStateChecks: []statecheck.StateCheck{
			one("certificate", "certificates", knownvalue.ListSizeExact(1)), one("certificate", "path", knownvalue.StringExact("objects/server.cer")),
			one("certificate", "public_key_sha256", knownvalue.NotNull()), one("certificate", "server_version", knownvalue.Int64Exact(1)),
			one("key", "text", knownvalue.Null()), one("key", "sha256", knownvalue.NotNull()), one("key", "certificates", knownvalue.Null()),
			one("der", "certificates", knownvalue.ListSizeExact(1)), one("der", "public_key_sha256", knownvalue.NotNull()), one("der", "text", knownvalue.Null()),
			one("sample", "text", knownvalue.StringExact(sample)), one("bare", "text", knownvalue.Null()), one("damaged", "text", knownvalue.Null()),
			one("text", "text", knownvalue.StringExact("a\r\nb")), one("text", "size", knownvalue.Int64Exact(4)),
			statecheck.ExpectKnownValue("data.confproxy_private_files.small", tfjsonpath.New("files").AtSliceIndex(0).AtMapKey("name"), knownvalue.StringExact("notes.txt")),
			statecheck.ExpectKnownValue("data.confproxy_private_files.small", tfjsonpath.New("files"), knownvalue.ListSizeExact(1)),
		},
	}}})
}

// Mistakes are reported before the server is asked.
func TestMistakes(t *testing.T) {
	t.Parallel()
	server := store(t)
	for name, test := range map[string]struct {
		source    string
		arguments map[string]any
		says      string
	}{
		"path":   {"confproxy_private_file", map[string]any{"name": "objects/server.cer"}, "objects/ is how settings refer to the file, and not part of its name"},
		"folder": {"confproxy_private_file", map[string]any{"name": "a/server.cer"}, "the Private storage has no folders"},
		"limits": {"confproxy_private_files", map[string]any{"minimum_size": 5, "maximum_size": 4}, "Expected at least minimum_size, 5 bytes, got 4."},
		"equal":  {"confproxy_private_files", map[string]any{"minimum_size": 4, "maximum_size": 4}, ""},
	} {
		block := protocol.Block{Type: test.source, Name: "this", Data: true, Arguments: func(protocol.Ref) map[string]any { return test.arguments }}
		said, err := acctest.Engine(server).Apply(t.Context(), []protocol.Block{block}, &protocol.State{})
		if (err != nil) != (test.says != "") || err != nil && !strings.Contains(err.Error()+fmt.Sprint(said), test.says) {
			t.Errorf("%s: got %v, want an error that says %q", name, err, test.says)
		}
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	server := store(t)
	provider, err := acctest.Engine(server).Configured(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lister, ok := provider.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatal("the provider lists nothing")
	}
	empty, err := tfprotov6.NewDynamicValue(tftypes.Object{}, tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{}))
	if err != nil {
		t.Fatal(err)
	}
	list := func(limit int64, whole bool) (names []string) {
		stream, err := lister.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
			TypeName: "confproxy_private_file", Config: &empty, Limit: limit, IncludeResource: whole,
		})
		if err != nil {
			t.Fatal(err)
		}
		for result := range stream.Results {
			for _, d := range result.Diagnostics {
				t.Errorf("%s: %s", d.Summary, d.Detail)
			}
			if result.Identity == nil || (result.Resource != nil) != whole {
				t.Errorf("%s: identity %v, resource %v", result.DisplayName, result.Identity, result.Resource)
			}
			names = append(names, result.DisplayName)
		}
		return names
	}
	all := []string{"notes.txt", "server.cer", "server.key"}
	if got := list(0, true); !slices.Equal(slices.DeleteFunc(slices.Clone(got), func(n string) bool { return !slices.Contains(all, n) }), all) || slices.Contains(got, "software_policy.xml") {
		t.Errorf("listed are %q, want %q among them and nothing of the product's own", got, all)
	}
	if got := list(2, false); len(got) != 2 {
		t.Errorf("listed are %q, want two", got)
	}
}
