// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// fence is a block of commands or of output in a page.
var fence = regexp.MustCompile("(?ms)^ *```(sh|shell|text)\n(.*?)^ *```$")

// fenced returns the blocks of a page, each with its language and text.
func fenced(t *testing.T, path string) [][]string {
	t.Helper()
	return fence.FindAllStringSubmatch(read(t, path), -1)
}

// pathOf returns the path of a guide, or of a README.
func pathOf(name string) string {
	if strings.HasPrefix(name, "README") {
		return filepath.Join(root, name)
	}
	return filepath.Join(root, "templates", "guides", name)
}

// commands are the shell blocks of a page. A test that follows the page runs each
// of them, or leaves it out for a reason.
type commands struct {
	t      *testing.T
	blocks []string
}

// follow returns the shell blocks of a page. The test fails if one is left over.
func follow(t *testing.T, name string) *commands {
	t.Helper()
	c := &commands{t: t}
	for _, found := range fenced(t, pathOf(name)) {
		if found[1] != "text" {
			c.blocks = append(c.blocks, found[2])
		}
	}
	t.Cleanup(func() {
		if !t.Failed() && !t.Skipped() && len(c.blocks) > 0 {
			t.Errorf("%s: expected every shell block to be run or left out, got: %q", name, c.blocks)
		}
	})
	return c
}

// next returns the next block.
func (c *commands) next() string {
	c.t.Helper()
	if len(c.blocks) == 0 {
		c.t.Fatal("the page has no more shell blocks")
	}
	block := c.blocks[0]
	c.blocks = c.blocks[1:]
	return block
}

// leaveOut skips the next block, which cannot be run here.
func (c *commands) leaveOut(reason string) {
	c.t.Helper()
	c.t.Logf("not run, because %s:\n%s", reason, c.next())
}

// run runs the next block in the folder of a world, and returns its output. The
// values of the page are replaced in pairs. Terraform's questions get a yes.
func (c *commands) run(w *world, replace ...string) string {
	c.t.Helper()
	printed, err := c.try(w, "", replace...)
	if err != nil {
		c.t.Fatalf("%v\n%s", err, printed)
	}
	return printed
}

// try runs the next block as run does, with a line of input.
func (c *commands) try(w *world, input string, replace ...string) (string, error) {
	c.t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		c.t.Fatal(err)
	}
	block := strings.NewReplacer(append(replace, "https://proxy.example.com:7615", w.server.URL(), "PASSWORD=…", fmt.Sprintf("PASSWORD=%q", password))...).Replace(c.next())
	cli := *w.cli
	cli.Engine, cli.Provider = bash, "" // a block may set variables
	cli.Environ = append(cli.Environ, "TF_CLI_ARGS=-no-color", "INPUT="+input)
	script := fmt.Sprintf(`terraform() { %q "$@"; }
tofu() { terraform "$@"; }
mail() { echo "mail $*"; }
{ %s
} < <(if [ -n "$INPUT" ]; then echo "$INPUT"; fi; yes yes)`, w.cli.Engine, block)
	return cli.Run(c.t.Context(), "-eu", "-c", script)
}

// Every page with shell blocks is followed by a test. The Japanese pages show the
// same blocks.
func TestPagesAreFollowed(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(pathOf("*.md*"))
	if err != nil {
		t.Fatal(err)
	}
	tests := ""
	for _, file := range filesIn(t, ".") {
		if strings.HasSuffix(file, "_test.go") {
			tests += read(t, file)
		}
	}
	for _, page := range append(pages, pathOf("README.md")) {
		name := filepath.Base(page)
		if strings.HasPrefix(name, "ja-") {
			continue
		}
		hasCommands := false
		for _, found := range fenced(t, page) {
			hasCommands = hasCommands || found[1] != "text"
		}
		if hasCommands && !strings.Contains(tests, fmt.Sprintf("follow(t, %q)", name)) {
			t.Errorf("%s: expected a test that runs its shell blocks", name)
		}
	}
}

// The check changes nothing, and the captured pages do not show whose they are.
func TestCheckYourServer(t *testing.T) {
	t.Parallel()
	page := follow(t, "check-your-server.md.tmpl")
	w := exampleWorld(t, example(t, "check"))
	page.run(w)
	page.run(w)
	if captured := filesIn(t, filepath.Join(w.folder, "4.4.2345.67")); len(captured) == 0 {
		t.Error("expected captured pages, got none")
	}
	if printed, err := page.try(w, ""); err == nil || printed != "" {
		t.Errorf("expected grep to find nothing, got %v:\n%s", err, printed)
	}
	w.mustBeUntouched(nil)
}

func TestExpiryMails(t *testing.T) {
	t.Parallel()
	page := follow(t, "expiry-mails-and-monitoring.md.tmpl")
	w := exampleWorld(t, `provider "confproxy" {}`+"\n"+read(t, examples, "resources", "confproxy_setting", "resource.tf"))
	if printed := page.run(w); !strings.Contains(printed, "3 added") {
		t.Errorf("expected 3 added, got:\n%s", printed)
	}
}

func TestGrid(t *testing.T) {
	t.Parallel()
	page := follow(t, "grid-of-servers.md.tmpl")
	w := exampleWorld(t, example(t, "grid"))
	page.run(w, "proxy1.example.com:443", w.address(0), "proxy2.example.com:443", w.address(1))
	w.mustServe()
}

func TestOrderWithPFX(t *testing.T) {
	t.Parallel()
	page := follow(t, "order-a-certificate.md.tmpl")
	page.leaveOut("it needs the provider hashicorp/tls; TestEcosystemCSR applies the example")
	page.leaveOut("it needs the certificate from the authority; TestEcosystemCSR applies the example")
	w := exampleWorld(t, example(t, "pfx"))
	w.write("server.pfx", pfxData(t, w, pfxPassword))
	if printed, err := page.try(w, pfxPassword); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	w.mustServe()
}

// The line of the crontab writes its log, and sends a mail if the apply fails.
func TestDailyApply(t *testing.T) {
	t.Parallel()
	const times = "17 5 * * * "
	page := follow(t, "renewal-without-hands.md.tmpl")
	page.blocks = append(page.blocks, page.blocks...)
	w := newWorld(t, emulator.Skins()[0], 0, example(t, "quickstart"))
	if printed := page.run(w, times, "", "/srv/proxy", w.folder); printed != "" {
		t.Errorf("expected no mail, got:\n%s", printed)
	}
	if log := read(t, w.folder, "apply.log"); !strings.Contains(log, "Apply complete!") {
		t.Errorf("expected the log of an apply, got:\n%s", log)
	}
	w.cli.Environ = append(w.cli.Environ, "CONFPROXY_ENDPOINT=http://127.0.0.1:1")
	if printed := page.run(w, times, "", "/srv/proxy", w.folder); !strings.Contains(printed, "mail -s certificate admin@example.com") {
		t.Errorf("expected a mail, got:\n%s", printed)
	}
}
