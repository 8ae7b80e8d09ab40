// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// lifecycleHCL creates three files and the settings; its variables rotate them
// and change the ports.
const lifecycleHCL = `
variable "directory" { type = string }
variable "ports" {
  type    = list(number)
  default = null
}
provider "confproxy" {}

locals {
  version = substr(filesha256("${var.directory}/server.crt"), 0, 8)
  files   = { certificate = "server.crt", chain = "chain.crt", key = "server.key" }
}

resource "confproxy_private_file" "this" {
  for_each = local.files
  name     = "${local.version}-${each.value}"
  source   = "${var.directory}/${each.value}"
  lifecycle { create_before_destroy = true }
}

resource "confproxy_httpt_ssl" "this" {
  ports                  = var.ports
  use_ssl                = true
  certificate            = confproxy_private_file.this["certificate"].path
  certificate_chain      = confproxy_private_file.this["chain"].path
  key                    = confproxy_private_file.this["key"].path
  redirect_http_to_https = true
  restart                = "when_needed"
  live_check             = { timeout = "3s" }
}
`

const importHCL = `
import {
  for_each = local.files
  to       = confproxy_private_file.this[each.key]
  id       = "${local.version}-${each.value}"
}
import {
  to = confproxy_httpt_ssl.this
  id = "httpt_ssl"
}
`

// phase is one run of the CLI in the lifecycle.
type phase struct {
	name    string
	issued  func(*bench) *certstest.Issued // the certificate that is declared
	ports   bool                           // whether another port is declared
	imports bool                           // whether it begins with an empty state and imports
	destroy bool
}

var phases = []phase{
	{name: "create", issued: first},
	{name: "rotate", issued: second},
	{name: "ports", issued: second, ports: true},
	{name: "import", issued: second, ports: true, imports: true},
	{name: "destroy", issued: second, ports: true, destroy: true},
}

func first(b *bench) *certstest.Issued  { return b.first }
func second(b *bench) *certstest.Issued { return b.second }

// checkpoint is the world before a phase, and how many requests it takes.
type checkpoint struct {
	snapshot *emulator.Snapshot
	state    []byte
	requests int
}

// bench is one worker's world, with a checkpoint a phase.
type bench struct {
	*world
	first, second *certstest.Issued
	ports         []int // those of the server before everything
	extra         int   // the one that the phase "ports" adds
	checkpoints   []checkpoint
}

