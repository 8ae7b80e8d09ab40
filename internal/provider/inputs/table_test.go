// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// page is the template of the page that shows the table.
const page = "../../../templates/guides/what-each-file-gives.md"

// TestTable runs every row, and compares the page with the results.
// CONFPROXY_UPDATE=1 rewrites the page.
func TestTable(t *testing.T) {
	rows := slices.Concat(fileRows(), keyRows(), encodingRows(), nameRows(), argumentRows(), momentRows(), settingsRows())
	gave := make([][4]string, len(rows))
	names := map[string]bool{}
	t.Run("rows", func(t *testing.T) {
		server := start(t)
		for i := range rows {
			r := &rows[i]
			name := r.group + ": " + r.name
			if names[name] {
				t.Fatalf("the row %q is there twice", name)
			}
			names[name] = true
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				on := server
				if r.settings != nil || r.fileName != "" {
					on = start(t)
				}
				gave[i] = run(t, r, on)
				want := r.wants()
				for column, expected := range want {
					if gave[i][column] != expected {
						t.Errorf("%s: expected %q, got %q", columns[column], expected, gave[i][column])
					}
				}
			})
		}
	})
	if t.Failed() {
		return
	}
	want := write(rows, gave)
	if os.Getenv("CONFPROXY_UPDATE") == "1" {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if is, err := os.ReadFile(page); err != nil || string(is) != want {
		t.Errorf("%s does not match the rows (%v): run CONFPROXY_UPDATE=1 go test ./internal/provider/inputs, then make docs", page, err)
	}
}

var columns = [4]string{"validate", "plan", "apply", "destroy"}

// wants fills in the usual results; a command after an error is not reached.
func (r *row) wants() [4]string {
	want := [4]string{cmp.Or(r.validate, accepted), r.plan, r.apply, r.destroy}
	usual := [4]string{accepted, created, verbatim, deleted}
	for i := range want {
		switch {
		case want[i] != "":
		case i > 0 && isError(want[:i]):
			want[i] = after
		case i == 2 && strings.HasPrefix(want[1], nothing):
			want[i] = want[1]
		case i == 2 && strings.Contains(want[1], "; warning: "):
			_, warnings, _ := strings.Cut(want[1], "; ")
			want[i] = usual[i] + "; " + warnings
		default:
			want[i] = usual[i]
		}
	}
	return want
}

func isError(results []string) bool {
	return slices.ContainsFunc(results, func(result string) bool { return strings.HasPrefix(result, "error: ") })
}

func write(rows []row, gave [][4]string) string {
	var b strings.Builder
	b.WriteString(`---
page_title: "Results for each kind of file"
subcategory: ""
description: |-
  The result of each kind of file, and of each change of a configuration, at validate, plan, apply and destroy.
---

# Results for each kind of file

The tests of the provider run every row of these tables, and write this page. A dash stands for a command that is not
reached. Warnings do not stop a command. Unless a row says otherwise, the contents come from ` + "`source`" + `.
`)
	fmt.Fprintf(&b, "There are %d rows.\n", len(rows))
	group := ""
	for i, r := range rows {
		if r.group != group {
			group = r.group
			fmt.Fprintf(&b, "\n## %s\n\n| | validate | plan | apply | destroy |\n|---|---|---|---|---|\n", group)
		}
		fmt.Fprintf(&b, "| %s | %s |\n", r.name, strings.Join(gave[i][:], " | "))
	}
	return b.String()
}

// once makes a value for all rows that need it.
func once(build func(*testing.T) []byte) func(*testing.T) []byte {
	var mu sync.Mutex
	var made []byte
	return func(t *testing.T) []byte {
		mu.Lock()
		defer mu.Unlock()
		if made == nil {
			made = build(t)
		}
		return made
	}
}
