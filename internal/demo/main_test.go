// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// maxLines is how much a person wants to read.
const maxLines = 100

// The demo checks each of its steps; here it is run over several skins.
func TestDemo(t *testing.T) {
	acctest.RequireEngine(t)
	t.Chdir("../..")
	for _, skin := range []string{"plain", "modern"} {
		t.Run(skin, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			var out bytes.Buffer
			err := run(t.Context(), &out, options{engine: os.Getenv("TF_ACC_TERRAFORM_PATH"), skin: skin})
			t.Logf("%s", &out)
			if err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(out.Bytes(), []byte("\n")); lines > maxLines {
				t.Errorf("%d lines, want at most %d", lines, maxLines)
			}
			if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
				t.Errorf("%d files are left behind (%v)", len(left), err)
			}
		})
	}
}
