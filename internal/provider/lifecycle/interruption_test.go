// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package lifecycle

import (
	"encoding/json"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// Ctrl-C, once or twice, or a fault: the next run converges, and locks are
// released. TestKilledDuringARotation ends the provider at every request.
func TestInterruption(t *testing.T) {
	t.Parallel()
	b, cli := newCLIBench(t, emulator.Skins()[0], 0)
	for _, test := range []struct {
		moment
		times int
	}{
		{moment{"create", product.Upload, 3}, 1},
		{moment{"create", product.Save, 1}, 2},
		{moment{"rotate", product.Delete, 1}, 1},
		{moment{"ports", product.Restart, 1}, 1},
	} {
		if problem := b.recovers(test.number(t), func(p phase) (string, string) {
			said, err := cli.interrupted(p, test.moment, test.times)
			return said, oneClearError(said, err)
		}); problem != "" {
			t.Errorf("%s, %s %d: %s", test.phase, test.class, test.nth, problem)
		}
	}
	if !testing.Short() { // the same with another engine
		tryByCLI(t, b)
	}
}

// interrupted runs a phase and presses Ctrl-C at the moment: the signal goes to
// the whole process group, including the provider, as from a terminal.
func (d *cliDriver) interrupted(p phase, m moment, times int) (string, error) {
	before := d.state()
	command := d.cli.Command(d.tb.Context(), d.command(p)...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var seen atomic.Int64
	d.server.OnRequest(func(_ *http.Request, c product.Class) {
		if c == m.class && seen.Add(1) == m.nth {
			for range times {
				_ = syscall.Kill(-command.Process.Pid, syscall.SIGINT)
			}
		}
	})
	defer d.server.OnRequest(nil)
	printed, err := command.CombinedOutput()
	if times > 1 {
		d.putBackState(before)
	}
	if seen.Load() < m.nth {
		d.tb.Errorf("%s, %s %d: the moment never came", m.phase, m.class, m.nth)
	}
	return string(printed), err
}

// putBackState does what a person does if the engine, interrupted twice, leaves
// an empty or truncated state, as it warns that it may: it restores the
// previous state from the engine's backups.
func (d *cliDriver) putBackState(before any) {
	after, err := os.ReadFile(d.statePath())
	if err != nil || json.Valid(after) {
		return
	}
	d.tb.Logf("the engine has left %d bytes of its state", len(after))
	d.restore(before)
}
