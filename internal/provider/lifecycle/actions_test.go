// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// An engine with actions runs them after a change that triggers one, and by
// -invoke, and shows their progress.
func TestActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, `
provider "confproxy" {}
action "confproxy_restart" "server" {
  config {
    scope = "server"
  }
}
action "confproxy_restart" "module_apps" {
  config {
    scope = "module_apps"
  }
}
resource "confproxy_private_file" "metadata" {
  name   = "metadata.xml"
  source = "metadata.xml"
  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.confproxy_restart.module_apps]
    }
  }
}
`)
	if !w.isTerraform("1.14.0") {
		t.Skip("the engine knows no actions")
	}
	apply := []string{"apply", "-auto-approve", "-input=false", "-no-color"}
	for _, step := range []struct {
		content   string
		arguments []string
		button    string
	}{
		{"<a/>", nil, ""},
		{"<b/>", nil, "Restart module apps"},
		{"<b/>", []string{"-invoke=action.confproxy_restart.server"}, "Restart"},
	} {
		w.write("metadata.xml", []byte(step.content))
		before := len(w.server.Orders())
		printed := w.mustRun(append(slices.Clone(apply), step.arguments...)...)
		w.server.Settle()
		var want []product.Order
		if step.button != "" {
			want = []product.Order{{Action: step.button, Server: product.OwnServer}}
		}
		if got := w.server.Orders()[before:]; !slices.Equal(got, want) {
			t.Errorf("ordered is %v, want %v:\n%s", got, want, printed)
		}
		if step.button != "" && !strings.Contains(printed, "the live check passed") {
			t.Errorf("the progress is not shown:\n%s", printed)
		}
	}
}
