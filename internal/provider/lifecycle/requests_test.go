// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
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

// A rotation of confproxy_certificate costs few requests beside the login.
func TestRequestsOfARotation(t *testing.T) {
	t.Parallel()
	const most = 14
	b := newProcessBench(t, emulator.Skins()[0], 1, asCertificateAlone)
	d := b.driver.(*processDriver)
	rotation := phases[moment{phase: "rotate"}.number(t)]
	b.server.Restore(b.checkpoints[1].snapshot)
	b.begin(rotation)
	b.restore(b.checkpoints[1].state)
	if problem := d.plansNothing(phases[0]); problem != "" {
		t.Fatal(problem)
	}
	b.server.ResetRequests()
	if said, err := b.run(t.Context(), rotation); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	cost := 0
	for _, request := range b.server.Requests() {
		if request.Class != product.Login {
			cost++
		}
	}
	t.Logf("%d requests: %v", cost, b.server.Counts())
	if cost > most {
		t.Errorf("%d requests, want at most %d", cost, most)
	}
}

func asCertificateAlone(b *bench, p phase) []protocol.Block { return asCertificate(b, p)[:1] }
