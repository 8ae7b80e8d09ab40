// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// maxLines is how much a person wants to read.
const maxLines = 100

// The demo checks each of its steps.
func TestDemo(t *testing.T) {
	acctest.RequireEngine(t)
	t.Chdir("../..")
	t.Setenv("TMPDIR", t.TempDir())
	var out bytes.Buffer
	err := run(t.Context(), &out, options{engine: os.Getenv("TF_ACC_TERRAFORM_PATH"), skin: "plain"})
	t.Logf("%s", &out)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(out.Bytes(), []byte("\n")); lines > maxLines {
		t.Errorf("%d lines, want at most %d", lines, maxLines)
	}
	checkReadme(t, out.String())
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%d files are left behind (%v)", len(left), err)
	}
}

// differs is what is not the same in every run of the demo, or on every machine.
var differs = regexp.MustCompile(`[0-9a-f]{12,}|127\.0\.0\.1:\d+|\d{4}-\d\d-\d\d(T[0-9:]+Z)?|\d+ handshakes|by the openssl.*|by Go's.*|(Demo|Test) `)

// checkReadme expects the README to show what the demo prints, and at its top a
// part of that. With CONFPROXY_UPDATE=1 the READMEs are written.
func checkReadme(t *testing.T, printed string) {
	t.Helper()
	plan, _, _ := strings.Cut(printed[strings.Index(printed, "\n== Plan")+1:], "\n\n")
	blocks := map[string]string{"plan": plan, "demo": strings.TrimSpace(printed)}
	for _, readme := range []string{"README.md", "README.ja.md"} {
		data, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		page := string(data)
		for name, text := range blocks {
			before, rest, ok := strings.Cut(page, "<!-- make demo: "+name+" -->\n```text\n")
			shown, after, ok2 := strings.Cut(rest, "\n```\n")
			if !ok || !ok2 {
				t.Fatalf("%s has no block %q", readme, name)
			}
			if os.Getenv("CONFPROXY_UPDATE") == "1" {
				page = strings.TrimSuffix(before, "\n") + "\n<!-- make demo: " + name + " -->\n```text\n" + text + "\n```\n" + after
			} else if diff := cmp.Diff(same(text), same(shown)); diff != "" {
				t.Errorf("%s does not show what the demo prints (-printed +shown); run it with CONFPROXY_UPDATE=1:\n%s", readme, diff)
			}
		}
		if page != string(data) {
			if err := os.WriteFile(readme, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// same returns lines without what differs. Of a line that was cut, only the
// beginning counts.
func same(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		isCut := strings.HasSuffix(line, "…")
		if line = differs.ReplaceAllString(line, "*"); isCut {
			line = line[:min(len(line), 60)]
		}
		lines = append(lines, line)
	}
	return lines
}
