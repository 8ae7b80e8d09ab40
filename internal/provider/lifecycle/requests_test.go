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

// A rotation of confproxy_certificate costs no more requests than the rules for
// writing demand: every page is read directly before a change and read back
// after it, and every file is downloaded once.
func TestRequestsOfARotation(t *testing.T) {
	t.Parallel()
	b := newProcessBench(t, emulator.Skins()[0], 1, issueThree(t), asPlainCertificate)
	number := moment{phase: "rotate"}.number(t)
	b.server.Restore(b.checkpoints[number].snapshot)
	b.begin(phases[number])
	b.restore(b.checkpoints[number].state)
	b.server.ResetRequests()
	if said, err := b.run(t.Context(), phases[number]); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	counts := b.server.Counts()
	for class, most := range map[product.Class]int{
		// One each for the plan, and for what is checked before.
		product.General: 4, product.Save: 1, product.Listing: 5, product.Upload: 3, product.Download: 3, product.Delete: 1,
		product.Passphrase: 0, product.Security: 0, product.Servers: 0,
	} {
		if counts[class] > most {
			t.Errorf("%d requests of the class %s, want at most %d", counts[class], class, most)
		}
	}
	t.Logf("%d requests of plan and apply: %v", len(b.server.Requests()), counts)
}

// asPlainCertificate declares the certificate alone, with keys that are not
// encrypted.
func asPlainCertificate(b *bench, p phase) []protocol.Block {
	issued := p.issued(b)
	certificate := protocol.Block{Type: "confproxy_certificate", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{
			"name": "www", "certificate_pem": string(issued.CertPEM), "chain_pem": string(issued.ChainPEM),
			"private_key_pem_wo": string(issued.KeyPEM), "live_check": map[string]any{"timeout": "3s"},
		}
	}}
	if p.imports {
		certificate.ImportID = "www"
	}
	return []protocol.Block{certificate}
}
