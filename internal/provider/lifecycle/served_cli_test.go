// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package lifecycle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const stableHCL = `
variable "passphrase" {
  type    = string
  default = null
}
variable "ports" {
  type    = list(number)
  default = null
}
provider "confproxy" {}
resource "confproxy_httpt_ssl" "this" {
  ports             = var.ports
  use_ssl           = true
  certificate       = %s
  key               = %s
  certificate_chain = %s
  key_passphrase_wo = var.passphrase
  restart           = "when_needed"
  live_check        = { timeout = "2s" }
}
`

// stableConfiguration names the files by resources.
func stableConfiguration() string {
	paths := make([]any, 0, len(stable))
	var files strings.Builder
	files.WriteString("data \"confproxy_live_certificate\" \"this\" {\n  allow_unreachable = true\n}\n") // it must not prevent a repair
	for _, name := range []string{"server.crt", "server.key", "chain.crt"} {
		address := strings.ReplaceAll(name, ".", "_")
		fmt.Fprintf(&files, "resource \"confproxy_private_file\" %q {\n  name = %q\n  source = \"certificate/%s\"\n}\n", address, stable[name], name)
		paths = append(paths, "confproxy_private_file."+address+".path")
	}
	return fmt.Sprintf(stableHCL, paths...) + files.String()
}

// The same with the real CLI, for a sample of the faults: one apply repairs it,
// and the plan after it is empty.
func TestContentsChangeBehindStableNamesByCLI(t *testing.T) {
	t.Parallel()
	skin, _ := emulator.SkinNamed("modern")
	w := newWorldOf(t, gridOf(skin), stableConfiguration())
	s := &stableSite{site: w.site, managed: true}
	w.cli.Environ = append(w.cli.Environ, "CONFPROXY_INSECURE=true", "CONFPROXY_ENDPOINT="+s.endpoint())
	environ := slices.Clip(w.cli.Environ)
	s.begin()
	w.mustApply()
	for _, fault := range faultsBehindNames {
		if !fault.byCLI {
			continue
		}
		t.Log(fault.name)
		if fault.mistake != nil {
			fault.mistake(s)
			s.mustRefuse(fault.refused, func() (string, bool) {
				printed, err := w.apply()
				return printed, err != nil
			})
		}
		fault.happens(s)
		w.cli.Environ = append(environ, s.variables()...)
		if fault.killed != "" {
			w.kill(fault.killed)
		}
		printed := w.command(true, with("apply")...)
		s.mustSay(printed, "confproxy_httpt_ssl.this will be updated in-place")
		s.mustSay(printed, fault.says)
		w.mustServe()
		w.mustHaveEmptyPlan()
		w.mustBeUntouched(settingsOfHTTPT)
	}
}

// variables returns the values of the site besides its files.
func (s *stableSite) variables() []string {
	var variables []string
	if s.passphrase != "" {
		variables = append(variables, "TF_VAR_passphrase="+s.passphrase)
	}
	if s.ports != nil {
		ports, err := json.Marshal(s.ports)
		if err != nil {
			s.tb.Fatal(err)
		}
		variables = append(variables, "TF_VAR_ports="+string(ports))
	}
	return variables
}

// kill applies, and kills engine and provider before the first request of a class
// arrives.
func (w *world) kill(class product.Class) {
	w.tb.Helper()
	command := w.cli.Command(w.tb.Context(), with("apply")...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var killed atomic.Bool
	w.server.Inject(product.Fault{Match: product.Of(class), Kind: product.CutBefore})
	w.server.OnRequest(acctest.Nth(class, 1, func() {
		killed.Store(true)
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}))
	printed, _ := command.CombinedOutput()
	w.server.OnRequest(nil)
	w.server.Heal()
	if !killed.Load() {
		w.tb.Fatalf("no request %s came\n%s", class, printed)
	}
}
