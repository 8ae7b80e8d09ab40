// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// row is one row of the table: a configuration in a situation, and its results.
// An expectation of "" is the usual one.
type row struct {
	group, name string
	// arguments of the private file, besides its name; its contents are data,
	// unless one of the arguments sets them.
	arguments func(*bench) map[string]any
	data      func(*testing.T) []byte
	fileName  string
	// before is the configuration that was applied earlier, nil for none;
	// between runs after it, and afterPlan between plan and apply.
	before             func(*bench) map[string]any
	between, afterPlan func(*bench)
	imports            bool
	provider           map[string]any // arguments of the provider during a plan
	settings           *settings      // that name the file

	validate, plan, apply, destroy string
}

// The usual results.
const (
	accepted   = "accepted"
	created    = "created"
	verbatim   = "stored byte for byte"
	normalised = "stored as UTF-8 with LF"
	converted  = "stored in traditional form"
	nothing    = "nothing to do"
	deleted    = "deleted"
	after      = "—" // not reached
)

// bench is the environment of one row.
type bench struct {
	t      *testing.T
	row    *row
	server *emulator.Server
	folder string
	name   string // of the private file
	state  *protocol.State
	walks  int // since the command began: the first one plans, the second one applies
}

const password = "the password of the administrator"

const address = "confproxy_private_file.this"

