// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package lifecycle

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// moment is the nth request of a class in a phase of the lifecycle.
type moment struct {
	phase string
	class emulator.Class
	nth   int64
}

// Ctrl-C, once or twice, at a moment of every phase: the next run converges,
// and locks are released.
func TestInterruption(t *testing.T) {
	t.Parallel()
	moments := []moment{
		{"create", emulator.Listing, 1},
		{"create", emulator.Upload, 1},
		{"create", emulator.Upload, 3},
		{"create", emulator.Download, 2},
		{"create", emulator.Save, 1},
		{"create", emulator.SaveSecurity, 1},
		{"rotate", emulator.Upload, 2},
		{"rotate", emulator.Save, 1},
		{"rotate", emulator.Delete, 1},
		{"ports", emulator.Save, 1},
		{"ports", emulator.Restart, 1},
		{"import", emulator.Download, 1},
		{"destroy", emulator.SaveSecurity, 1},
		{"destroy", emulator.Save, 1},
		{"destroy", emulator.Delete, 2},
	}
	for times := 1; times <= 2; times++ {
		t.Run(fmt.Sprintf("%d times", times), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, emulator.Skins()[0], 0)
			for _, m := range moments {
				if problem := b.recovers(m.number(t), func(p phase) (string, error) { return b.interrupted(p, m, times) }); problem != "" {
					t.Errorf("%s, %s %d: %s", m.phase, m.class, m.nth, problem)
				}
			}
		})
	}
}

func (m moment) number(tb testing.TB) int {
	tb.Helper()
	for i, p := range phases {
		if p.name == m.phase {
			return i
		}
	}
	tb.Fatalf("there is no phase %s", m.phase)
	return 0
}

// interrupted runs a phase and presses Ctrl-C when the moment comes: the signal
// goes to the whole group of processes, the provider's among them, as that of
// a terminal does.
func (b *bench) interrupted(p phase, m moment, times int) (string, error) {
	before := b.readState()
	command := b.cli.Command(b.tb.Context(), b.command(p)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var seen atomic.Int64
	b.server.OnRequest(func(_ *http.Request, c emulator.Class) {
		if c == m.class && seen.Add(1) == m.nth {
			for range times {
				_ = syscall.Kill(-command.Process.Pid, syscall.SIGINT)
			}
		}
	})
	defer b.server.OnRequest(nil)
	printed, err := command.CombinedOutput()
	if times > 1 {
		b.putBackState(before)
	}
	if seen.Load() < m.nth {
		b.tb.Errorf("%s, %s %d: the moment never came", m.phase, m.class, m.nth)
	}
	return string(printed), err
}

// putBackState does what a person does when the engine, interrupted twice, has
// left an empty or half written state behind, as it warns that it may: it takes
// the state of before from its own backups.
func (b *bench) putBackState(before []byte) {
	after, err := os.ReadFile(b.statePath())
	if err != nil || json.Valid(after) {
		return
	}
	b.tb.Logf("the engine has left %d bytes of its state", len(after))
	if before == nil {
		_ = os.Remove(b.statePath())
		return
	}
	b.write("terraform.tfstate", before)
}
