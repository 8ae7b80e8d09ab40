// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatefile_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// The plan of a replacement warns about a new name that is taken, and reads
// nothing for it but the listing of the refresh.
func TestNameOfAReplacement(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	server.PutFile("theirs.txt", []byte("theirs\n"))
	engine := protocol.Engine{New: provider.New("test"), Provider: func() map[string]any {
		return map[string]any{"endpoint": server.URL(), "password": acctest.Password}
	}}
	file := func(block, name string, more map[string]any) protocol.Block {
		arguments := map[string]any{"name": name, "content": "mine\n"}
		maps.Copy(arguments, more)
		return protocol.Block{Type: "confproxy_private_file", Name: block, Arguments: func(protocol.Ref) map[string]any { return arguments }}
	}
	mine, taken := file("this", "mine.txt", nil), file("this", "theirs.txt", nil)
	afterAnother := taken
	afterAnother.DependsOn = []string{"confproxy_private_file.another"}
	created := &protocol.State{}
	if outcome, err := engine.Apply(t.Context(), []protocol.Block{mine}, created); err != nil {
		t.Fatalf("%v\n%s", err, outcome.Said)
	}
	for name, test := range map[string]struct {
		state    *protocol.State
		blocks   []protocol.Block
		warns    bool
		listings int
	}{
		"a free name":          {created, []protocol.Block{file("this", "other.txt", nil)}, false, 1},
		"a taken name":         {created, []protocol.Block{taken}, true, 1},
		"to be overwritten":    {created, []protocol.Block{file("this", "theirs.txt", map[string]any{"overwrite": true})}, false, 1},
		"planned by another":   {created, []protocol.Block{file("another", "theirs.txt", nil), afterAnother}, false, 1},
		"the same name":        {created, []protocol.Block{mine}, false, 1},
		"created, not changed": {&protocol.State{}, []protocol.Block{taken}, false, 0},
	} {
		server.ResetRequests()
		outcome, err := engine.Plan(t.Context(), test.blocks, test.state)
		warns, listings := strings.Contains(outcome.Said, "A file with the new name exists"), server.Counts()[product.Listing]
		if err != nil || warns != test.warns || listings != test.listings {
			t.Errorf("%s: expected a warning: %v, and %d listings, got %v, %d and %v:\n%s",
				name, test.warns, test.listings, warns, listings, err, outcome.Said)
		}
	}
}
