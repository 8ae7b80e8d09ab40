// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Command bench compares the provider with similar providers on this machine,
// with the real CLI, and prints one table. make bench runs it. Compare figures
// only within one run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

// options are the flags of the command.
type options struct {
	engine string
	runs   int   // of each measurement; the median counts
	files  []int // number of files to compare with local files
	sizes  []int // numbers of files for which requests are counted
	hosts  int
	built  string // folder with other providers, already built; "" for none
	guide  string // page that gets the table; "" for none
}

// figures is the line of a guide above the table.
const figures = "<!-- figures -->\n"

func main() {
	o := options{}
	flag.StringVar(&o.engine, "engine", "terraform", "path of terraform or tofu, or its name on PATH")
	flag.IntVar(&o.runs, "runs", 5, "number of runs of each measurement; the median counts")
	files := flag.String("files", "500,2000", "number of files to compare with local files")
	sizes := flag.String("sizes", "50,500,5000", "numbers of files for which requests are counted")
	flag.IntVar(&o.hosts, "hosts", 50, "number of live certificates to read")
	flag.StringVar(&o.built, "providers", "", "a folder with other providers, already built")
	flag.StringVar(&o.guide, "guide", "", "the page of the documentation that gets the table, below its line "+strings.TrimSpace(figures))
	flag.Parse()

	debug.SetGCPercent(400) // This process is the server, which shares the machine with the measured one.

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var errFiles, errSizes error
	o.files, errFiles = numbers(*files)
	o.sizes, errSizes = numbers(*sizes)
	err := errors.Join(errFiles, errSizes)
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // Nothing is left to stop.
	}
}

func numbers(list string) ([]int, error) {
	var all []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("expected numbers of files, separated by commas, got %q", list)
		}
		all = append(all, n)
	}
	return all, nil
}

func run(ctx context.Context, o options) (err error) {
	folder, err := os.MkdirTemp("", "confproxy-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if o.engine, err = exec.LookPath(o.engine); err != nil {
		return err
	}
	installed, err := engine.Install(ctx, ".", folder)
	if err != nil {
		return err
	}
	b := &bench{options: o, folder: folder, config: installed.Override}
	for _, other := range others {
		if err := b.build(ctx, other); err != nil {
			fmt.Printf("%s is not available, comparing with terraform_data instead: %v\n", other.name, err)
		} else {
			b.had = append(b.had, other.name)
		}
	}
	if err := b.override(); err != nil {
		return err
	}
	if err := b.measure(ctx); err != nil || o.guide == "" {
		return err
	}
	return b.publish()
}

// publish writes the table into the guide.
func (b *bench) publish() error {
	text, err := os.ReadFile(b.guide)
	if err != nil {
		return err
	}
	before, _, ok := strings.Cut(string(text), figures)
	if !ok {
		return fmt.Errorf("%s has no line %s", b.guide, strings.TrimSpace(figures))
	}
	return os.WriteFile(b.guide, []byte(before+figures+b.table.String()), 0o644) //nolint:gosec // A page for everybody.
}

// other is a provider to compare with.
type other struct{ name, module string }

// The modules have the names that their sources declare.
var others = []other{
	{"local", "github.com/terraform-providers/terraform-provider-local"},
	{"tls", "github.com/hashicorp/terraform-provider-tls"},
}

// build builds a provider from its module, unless a built one is given, and
// records its version.
func (b *bench) build(ctx context.Context, o other) error {
	binary := filepath.Join(b.folder, "bin", "terraform-provider-"+o.name)
	if built, _ := filepath.Glob(filepath.Join(b.built, "terraform-provider-"+o.name+"*")); b.built != "" && len(built) > 0 {
		b.versions = append(b.versions, filepath.Base(built[0]))
		return os.Symlink(built[0], binary)
	}
	folder := filepath.Join(b.folder, "module-"+o.name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for _, args := range [][]string{{"mod", "init", "bench"}, {"get", o.module + "@latest"}, {"build", "-o", binary, o.module}} {
		command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // Go, and arguments of our own.
		command.Dir = folder
		if output, err := command.CombinedOutput(); err != nil {
			lines := strings.Split(strings.TrimSpace(string(output)), "\n")
			return fmt.Errorf("go %s: %w (%s)", args[0], err, lines[len(lines)-1])
		}
	}
	version := exec.CommandContext(ctx, "go", "list", "-m", o.module) //nolint:gosec // Go, and arguments of our own.
	version.Dir = folder
	output, err := version.Output()
	if err == nil {
		b.versions = append(b.versions, strings.TrimSpace(string(output)))
	}
	return err
}

// override adds the other providers to the CLI configuration.
func (b *bench) override() error {
	text, err := os.ReadFile(b.config)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, name := range b.had {
		for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
			fmt.Fprintf(&lines, "    %q = %q\n", host+"/hashicorp/"+name, filepath.Join(b.folder, "bin"))
		}
	}
	changed := strings.Replace(string(text), "dev_overrides {\n", "dev_overrides {\n"+lines.String(), 1)
	return os.WriteFile(b.config, []byte(changed), 0o600) //nolint:gosec // The path is our own.
}