func newBench(t *testing.T, skin emulator.Skin, seed int64) *bench {
	t.Helper()
	b := &bench{world: newWorld(t, skin, seed, lifecycleHCL)}
	b.cli.Environ = append(b.cli.Environ, "CONFPROXY_REQUEST_TIMEOUT=4s",
		"GOGC=off", "GOMAXPROCS=1") // thousands of short processes
	b.first, b.ports = b.served, b.server.Ports()
	b.issue()
	b.second = b.served
	b.extra = freePort(t)
	for _, p := range phases {
		b.enter(p)
		point := checkpoint{snapshot: b.server.Snapshot(), state: b.readState()}
		b.server.ResetRequests()
		if printed, err := b.run(p); err != nil {
			t.Fatalf("phase %s without a fault: %v\n%s", p.name, err, printed)
		}
		point.requests = len(b.server.Requests())
		b.checkpoints = append(b.checkpoints, point)
	}
	b.mustBeUntouched(nil)
	return b
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func (b *bench) statePath() string { return filepath.Join(b.cli.Folder, "terraform.tfstate") }

func (b *bench) readState() []byte {
	data, _ := os.ReadFile(b.statePath()) // none before the first apply
	return data
}

// enter puts the folder into the state that a phase begins with.
func (b *bench) enter(p phase) {
	b.use(p.issued(b))
	b.write("import.tf", nil)
	if p.imports {
		b.write("import.tf", []byte(importHCL))
		_ = os.Remove(b.statePath())
	}
}

func (b *bench) arguments(p phase) []string {
	if !p.ports {
		return nil
	}
	ports := []string{}
	for _, port := range b.ports {
		ports = append(ports, strconv.Itoa(port))
	}
	return []string{"-var", "ports=[" + strings.Join(append(ports, strconv.Itoa(b.extra)), ",") + "]"}
}

func (b *bench) run(p phase) (string, error) {
	return b.cli.Run(b.tb.Context(), b.command(p)...)
}

// command is what the phase gives the CLI to do.
func (b *bench) command(p phase) []string {
	verb := "apply"
	if p.destroy {
		verb = "destroy"
	}
	return append([]string{verb, "-auto-approve", "-input=false", "-no-color"}, b.arguments(p)...)
}

// fault is one case of the matrix.
type fault struct {
	phase int
	nth   int
	kind  emulator.FaultKind
}

func (f fault) String() string {
	return fmt.Sprintf("%s, request %d, %s", phases[f.phase].name, f.nth, f.kind)
}

// try runs one case.
func (b *bench) try(f fault) (problem string) {
	return b.recovers(f.phase, func(p phase) (string, error) {
		b.server.Inject(emulator.Fault{Nth: f.nth, Kind: f.kind})
		defer b.server.Heal()
		return b.run(p)
	})
}

// recovers runs a phase disturbed, once more undisturbed, and a plan, which has
// to be empty. In the end everything on the server that was not there before
// belongs to the state, so that a destroy removes it; all the time its port
// presents a certificate that clients know.
func (b *bench) recovers(number int, disturbed func(phase) (string, error)) (problem string) {
	p, point := phases[number], b.checkpoints[number]
	b.server.Restore(point.snapshot)
	_ = os.Remove(b.statePath() + ".backup")
	b.enter(p)
	if point.state == nil {
		_ = os.Remove(b.statePath())
	} else {
		b.write("terraform.tfstate", point.state)
	}

	watch := b.watch(b.ports[0], b.known, true, 50*time.Millisecond)
	printed, err := disturbed(p)
	if problem := oneClearError(printed, err); problem != "" {
		watch.end()
		return problem + "\n" + printed
	}
	again, err := b.run(p)
	if _, bad := watch.end(); len(bad) > 0 {
		return fmt.Sprintf("handshakes failed: %s\n%s", bad[0], printed)
	}
	if err != nil {
		return fmt.Sprintf("the next run fails, too: %v\n%s\n--- after\n%s", err, again, printed)
	}
	if p.destroy {
		if problem := b.isUntouched(nil, nil); problem != "" {
			return problem + "\n--- after\n" + printed + "\n--- and\n" + again
		}
		return ""
	}
	if problem := b.plansNothing(p); problem != "" {
		return problem + "\n--- after\n" + printed
	}
	names, err := b.filesInState()
	if err != nil {
		return err.Error()
	}
	return b.isUntouched(managed, names)
}

// filesInState returns the names of the private files that Terraform owns.
func (b *bench) filesInState() ([]string, error) {
	var state struct {
		Resources []struct {
			Type      string
			Instances []struct{ Attributes struct{ Name string } }
		}
	}
	if err := json.Unmarshal(b.readState(), &state); err != nil {
		return nil, err
	}
	var names []string
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			if resource.Type == "confproxy_private_file" {
				names = append(names, instance.Attributes.Name)
			}
		}
	}
	return names, nil
}

func oneClearError(printed string, err error) string {
	for _, never := range []string{password, "panic", "PRIVATE KEY"} {
		if strings.Contains(printed, never) {
			return fmt.Sprintf("the output holds %q", never)
		}
	}
	if err != nil && !strings.Contains(printed, "Error: ") {
		return "it failed without an error"
	}
	return ""
}

func (b *bench) plansNothing(p phase) string {
	changes, printed, err := b.cli.HasChanges(b.tb.Context(), append([]string{"-no-color"}, b.arguments(p)...)...)
	if err != nil || changes {
		return fmt.Sprintf("the plan after it is not empty (%v):\n%s", err, printed)
	}
	return ""
}

