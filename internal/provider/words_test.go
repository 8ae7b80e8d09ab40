// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

//go:build lint

package provider_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
)

// Only the room provider knows Terraform: no messages and no comments of the
// other rooms mention it. The names of arguments come from the schema; names
// that are plain words are ignored.
func TestWordsOfTerraform(t *testing.T) {
	words := []string{`(?i:terraform|tofu|apply again)`, `create_before_destroy`, `CONFPROXY_`, `\bconfproxy_`}
	schemas, err := provider.New("test")().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	collect := func(s *tfprotov6.Schema) { words = append(words, argumentsOf(s.Block.Attributes)...) }
	collect(schemas.Provider)
	for _, s := range schemas.ResourceSchemas {
		collect(s)
	}
	for _, s := range schemas.DataSourceSchemas {
		collect(s)
	}
	if len(words) < 20 {
		t.Fatalf("expected the names of all arguments, got %v", words)
	}
	word := regexp.MustCompile(strings.Join(words, "|"))
	for _, room := range []string{"capture", "certs", "confproxy", "htmlform"} {
		err := filepath.WalkDir(filepath.Join("..", room), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "doc.go") || strings.Contains(path, "certstest") {
				return nil //nolint:nilerr // A room that is not there has no words.
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			lines := bufio.NewScanner(bytes.NewReader(bytes.ReplaceAll(data, []byte("terraform-provider-confproxy"), nil)))
			for n := 1; lines.Scan(); n++ {
				if found := word.FindString(lines.Text()); found != "" {
					t.Errorf("%s:%d: %s", path, n, found)
				}
			}
			return lines.Err()
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func argumentsOf(attributes []*tfprotov6.SchemaAttribute) (names []string) {
	for _, a := range attributes {
		if (a.Optional || a.Required) && strings.Contains(a.Name, "_") {
			names = append(names, `\b`+a.Name+`\b`)
		}
		if a.NestedType != nil {
			names = append(names, argumentsOf(a.NestedType.Attributes)...)
		}
	}
	return names
}
