// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// fault is one case of the matrix.
type fault struct {
	phase int
	nth   int
	kind  product.FaultKind
	kills bool // whether the provider is killed at the request, instead of a fault
}

func (f fault) String() string {
	what := string(f.kind)
	if f.kills {
		what = "killed"
	}
	return fmt.Sprintf("%s, request %d, %s", phases[f.phase].name, f.nth, what)
}

// matrix returns every fault, and a kill, at every request of every phase.
func matrix(b *bench) []fault {
	var all []fault
	for i, point := range b.checkpoints {
		for nth := 1; nth <= point.requests; nth++ {
			for _, kind := range product.FaultKinds() {
				all = append(all, fault{phase: i, nth: nth, kind: kind})
			}
			all = append(all, fault{phase: i, nth: nth, kills: true})
		}
	}
	return all
}

// waitsForRestart reports whether a case takes as long as a restart may take: the
// order may have no effect, or other ports were saved, where the server never comes
// back for the killed provider. TestContentsChangeBehindStableNamesByCLI kills
// processes there.
func (b *bench) waitsForRestart(f fault) bool {
	point := b.checkpoints[f.phase]
	return f.nth == point.restart || f.kills && point.newPorts > 0 && f.nth >= point.newPorts
}

const neverStruck = "the fault never struck"

// try runs one case. A run may need fewer requests than the run that was counted,
// because how long reads are shared depends on the time. The fault then strikes at
// the last request.
func (b *bench) try(f fault) (problem string) {
	last := 0
	problem = b.recovers(f.phase, func(p phase) (said, problem string) {
		var err error
		var isStruck bool
		if f.kills {
			said, isStruck = b.killed(p, f.nth)
		} else {
			b.server.Inject(product.Fault{Nth: f.nth, Kind: f.kind})
			said, err = b.run(b.tb.Context(), p)
			isStruck = struck(b.server)
		}
		b.server.Heal()
		if !isStruck {
			last = len(b.server.Requests())
			return said, neverStruck
		}
		return said, oneClearError(said, err)
	})
	if 0 < last && last < f.nth {
		return b.try(fault{f.phase, last, f.kind, f.kills})
	}
	return problem
}

// struck reports whether a fault affected a request in the log.
func struck(server *emulator.Server) bool {
	for _, request := range server.Requests() {
		if request.Fault != product.NoFault {
			return true
		}
	}
	return false
}

// killed runs a phase until its nth request. From then on the process is as
// good as gone: no further request arrives, and nothing new gets into the
// state. It reports whether there was an nth request.
func (b *bench) killed(p phase, nth int) (said string, isStruck bool) {
	ctx, cancel := context.WithCancel(b.tb.Context())
	defer cancel()
	b.server.Inject(product.Fault{Nth: nth + 1, Kind: product.Refused, Times: -1})
	var seen atomic.Int64
	b.server.OnRequest(func(*http.Request, product.Class) {
		if seen.Add(1) == int64(nth) {
			b.driver.(*processDriver).current.Abandon()
			cancel()
		}
	})
	said, _ = b.run(ctx, p)
	b.server.OnRequest(nil)
	b.restore(b.state())
	return said, seen.Load() >= int64(nth)
}

// number reads a number from the environment.
func number(t *testing.T, variable string, otherwise int64) int64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: expected a number, got %q", variable, text)
	}
	return n
}

// draw returns a random sample by the seed; a size of 0 returns all.
func draw[T any](all []T, sample int, seed int64) []T {
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if sample == 0 || sample >= len(all) {
		return all
	}
	return all[:sample]
}

// TestFaultMatrix injects every fault at every request of the lifecycle, or a
// sample: CONFPROXY_FAULTS is the size of the sample, 0 for all; CONFPROXY_SKIN
// names a skin other than the plain one; CONFPROXY_SEED changes the sample.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for name, declare := range map[string]declaration{"certificate": asCertificate, "building blocks": asBuildingBlocks} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tryMatrix(t, declare)
		})
	}
}