// isUntouched tells what of the server is not as it was before everything, but
// for the given settings and files.
func (b *bench) isUntouched(settings, files []string) string {
	now := b.server.Settings()
	for label, before := range b.settings {
		if now[label] != before && !slices.Contains(settings, label) {
			return fmt.Sprintf("the setting %q is %v in the end, was %v", label, now[label], before)
		}
	}
	wanted := slices.Sorted(maps.Keys(b.files))
	wanted = append(wanted, files...)
	slices.Sort(wanted)
	if there := slices.Sorted(maps.Keys(b.server.Files())); !slices.Equal(there, wanted) {
		return fmt.Sprintf("the files are %v in the end, want %v", there, wanted)
	}
	for name, file := range b.files {
		if now := b.server.Files()[name]; !bytes.Equal(now.Data, file.Data) || now.Version != file.Version {
			return fmt.Sprintf("the file %q was changed", name)
		}
	}
	if b.server.ApplyPressed() {
		return "the button Apply changes was pressed"
	}
	return ""
}

// matrix lists every fault at every request of every phase.
func matrix(b *bench) []fault {
	var all []fault
	for i, point := range b.checkpoints {
		for nth := 1; nth <= point.requests; nth++ {
			for _, kind := range emulator.FaultKinds() {
				all = append(all, fault{phase: i, nth: nth, kind: kind})
			}
		}
	}
	return all
}

// draw takes a sample, by the seed; 0 takes all.
func draw(all []fault, sample int, seed int64) []fault {
	if sample == 0 || sample >= len(all) {
		return all
	}
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:sample]
}

// TestFaultMatrix makes every fault at every request of the lifecycle, or a
// sample: CONFPROXY_FAULTS is "all" or a number, CONFPROXY_SKIN names another
// skin than the plain one, CONFPROXY_SEED repeats a draw.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	program(t) // skips here, not in the worlds' goroutines
	sample, seed := 24, time.Now().UnixNano()
	switch text := os.Getenv("CONFPROXY_FAULTS"); text {
	case "":
	case "all":
		sample = 0
	default:
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("CONFPROXY_FAULTS is %q; expected a number or all", text)
		}
		sample = n
	}
	if text := os.Getenv("CONFPROXY_SEED"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatalf("CONFPROXY_SEED is %q; expected a number", text)
		}
		seed = n
	}
	t.Logf("CONFPROXY_SEED=%d", seed)

	skin := emulator.Skins()[0]
	if name := os.Getenv("CONFPROXY_SKIN"); name != "" {
		var ok bool
		if skin, ok = emulator.SkinNamed(name); !ok {
			t.Fatalf("CONFPROXY_SKIN is %q; expected the name of a skin", name)
		}
	}
	benches := make([]*bench, 2*runtime.NumCPU()) // they wait for one another's time-outs
	var ready sync.WaitGroup
	for i := range benches {
		ready.Go(func() { benches[i] = newBench(t, skin, seed|1) })
	}
	ready.Wait()
	if t.Failed() {
		return
	}
	all := matrix(benches[0])
	chosen := draw(all, sample, seed)
	t.Logf("fault matrix: %d of %d cases, over %d worlds", len(chosen), len(all), len(benches))
	queue := make(chan fault)
	var work sync.WaitGroup
	var mu sync.Mutex
	run, passed := 0, 0
	for _, b := range benches {
		work.Go(func() {
			for f := range queue {
				problem := b.try(f)
				mu.Lock()
				run++
				if problem == "" {
					passed++
				} else {
					t.Errorf("%s: %s", f, problem)
				}
				if run%100 == 0 {
					t.Logf("fault matrix: %d of %d cases run, %d passed", run, len(chosen), passed)
				}
				mu.Unlock()
			}
		})
	}
	for _, f := range chosen {
		queue <- f
	}
	close(queue)
	work.Wait()
	t.Logf("fault matrix: %d cases run, %d passed", run, passed)
}
