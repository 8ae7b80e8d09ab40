// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// varies matches the parts of an output that differ from run to run.
var varies = regexp.MustCompile(`[0-9a-f]{12,}|\d{4}-\d\d-\d\dT[0-9:]+Z|after \d+s|\d+ days`)

// The guide is followed word by word: its commands are run in one shell, and the
// output in the guide must be part of theirs. The blocks marked shell are left out.
func TestGettingStarted(t *testing.T) {
	t.Parallel()
	engine := program(t)
	installed, err := installation()
	if err != nil {
		t.Fatal(err)
	}
	server, err := emulator.Start(emulator.Options{Skin: emulator.Skins()[0], Ports: []int{0}, Password: "asd"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	page, port := follow(t, "getting-started.md.tmpl"), strconv.Itoa(server.Ports()[0])
	reasons := []string{"it clones the repository; TestInstallFromSource runs make install", "the emulator is running", "it is for a server of your own"}

	const mark = "== the next step =="
	script := fmt.Sprintf("set -eu\nterraform() { %q \"$@\"; }\n", engine)
	var shown []string
	for _, found := range fenced(t, pathOf("getting-started.md.tmpl")) {
		switch {
		case found[1] == "shell" && len(reasons) > 0:
			page.leaveOut(reasons[0])
			reasons = reasons[1:]
		case found[1] == "sh":
			script += fmt.Sprintf("echo %q\n{ %s} < <(yes yes)\n", mark, strings.ReplaceAll(page.next(), "7615", port))
			shown = append(shown, "")
		case len(shown) > 0:
			shown[len(shown)-1] = found[2]
		}
	}
	if len(shown) < 8 {
		t.Fatalf("expected the commands of the guide, got %d", len(shown))
	}
	_, environ := inEmptyHome(t)
	environ = append(environ, "TF_CLI_CONFIG_FILE="+installed.Mirror, "TF_CLI_ARGS=-no-color")
	printed := shell(t, root, environ, "bash", "-c", script)
	for i, output := range strings.Split(printed, mark)[1:] {
		if err := shows(output, shown[i]); err != nil {
			t.Errorf("step %d: %v", i+1, err)
		}
	}
	if leaf := server.Leaf(); leaf == nil || leaf.Subject.CommonName == "localhost" {
		t.Errorf("after the destroy the server serves %v", leaf)
	}
}

// shows expects the lines of a page in an output, in order.
func shows(output, page string) error {
	rest := output
	for line := range strings.Lines(page) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		pattern := varies.ReplaceAllStringFunc(regexp.QuoteMeta(line), func(string) string { return `\S+( \S+)?` })
		at := regexp.MustCompile(strings.ReplaceAll(pattern, "Terraform", "(Terraform|OpenTofu)")).FindStringIndex(rest)
		if at == nil {
			return fmt.Errorf("the page shows %q, the output has no such line here:\n%s", line, output)
		}
		rest = rest[at[1]:]
	}
	return nil
}