func tryMatrix(t *testing.T, declare declaration) {
	t.Helper()
	sample, seed := number(t, "CONFPROXY_FAULTS", 25), number(t, "CONFPROXY_SEED", 1)
	skin := emulator.Skins()[0]
	if name := os.Getenv("CONFPROXY_SKIN"); name != "" {
		var ok bool
		if skin, ok = emulator.SkinNamed(name); !ok {
			t.Fatalf("CONFPROXY_SKIN is %q; expected the name of a skin", name)
		}
	}
	benches := newBenches(t, benchesFor(sample), skin, seed|1, declare)
	all := matrix(benches[0])
	count := len(all)
	if sample > 0 {
		all = slices.DeleteFunc(all, benches[0].waitsForRestart)
	}
	chosen := draw(all, int(sample), seed)
	t.Logf("fault matrix: %d of %d cases, CONFPROXY_SEED=%d", len(chosen), count, seed)
	tryAll(t, benches, chosen)
}

// After a kill at any request of a rotation, under new names and in place, the
// next run completes it. The kills are a sample, as in TestFaultMatrix.
func TestKilledDuringARotation(t *testing.T) {
	t.Parallel()
	sample := number(t, "CONFPROXY_FAULTS", 12)
	benches := newBenches(t, benchesFor(sample), emulator.Skins()[0], 1, asBuildingBlocks)
	var kills []fault
	for _, f := range matrix(benches[0]) {
		if name := phases[f.phase].name; f.kills && (name == "rotate" || name == "in place") {
			kills = append(kills, f)
		}
	}
	count := len(kills)
	kills = draw(kills, int(sample), number(t, "CONFPROXY_SEED", 1))
	t.Logf("%d of %d kills", len(kills), count)
	tryAll(t, benches, kills)
}

// benchesFor returns the number of benches for a sample; 0 is all cases. Most of
// them wait, for time-outs and between retries, but each begins with a whole
// lifecycle.
func benchesFor(sample int64) int {
	if sample == 0 || sample > 100 {
		return 16
	}
	return 3
}

// newBenches returns identical benches. They share their certificates, because
// a run takes another request if a new file has the size of the old one.
func newBenches(t *testing.T, count int, skin emulator.Skin, seed int64, declare declaration) []*bench {
	t.Helper()
	inProcess(t)
	benches, issued := make([]*bench, count), issueThree(t)
	var ready sync.WaitGroup
	for i := range benches {
		ready.Go(func() { benches[i] = newProcessBench(t, skin, seed, issued, declare) })
	}
	ready.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return benches
}

// tryAll injects faults, as many at a time as there are benches.
func tryAll(t *testing.T, benches []*bench, chosen []fault) {
	t.Helper()
	queue := make(chan fault)
	var work sync.WaitGroup
	for _, b := range benches {
		work.Go(func() {
			for f := range queue {
				if problem := b.try(f); problem != "" {
					t.Errorf("%s: %s", f, problem)
				}
			}
		})
	}
	for _, f := range chosen {
		queue <- f
	}
	close(queue)
	work.Wait()
}

// tryByCLI injects a few of the same faults with the real CLI, which runs several
// operations at a time.
func tryByCLI(t *testing.T, b *bench) {
	t.Helper()
	for _, test := range []struct {
		moment
		kind product.FaultKind
	}{
		{moment{"rotate", product.Upload, 2}, product.Restarted},
		{moment{"destroy", product.Save, 1}, product.SessionDropped},
	} {
		problem := b.recovers(test.number(t), func(p phase) (said, problem string) {
			b.server.Inject(product.Fault{Nth: int(test.nth), Match: product.Of(test.class), Kind: test.kind})
			said, err := b.run(t.Context(), p)
			b.server.Heal()
			if !struck(b.server) {
				return said, neverStruck
			}
			return said, oneClearError(said, err)
		})
		if problem != "" {
			t.Errorf("%s, %s %d, %s: %s", test.phase, test.class, test.nth, strings.ToLower(string(test.kind)), problem)
		}
	}
}
