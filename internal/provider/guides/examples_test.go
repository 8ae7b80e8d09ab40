// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const root = "../../.."

var (
	// example is what a template shows: a block, or a file of examples/.
	example  = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```$|^\\{\\{.*?\\}\\}$")
	included = regexp.MustCompile(`\{\{ (?:tffile|codefile "[a-z]+") "(examples/.*?)" \}\}`)
)

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every configuration in a guide is a file of examples/, all of which are tested.
func TestConfigurationsAreExamples(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob(filepath.Join(templates, "*.md*"))
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, guide := range guides {
		page := read(t, guide)
		if regexp.MustCompile("```(terraform|hcl|tf)").MatchString(page) {
			t.Errorf("%s: expected a configuration to be included by tffile, got a block", guide)
		}
		for _, found := range included.FindAllStringSubmatch(page, -1) {
			shown++
			if _, err := os.Stat(filepath.Join(root, found[1])); err != nil {
				t.Errorf("%s: %v", guide, err)
			}
		}
	}
	if shown < 10 {
		t.Errorf("the guides show %d examples", shown)
	}
}

// A page shows the same examples in both languages.
func TestLanguagesShowTheSame(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"getting-started.md.tmpl": "ja-getting-started.md.tmpl", "renewal-without-hands.md.tmpl": "ja-renewal-without-hands.md.tmpl",
		"../../README.md": "../../README.ja.md",
	}
	for english, japanese := range pages {
		en := example.FindAllString(read(t, filepath.Join(templates, english)), -1)
		ja := example.FindAllString(read(t, filepath.Join(templates, japanese)), -1)
		if diff := cmp.Diff(en, ja); diff != "" || len(en) == 0 {
			t.Errorf("%s and %s show other examples (-English +Japanese):\n%s", english, japanese, diff)
		}
	}
}

// Every Japanese page is compared, and none is missing.
func TestJapanesePages(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(templates, "ja-*"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("found %v (%v)", pages, err)
	}
	for _, page := range pages {
		english := strings.Replace(page, "ja-", "", 1)
		if _, err := os.Stat(english); err != nil {
			t.Error(err)
		}
	}
}
