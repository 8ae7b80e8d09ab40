// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// The demo checks each of its steps; here it is run over several skins.
func TestDemo(t *testing.T) {
	acctest.RequireEngine(t)
	t.Chdir("../..")
	for _, skin := range []string{"plain", "modern"} {
		t.Run(skin, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			if err := run(t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), skin); err != nil {
				t.Fatal(err)
			}
			if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
				t.Errorf("%d files are left behind (%v)", len(left), err)
			}
		})
	}
}
