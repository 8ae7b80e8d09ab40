// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/engine"
)

// Two applies against one server at the same time: both succeed or explain why
// not, and after another apply of each, both plans are empty.
func TestTwoAppliesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, lifecycleHCL)
	const files = `
provider "confproxy" {}
resource "confproxy_private_file" "this" {
  count   = 5
  name    = "other-${count.index}.txt"
  content = "file ${count.index}\n"
}
`
	other := &world{site: &site{tb: t, server: w.server, folder: t.TempDir()}}
	other.cli = &engine.CLI{Engine: w.cli.Engine, Config: w.cli.Config, Provider: w.cli.Provider, Folder: other.folder, Environ: w.cli.Environ}
	other.configure(files)
	other.write("certificate/root.crt", w.served.RootPEM)

	var both sync.WaitGroup
	for _, one := range []*world{w, other} {
		both.Go(func() {
			if printed, err := one.apply(); err != nil && !strings.Contains(printed, "Error: ") {
				t.Errorf("it failed without an error: %v\n%s", err, printed)
			}
		})
	}
	both.Wait()
	w.mustConverge()
	other.mustConverge()
	w.mustServe()
	w.mustBeUntouched(settingsOfHTTPT)
}

// An administrator saves General in a browser directly before the provider
// reads it for its save, and directly after the save: no change is lost
// silently.
func TestAdministratorSavesMeanwhile(t *testing.T) {
	t.Parallel()
	t.Run("another setting, before the save", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, emulator.Skins()[0], 0, lifecycleHCL)
		w.onClass(product.Upload, func() { w.server.Set("SMTP port", "2525") })
		w.mustApply()
		w.expectSetting("SMTP port", "2525")
	})
	t.Run("another setting, after the save", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, emulator.Skins()[0], 0, lifecycleHCL)
		saved := false
		w.server.OnRequest(func(_ *http.Request, class product.Class) {
			switch {
			case class == product.Save:
				saved = true
			case saved && class == product.General:
				w.server.Set("SMTP port", "2525")
			}
		})
		printed, err := w.apply()
		w.server.OnRequest(nil)
		if err == nil || !strings.Contains(strings.Join(strings.Fields(printed), " "), "somebody else changed the server meanwhile") {
			t.Errorf("the change was not reported (%v):\n%s", err, printed)
		}
		w.expectSetting("SMTP port", "2525")
		w.mustConverge()
		w.expectSetting("SMTP port", "2525")
	})
	t.Run("the same setting, after the plan", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, emulator.Skins()[0], 0, lifecycleHCL)
		w.mustApply()
		w.issue()
		w.onClass(product.Upload, func() { w.server.Set("HTTPT SSL certificate", "objects/by-hand.cer") })
		printed, err := w.apply()
		w.server.OnRequest(nil)
		if err == nil || !strings.Contains(strings.Join(strings.Fields(printed), " "), "somebody else changed the server meanwhile") {
			t.Errorf("the change was not reported (%v):\n%s", err, printed)
		}
		w.expectSetting("HTTPT SSL certificate", "objects/by-hand.cer")
		w.mustConverge()
		w.mustServe()
	})
}

// onClass runs something at the first request of a class.
func (w *world) onClass(class product.Class, do func()) {
	var once sync.Once
	w.server.OnRequest(func(_ *http.Request, c product.Class) {
		if c == class {
			once.Do(do)
		}
	})
}

func (w *world) expectSetting(label, want string) {
	w.tb.Helper()
	if got, isDefault, ok := w.server.Setting(label); !ok || isDefault || got != want {
		w.tb.Errorf("%s is %q (default: %v), want %q", label, got, isDefault, want)
	}
}
