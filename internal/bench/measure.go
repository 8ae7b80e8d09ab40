// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

type bench struct {
	options
	folder   string
	config   string   // of the CLI
	had      []string // the other providers that were built
	versions []string
	folders  int
	table    strings.Builder
}

// side is one provider of a comparison, with its working folder.
type side struct {
	cli    *engine.CLI
	server *emulator.Server // nil for another provider
	// requests are the numbers of requests of the last run of each command.
	requests map[string]int
}

// newSide creates a working folder with a configuration that requires the named
// providers.
func (b *bench) newSide(text string, providers ...string) (*side, error) {
	b.folders++
	folder := filepath.Join(b.folder, fmt.Sprint("work-", b.folders))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s := &side{requests: map[string]int{}, cli: &engine.CLI{Engine: b.engine, Folder: folder, Config: b.config, Environ: []string{"TF_CLI_ARGS=-no-color"}}}
	if err := s.configure(text, providers...); err != nil {
		return nil, err
	}
	return s, nil
}

// configure writes the configuration.
func (s *side) configure(text string, providers ...string) error {
	var required strings.Builder
	for _, name := range providers {
		source := "hashicorp/" + name
		if name == "confproxy" {
			source = "confproxy/confproxy"
		}
		fmt.Fprintf(&required, "    %s = { source = %q }\n", name, source)
	}
	text = "terraform {\n  required_providers {\n" + required.String() + "  }\n}\n" + text
	return os.WriteFile(filepath.Join(s.cli.Folder, "main.tf"), []byte(text), 0o600)
}

// newOwnSide returns a side with the provider built from this repository, and
// its own server.
func (b *bench) newOwnSide(text string, pageSize int) (*side, error) {
	s, err := b.newSide(text, "confproxy")
	if err != nil {
		return nil, err
	}
	const password = "a password for the bench only"
	skin := emulator.Skins()[0]
	skin.PageSize = pageSize
	if s.server, err = emulator.Start(emulator.Options{Skin: skin, Password: password}); err != nil {
		return nil, err
	}
	s.cli.Environ = append(s.cli.Environ, "CONFPROXY_ENDPOINT="+s.server.URL(), "CONFPROXY_PASSWORD="+password)
	return s, nil
}

func (s *side) close() error {
	if s.server == nil {
		return nil
	}
	return s.server.Close()
}

// commands are the commands to time, in this order.
var commands = []struct {
	name string
	args []string
}{
	{"apply", []string{"apply", "-auto-approve", "-input=false"}},
	{"plan", []string{"plan", "-input=false", "-detailed-exitcode"}},
	{"destroy", []string{"destroy", "-auto-approve", "-input=false"}},
	{"start", []string{"providers", "schema", "-json"}},
}

// timed runs a command and returns its duration.
func (s *side) timed(ctx context.Context, args []string) (time.Duration, error) {
	if s.server != nil {
		s.server.ResetRequests()
	}
	start := time.Now()
	printed, err := s.cli.Run(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, printed)
	}
	return time.Since(start), nil
}

// blockSize is the number of files in one resource block. For each instance, the
// engine copies all instances of its block, so that its own time grows by the
// square of a block.
const blockSize = 500

// inBlocks returns the blocks of count resources of a type, whose arguments
// depend on the index.
func inBlocks(kind string, count int, arguments func(index string) string) string {
	var out strings.Builder
	for first := 0; first < count; first += blockSize {
		fmt.Fprintf(&out, "resource %q %q {\n  count = %d\n%s}\n",
			kind, blockName(first), min(blockSize, count-first), arguments(fmt.Sprintf("${count.index + %d}", first)))
	}
	return out.String()
}

// blockName returns the name of the block of a file.
func blockName(file int) string { return fmt.Sprint("block_", file/blockSize) }

func filesOf(provider, folder string, count int) string {
	switch provider {
	case "confproxy":
		return inBlocks("confproxy_private_file", count, func(index string) string {
			return fmt.Sprintf("  name    = \"file-%s.txt\"\n  content = \"file %s\\n\"\n", index, index)
		})
	case "local":
		return inBlocks("local_file", count, func(index string) string {
			return fmt.Sprintf("  filename = \"%s/file-%s.txt\"\n  content  = \"file %s\\n\"\n", folder, index, index)
		})
	}
	return inBlocks("terraform_data", count, func(index string) string { return fmt.Sprintf("  input = \"file %s\\n\"\n", index) })
}

// otherThan returns the provider to compare with; without one, terraform_data.
func (b *bench) otherThan(name string) []string {
	if slices.Contains(b.had, name) {
		return []string{name}
	}
	return nil
}

// median returns the median of an odd or even number of times.
func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

// peakMemory watches the processes of a binary until done is closed, and
// returns the largest peak memory of one of them in bytes. It is 0 if /proc is
// not available.
func peakMemory(binary string, done <-chan struct{}) (most int64) {
	for {
		exes, _ := filepath.Glob("/proc/[0-9]*/exe")
		for _, exe := range exes {
			if target, err := os.Readlink(exe); err != nil || target != binary {
				continue
			}
			status, _ := os.ReadFile(filepath.Join(filepath.Dir(exe), "status"))
			for line := range strings.Lines(string(status)) {
				var kib int64
				if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
					most = max(most, kib<<10)
				}
			}
		}
		select {
		case <-done:
			return most
		case <-time.After(20 * time.Millisecond):
		}
	}
}
