// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A server that was set up by hand is taken over as the guide says: a generated
// configuration, an import that changes nothing, an empty plan, a renewal.
func TestTakeOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "rotation-in-place"))
	w.mustApply()
	w.mustRun("state", "rm", "confproxy_httpt_ssl.this", "confproxy_private_file.certificate", "confproxy_private_file.chain", "confproxy_private_file.key")
	w.server.ResetRequests()
	w.configure(example(t, "take-over"))
	installed, err := installation()
	if err != nil {
		t.Fatal(err)
	}
	w.cli.Config, w.cli.Provider = installed.Mirror, "" // for init
	page, shown := follow(t, "take-over.md.tmpl"), texts(t, "take-over.md.tmpl")
	if err := shows(page.run(w), shown[0]); err != nil {
		t.Error(err)
	}
	if err := shows(page.run(w), shown[1]); err != nil {
		t.Error(err)
	}
	if err := os.Remove(filepath.Join(w.folder, "generated.tf")); err != nil {
		t.Fatal(err)
	}
	w.configure(example(t, "quickstart"))
	if err := shows(page.run(w), shown[2]); err != nil {
		t.Error(err)
	}
	w.mustHaveSentNothing()
	w.issue()
	w.mustApply()
	w.mustServe()
}

func (w *world) mustHaveSentNothing() {
	w.tb.Helper()
	counts := w.server.Counts()
	if sent := counts[product.Upload] + counts[product.Delete] + counts[product.Save] + counts[product.SaveSecurity] + counts[product.Passphrase]; sent > 0 {
		w.tb.Errorf("the import changed the server: %v", counts)
	}
}

// texts returns the outputs that a guide shows.
func texts(t *testing.T, guide string) []string {
	t.Helper()
	var all []string
	for _, found := range fenced(t, pathOf(guide)) {
		if found[1] == "text" {
			all = append(all, found[2])
		}
	}
	return all
}

// The scheduled plan of the guide fails with the output in the guide.
func TestScheduledPlanFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "scheduled-plan"))
	printed, err := w.cli.Run(t.Context(), "plan", "-input=false", "-no-color", "-var", "minimum_days=10000")
	if err == nil {
		t.Error("expected the plan to fail")
	}
	if err := shows(printed, texts(t, "renewal-without-hands.md.tmpl")[1]); err != nil {
		t.Error(err)
	}
}

// One resource takes over a server with building blocks. The next certificate
// replaces the files.
func TestCertificateFromFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "rotation-in-place"))
	w.mustApply()
	w.configure(example(t, "certificate-from-files"))
	w.server.ResetRequests()
	printed, err := w.apply()
	if want := "1 imported, 0 added, 0 changed, 0 destroyed"; err != nil || !strings.Contains(printed, want) {
		t.Fatalf("expected %q, got %v:\n%s", want, err, printed)
	}
	w.mustHaveSentNothing()
	w.issue()
	w.mustApply()
	w.mustServe()
	w.mustDestroy()
}

// fleet returns a world with a second server and its certificate.
func fleet(t *testing.T, configuration string) (*world, *site) {
	t.Helper()
	w := newWorld(t, emulator.Skins()[0], 0, configuration)
	return w, w.second()
}

// second starts another server, which has its own certificate.
func (w *world) second() *site {
	w.tb.Helper()
	w.cli.Provider = "" // a process has one configuration
	other := newSite(w.tb, emulator.Skins()[0], 0)
	for folder, s := range map[string]*site{"tokyo": w.site, "munich": other} {
		w.write(folder+"/server.crt", s.served.CertPEM)
		w.write(folder+"/server.key", s.served.KeyPEM)
		w.write(folder+"/chain.crt", s.served.ChainPEM)
	}
	roots := append(w.served.RootPEM, other.served.RootPEM...)
	w.write("certificate/root.crt", roots)
	servers := fmt.Sprintf("{tokyo = %q, munich = %q}", w.server.URL(), other.server.URL())
	w.cli.Environ = append(w.cli.Environ,
		"TF_VAR_endpoints="+servers, fmt.Sprintf("TF_VAR_passwords={tokyo = %q, munich = %q}", password, password),
		"TF_VAR_servers="+servers, `TF_VAR_sites={tokyo = "tokyo", munich = "munich"}`)
	return other
}

// mustHaveFleet expects both servers to serve their certificates, and destroys
// everything.
func (w *world) mustHaveFleet(other *site) {
	w.tb.Helper()
	w.mustHaveEmptyPlan()
	w.mustServe()
	if leaf := other.server.Leaf(); leaf == nil || !leaf.Equal(other.served.Cert) {
		w.tb.Errorf("the other server does not serve its certificate (%v)", other.server.TLSError())
	}
	w.mustDestroy()
	other.mustBeUntouched(nil)
}

// A server that is down does not prevent the deployment of the other one.
func TestFleet(t *testing.T) {
	t.Parallel()
	page := follow(t, "fleet.md.tmpl")
	w, other := fleet(t, example(t, "fleet"))
	page.run(w, other.inPage(w)...)
	w.mustHaveFleet(other)
	page.leaveOut("it needs OpenTofu; TestFleetForEach runs it")

	w.cli.Environ = append(w.cli.Environ, fmt.Sprintf("TF_VAR_endpoints={tokyo = %q, munich = \"http://127.0.0.1:1\"}", w.server.URL()))
	printed, err := w.apply()
	if err == nil || !strings.Contains(printed, "127.0.0.1:1") {
		t.Errorf("expected an error that names the server that is down, got %v:\n%s", err, printed)
	}
	w.mustServe()
	page.run(w)
}

// Only OpenTofu has for_each of providers, and reads .tofu files.
func TestFleetForEach(t *testing.T) {
	t.Parallel()
	w, other := fleet(t, "")
	if w.isTerraform("1.0.0") {
		t.Skip("Terraform has no for_each of providers")
	}
	page := follow(t, "fleet.md.tmpl")
	if err := os.Remove(filepath.Join(w.folder, "main.tf")); err != nil {
		t.Fatal(err)
	}
	w.write("main.tofu", []byte(read(t, examples, "fleet-for-each", "main.tofu")))
	page.leaveOut("TestFleet runs it")
	page.run(w, other.inPage(w)...)
	page.leaveOut("TestFleet runs it")
	w.mustHaveFleet(other)
}

// inPage returns the values in the guide, each followed by its replacement.
func (s *site) inPage(first *world) []string {
	return []string{"https://tokyo.example.com:7615", first.server.URL(), "https://munich.example.com:7615", s.server.URL(), "…", password}
}
