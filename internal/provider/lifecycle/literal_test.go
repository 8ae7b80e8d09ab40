// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

const literalPath = "Literal path to a managed file"

// A literal path to a file that the same configuration manages gives one
// warning, whichever resource is validated first.
func TestLiteralPathToAManagedFile(t *testing.T) {
	t.Parallel()
	const address = "confproxy_private_file.certificate"
	file := protocol.Block{
		Type: "confproxy_private_file", Name: "certificate",
		Arguments: func(protocol.Ref) map[string]any {
			return map[string]any{"name": "server.cer", "content": "a certificate"}
		},
	}
	literal := func(path string) protocol.Block {
		return protocol.Block{
			Type: "confproxy_httpt_ssl", Name: "this",
			Arguments: func(protocol.Ref) map[string]any { return map[string]any{"certificate": path} },
		}
	}
	reference := literal("")
	reference.DependsOn = []string{address}
	reference.Arguments = func(ref protocol.Ref) map[string]any { return map[string]any{"certificate": ref(address, "path")} }
	for name, test := range map[string]struct {
		blocks   []protocol.Block
		warnings int
	}{
		"the file first":     {[]protocol.Block{file, literal("objects/server.cer")}, 1},
		"the settings first": {[]protocol.Block{literal("objects/server.cer"), file}, 1},
		"another file":       {[]protocol.Block{file, literal("objects/other.cer")}, 0},
		"a reference":        {[]protocol.Block{file, reference}, 0},
		"no managed file":    {[]protocol.Block{literal("objects/server.cer")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine := protocol.Engine{
				New:      provider.New("test"),
				Provider: func() map[string]any { return map[string]any{} },
			}
			outcome, err := engine.Validate(t.Context(), slices.Clone(test.blocks))
			if got := strings.Count(outcome.Said, literalPath); err != nil || got != test.warnings {
				t.Errorf("expected %d warnings, got %d (%v):\n%s", test.warnings, got, err, outcome.Said)
			}
		})
	}
}

// The engine warns during a plan, and does not warn about a reference.
func TestAccLiteralPathToAManagedFile(t *testing.T) {
	t.Parallel()
	const configuration = `
provider "confproxy" {}
resource "confproxy_private_file" "certificate" {
  name    = "server.cer"
  content = "a certificate"
}
resource "confproxy_httpt_ssl" "this" {
  certificate = PATH
}
`
	w := newPlainWorld(t, strings.Replace(configuration, "PATH", `"objects/server.cer"`, 1))
	w.says(w.command(true, "plan", "-no-color"), literalPath)
	w.configure(strings.Replace(configuration, "PATH", "confproxy_private_file.certificate.path", 1))
	if printed := w.command(true, "plan", "-no-color"); strings.Contains(printed, literalPath) {
		t.Errorf("expected no warning for a reference, got:\n%s", printed)
	}
}
