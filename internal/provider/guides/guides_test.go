// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package guides

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const templates = root + "/templates/guides"

// Every test that the guide to security names exists.
func TestSecurityGuideNamesTests(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(filepath.Join(templates, "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	err = fs.WalkDir(os.DirFS("../.."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := fs.ReadFile(os.DirFS("../.."), path)
		tests.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z]+)`").FindAllStringSubmatch(string(guide), -1)
	if len(names) == 0 {
		t.Error("the guide names no test")
	}
	for _, name := range names {
		if !strings.Contains(tests.String(), "func "+name[1]+"(") {
			t.Errorf("the guide names %s, and there is no such test", name[1])
		}
	}
}

// Every target of make that a page names exists.
func TestMakeTargets(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(templates, "*.md*"))
	if err != nil {
		t.Fatal(err)
	}
	makefile := read(t, filepath.Join(root, "GNUmakefile"))
	command := regexp.MustCompile("(?m)(?:`|^ *)make\\s+([a-z-]+)")
	for _, page := range append(pages, filepath.Join(root, "README.md"), filepath.Join(root, "README.ja.md"), filepath.Join(root, "CONTRIBUTING.md")) {
		for _, found := range command.FindAllStringSubmatch(read(t, page), -1) {
			if !strings.Contains(makefile, "\n.PHONY: "+found[1]+"\n") {
				t.Errorf("%s: expected a target of make, got %q", page, found[1])
			}
		}
	}
}
