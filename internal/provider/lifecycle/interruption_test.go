// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// Ctrl-C, once or twice, at any moment of an apply: the next apply converges,
// and locks are released.
func TestInterruption(t *testing.T) {
	t.Parallel()
	moments := []struct {
		class emulator.Class
		nth   int64
	}{
		{emulator.Listing, 1}, {emulator.Upload, 1}, {emulator.Upload, 3},
		{emulator.Save, 1}, {emulator.SaveSecurity, 1}, {emulator.Download, 2},
	}
	for _, moment := range moments {
		for times := 1; times <= 2; times++ {
			t.Run(fmt.Sprintf("%v %d, %d times", moment.class, moment.nth, times), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, emulator.Skins()[0], 0, lifecycleHCL)
				w.interrupt(moment.class, moment.nth, times)
				w.mustConverge()
				w.mustServe()
				w.mustDestroy()
			})
		}
	}
}

// interrupt runs an apply and interrupts it when the nth request of a class
// arrives.
func (w *world) interrupt(class emulator.Class, nth int64, times int) {
	w.tb.Helper()
	command := w.cli.Command(w.tb.Context(), "apply", "-auto-approve", "-input=false", "-no-color")
	var seen atomic.Int64
	struck := make(chan struct{})
	w.server.OnRequest(func(_ *http.Request, c emulator.Class) {
		if c == class && seen.Add(1) == nth {
			for range times {
				_ = command.Process.Signal(os.Interrupt)
			}
			close(struck)
		}
	})
	printed, err := command.CombinedOutput()
	w.server.OnRequest(nil)
	select {
	case <-struck:
	default:
		w.tb.Fatalf("the moment never came (%v)\n%s", err, printed)
	}
	w.tb.Logf("interrupted: %v", err)
}
