// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// readOnlyCase is a resource before and after a change, and the expected
// tables.
type readOnlyCase struct {
	resource                  string
	before, after             map[string]any
	created, changed, deleted []string
}

func (s *stableSite) readOnlyCases(t *testing.T) map[string]readOnlyCase {
	t.Helper()
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(s.folder, "certificate", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	return map[string]readOnlyCase{
		"certificate": {
			"confproxy_certificate",
			map[string]any{"name": "server", "certificate_pem": read("server.crt"), "chain_pem": read("chain.crt"), "private_key_pem_wo": read("server.key")},
			map[string]any{"name": "server", "certificate_pem": read("server.crt"), "private_key_pem_wo": read("server.key")},
			[]string{"to upload ", "to save General", "HTTPT SSL certificate", "bytes", "as it is"},
			[]string{"to save General"},
			[]string{"to save General", "Delete selected"},
		},
		"private file": {
			"confproxy_private_file",
			map[string]any{"name": "note.txt", "content": "one"}, map[string]any{"name": "note.txt", "content": "three"},
			[]string{`to upload "note.txt"`, "note.txt, 3 bytes"}, []string{`to upload "note.txt"`, "note.txt, 5 bytes"}, []string{`to delete "note.txt"`},
		},
		"settings": {
			"confproxy_httpt_ssl",
			map[string]any{"ssl_protocol": "0x0303-0x10000"}, map[string]any{"ssl_protocol": "0x0304-0x10000"},
			[]string{"to save General", "HTTPT SSL protocol"}, []string{"to save General", "0x0304-0x10000"}, []string{"to save General"},
		},
		"passphrase": {
			"confproxy_httpt_ssl",
			map[string]any{"key_passphrase_wo": "the first passphrase", "key_passphrase_wo_version": 1},
			map[string]any{"key_passphrase_wo": "the other passphrase", "key_passphrase_wo_version": 2},
			[]string{"to save General"}, []string{" passphrase", "Change"}, []string{"to save General"},
		},
		"setting": {
			"confproxy_setting",
			map[string]any{"page": "General", "name": "SMTP port", "value": "2525"}, map[string]any{"page": "General", "name": "SMTP port", "value": "2626"},
			[]string{"to save General", "SMTP port"}, []string{"to save General", "2626"}, []string{"to save General"},
		},
	}
}

// A read-only provider plans as always. An apply that would create, change or
// destroy something stops with one error that contains the table; the server
// and the state do not change, and only the login is posted.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "modern"} {
		skin, _ := emulator.SkinNamed(name)
		for what := range newStableSite(t, skin, false).readOnlyCases(t) {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				s := newStableSite(t, skin, false)
				test := s.readOnlyCases(t)[what]
				readOnly, configured := s.engine, s.engine.Provider
				readOnly.Provider = func() map[string]any {
					config := maps.Clone(configured())
					config["read_only"] = true
					return config
				}
				with := func(arguments map[string]any) []protocol.Block {
					return []protocol.Block{{Type: test.resource, Name: "this", Arguments: func(protocol.Ref) map[string]any { return arguments }}}
				}
				ctx := t.Context()
				s.refused(t, test.created, func() (protocol.Outcome, error) { return readOnly.Apply(ctx, with(test.before), s.state) })
				if outcome, err := s.engine.Apply(ctx, with(test.before), s.state); err != nil {
					t.Fatalf("%v\n%s", err, outcome.Said)
				}
				if outcome, err := readOnly.Apply(ctx, with(test.before), s.state); err != nil || len(outcome.Changes) > 0 {
					t.Errorf("an apply that changes nothing: %v, %v\n%s", outcome.Changes, err, outcome.Said)
				}
				s.refused(t, test.changed, func() (protocol.Outcome, error) { return readOnly.Apply(ctx, with(test.after), s.state) })
				s.refused(t, test.deleted, func() (protocol.Outcome, error) { return readOnly.Destroy(ctx, with(test.before), s.state) })
				if outcome, err := s.engine.Apply(ctx, with(test.after), s.state); err != nil {
					t.Fatalf("%v\n%s", err, outcome.Said)
				}
			})
		}
	}
}

// refused expects a run to stop with one error that contains the texts, and no
// change.
func (s *stableSite) refused(t *testing.T, texts []string, run func() (protocol.Outcome, error)) {
	t.Helper()
	settings, files := s.server.Settings(), s.server.Files()
	s.server.ResetRequests()
	outcome, err := run()
	if err == nil || strings.Count(outcome.Said, "Nothing was sent") != 1 || !strings.Contains(outcome.Said, "set read_only = false") {
		t.Fatalf("%v, want one error that nothing was sent\n%s", err, outcome.Said)
	}
	for _, text := range texts {
		if !strings.Contains(outcome.Said, text) {
			t.Errorf("it does not say %q:\n%s", text, outcome.Said)
		}
	}
	for _, secret := range []string{"PRIVATE KEY", "the first passphrase", "the other passphrase", password} {
		if strings.Contains(outcome.Said, secret) {
			t.Errorf("it shows the secret %q", secret)
		}
	}
	if diff := cmp.Diff(settings, s.server.Settings()) + cmp.Diff(files, s.server.Files()); diff != "" {
		t.Errorf("the server changed: %s", diff)
	}
	for _, request := range s.server.Requests() {
		if request.Method != http.MethodGet && request.Class != product.Login {
			t.Errorf("it was sent: %+v", request)
		}
	}
}