func start(t *testing.T) *emulator.Server {
	t.Helper()
	skin, ok := emulator.SkinNamed("plain")
	if !ok {
		t.Fatal("there is no skin plain")
	}
	server, err := emulator.Start(emulator.Options{Skin: skin, Seed: 1, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

// applying reports whether the current walk applies an earlier plan.
func (b *bench) applying() bool { return b.walks > 1 }

// path returns the path of the local file with the contents.
func (b *bench) path() string { return filepath.Join(b.folder, "contents") }

func (b *bench) write(data []byte) {
	b.t.Helper()
	if err := os.WriteFile(b.path(), data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// stored returns the file on the server, nil if there is none.
func (b *bench) stored() []byte {
	file, ok := b.server.Files()[b.name]
	if !ok {
		return nil
	}
	return file.Data
}

func (b *bench) engine() *protocol.Engine {
	return &protocol.Engine{
		New: provider.New("test"),
		Provider: func() map[string]any {
			b.walks++
			if b.applying() && b.row.afterPlan != nil {
				b.row.afterPlan(b)
			}
			config := map[string]any{"endpoint": b.server.URL(), "password": password, "insecure": true, "tls_server_name": serverName}
			if !b.applying() {
				for name, value := range b.row.provider {
					config[name] = value
				}
			}
			return config
		},
		Parallelism: 1,
	}
}

func (b *bench) blocks(arguments func(*bench) map[string]any) []protocol.Block {
	file := protocol.Block{Type: "confproxy_private_file", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		all := map[string]any{"name": b.name}
		if arguments == nil {
			all["source"] = b.path()
			return all
		}
		for name, value := range arguments(b) {
			all[name] = value
		}
		return all
	}}
	if b.row.imports {
		file.ImportID = b.name
	}
	if b.row.settings != nil {
		return append([]protocol.Block{file}, b.row.settings.blocks(b)...)
	}
	return []protocol.Block{file}
}

var sequence atomic.Int64

// run runs a row, and returns the result of each command.
func run(t *testing.T, r *row, server *emulator.Server) [4]string {
	b := &bench{t: t, row: r, server: server, folder: t.TempDir(), name: r.fileName, state: &protocol.State{}}
	if b.name == "" {
		b.name = fmt.Sprintf("file-%d", sequence.Add(1))
	}
	if r.data != nil {
		b.write(r.data(t))
	}
	if r.before != nil {
		b.row = &row{}
		outcome, err := b.engine().Apply(t.Context(), b.blocks(r.before), b.state)
		if err != nil {
			t.Fatalf("before: %v\n%s", err, outcome.Said)
		}
		b.row = r
	}
	if r.between != nil {
		r.between(b)
	}
	blocks, had := b.blocks(r.arguments), b.stored()
	did := func(command func() (protocol.Outcome, error), worked func(protocol.Outcome) string) (string, bool) {
		b.walks = 0
		outcome, err := command()
		if err != nil {
			t.Logf("%v\n%s", err, outcome.Said)
		}
		return tell(outcome.Said, err, func() string { return worked(outcome) }), err == nil
	}
	result := [4]string{after, after, after, after}
	var ok bool
	result[0], ok = did(func() (protocol.Outcome, error) { return b.engine().Validate(t.Context(), blocks) }, func(protocol.Outcome) string { return accepted })
	if !ok {
		return result
	}
	planned := b.state.Clone()
	result[1], ok = did(func() (protocol.Outcome, error) { return b.engine().Plan(t.Context(), blocks, planned) }, func(o protocol.Outcome) string { return changes(o.Changes) })
	if ok {
		result[2], ok = did(func() (protocol.Outcome, error) { return b.engine().Apply(t.Context(), blocks, b.state) }, func(o protocol.Outcome) string { return b.effect(o, had) })
		if b.row.afterPlan = nil; ok {
			b.row.provider = nil
			if again, err := b.engine().Plan(t.Context(), blocks, b.state); err != nil || len(again.Changes) > 0 {
				t.Errorf("the plan after the apply is not empty (%v): %q\n%s", err, again.Changes, again.Said)
			}
		}
	}
	if ok || r.before != nil {
		result[3], _ = did(func() (protocol.Outcome, error) { return b.engine().Destroy(t.Context(), blocks, b.state) }, func(protocol.Outcome) string { return b.gone() })
		result[3], _, _ = strings.Cut(result[3], "; warning: ") // engines show no warnings of a plan before a destroy
	}
	return result
}

var (
	summary  = regexp.MustCompile(`(?m)^(Error|Warning): [^:]+: (.*)$`)
	bySource = []string{"BEGIN RSA PRIVATE KEY", "BEGIN EC PRIVATE KEY"}
)

// tell returns the result of a command: its error, or its effect and its
// warnings.
func tell(said string, err error, did func() string) string {
	var errors, warnings []string
	for _, found := range summary.FindAllStringSubmatch(said, -1) {
		list := &warnings
		if found[1] == "Error" {
			list = &errors
		}
		if !slices.Contains(*list, found[2]) {
			*list = append(*list, found[2])
		}
	}
	switch {
	case err != nil && len(errors) == 0:
		return "error: " + err.Error()
	case err != nil:
		return "error: " + strings.Join(errors, "; ")
	case len(warnings) > 0:
		return did() + "; warning: " + strings.Join(warnings, "; ")
	}
	return did()
}

// changes returns the planned action on the file.
func changes(all []string) string {
	for _, change := range all {
		if action, ok := strings.CutSuffix(change, " "+address); ok {
			return map[string]string{"create": created, "update": "updated", "replace": "replaced"}[action]
		}
	}
	return nothing
}

// effect describes the file on the server after an apply.
func (b *bench) effect(o protocol.Outcome, had []byte) string {
	now := b.stored()
	given, _ := os.ReadFile(b.path())
	switch {
	case len(o.Changes) == 0:
		return nothing
	case had != nil && bytes.Equal(now, had):
		return "nothing uploaded"
	case bytes.Equal(now, given):
		return verbatim
	case !containsAny(given, bySource) && containsAny(now, bySource):
		return converted
	case bytes.Contains(now, []byte("\n-----END ")) && !bytes.ContainsAny(now, "\r\x00") && !bytes.HasPrefix(now, []byte("\ufeff")):
		return normalised
	}
	return fmt.Sprintf("%d other bytes stored", len(now))
}

func containsAny(data []byte, texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return bytes.Contains(data, []byte(text)) })
}

func (b *bench) gone() string {
	if b.stored() != nil {
		return "left on the server"
	}
	return deleted
}
