// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

const manyFilesHCL = `
provider "confproxy" {}
resource "confproxy_private_file" "this" {
  count   = 200
  name    = "file-${count.index}.txt"
  content = "file ${count.index}\n"
}
`

// The plan of 200 files costs one login and one listing a page of the table,
// and downloads nothing.
func TestPlanOfManyFiles(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"plain", "strict"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			skin, ok := emulator.SkinNamed(name)
			if !ok {
				t.Fatalf("there is no skin %q", name)
			}
			w := newWorld(t, skin, 0, manyFilesHCL)
			w.cli.Environ = append(w.cli.Environ, "CONFPROXY_INSECURE=true")
			for i := range 200 { // taken over by the apply, without an upload
				w.server.PutFile(fmt.Sprintf("file-%d.txt", i), fmt.Appendf(nil, "file %d\n", i))
			}
			w.mustApply("-parallelism=50")
			if uploads := w.server.Counts()[product.Upload]; uploads > 0 {
				t.Errorf("%d uploads of files that were there already", uploads)
			}
			before, _ := w.server.Logins()
			w.server.ResetRequests()
			w.mustHaveEmptyPlan("-parallelism=50")
			pages := 1
			if size := skin.PageSize; size > 0 {
				pages = (len(w.server.Files()) + size - 1) / size
			}
			counts := w.server.Counts()
			if after, failed := w.server.Logins(); after-before != 1 || failed > 0 {
				t.Errorf("%d logins for one plan, and %d that failed", after-before, failed)
			}
			if counts[product.Listing] != pages || counts[product.Download] != 0 {
				t.Errorf("%d listings of a table of %d pages, and %d downloads", counts[product.Listing], pages, counts[product.Download])
			}
			t.Logf("%d requests for the plan of 200 files: %v", len(w.server.Requests()), counts)
		})
	}
}
