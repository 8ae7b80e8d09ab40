// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

const manyFilesHCL = `
provider "confproxy" {}
resource "confproxy_private_file" "this" {
  count   = 60
  name    = "file-${count.index}.txt"
  content = "file ${count.index}\n"
}
`

// With the real CLI, which reads fifty files at a time, too, a plan takes one
// login and one listing for each page of the table, and downloads nothing.
func TestPlanOfManyFiles(t *testing.T) {
	t.Parallel()
	skin, ok := emulator.SkinNamed("strict")
	if !ok {
		t.Fatal("there is no skin strict")
	}
	w := newWorld(t, skin, 0, manyFilesHCL)
	w.cli.Environ = append(w.cli.Environ, "CONFPROXY_INSECURE=true")
	for i := range 60 { // the apply adopts it without an upload
		w.server.PutFile(fmt.Sprintf("file-%d.txt", i), fmt.Appendf(nil, "file %d\n", i))
	}
	w.mustApply("-parallelism=50")
	if uploads := w.server.Counts()[product.Upload]; uploads > 0 {
		t.Errorf("%d uploads of files that were there already", uploads)
	}
	before, _ := w.server.Logins()
	w.server.ResetRequests()
	w.mustHaveEmptyPlan("-parallelism=50")
	pages := (len(w.server.Files()) + skin.PageSize - 1) / skin.PageSize
	counts := w.server.Counts()
	if after, failed := w.server.Logins(); after-before != 1 || failed > 0 {
		t.Errorf("%d logins for one plan, and %d that failed", after-before, failed)
	}
	if counts[product.Listing] != pages || counts[product.Download] != 0 {
		t.Errorf("%d listings of a table of %d pages, and %d downloads", counts[product.Listing], pages, counts[product.Download])
	}
	t.Logf("%d requests for the plan of 60 files: %v", len(w.server.Requests()), counts)
}

// A rotation of confproxy_certificate takes at most 14 requests besides the
// login, on a server without a paged table: General before the change, directly
// before the save, and after it; the tab Public on the way to Private, Private
// before the uploads and before the deletion; and three uploads, three
// downloads, the save and the deletion. A confirmation page for the deletion
// adds one, and so does each page that a post redirects to, except after the
// save: that page is the read after it.
func TestRequestsOfARotation(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ skin, scheme string }{
		{"plain", "https"}, {"old", "http"}, {"undeclared", "http"}, {"modern", "http"},
	} {
		t.Run(test.skin+" "+test.scheme, func(t *testing.T) {
			t.Parallel()
			skin, ok := emulator.SkinNamed(test.skin)
			if !ok {
				t.Fatalf("there is no skin %q", test.skin)
			}
			skin.PageSize, skin.CertReread = 0, "on-save"
			plan, apply := requestsOfARotation(t, skin, test.scheme)
			most := 14 + apply[product.Confirm]
			if skin.SaveAnswer != "page" {
				most += apply[product.Upload] + apply[product.Delete]
			}
			if total(apply) > most {
				t.Errorf("%d requests of an apply, want at most %d: %v", total(apply), most, apply)
			}
			if plan[product.General] != 1 || plan[product.Listing] != 1 || total(plan) != 2 {
				t.Errorf("%d requests of a plan, want one of General and one of Private: %v", total(plan), plan)
			}
			t.Logf("beside the logins: plan %d %v, apply %d %v", total(plan), plan, total(apply), apply)
		})
	}
}

// requestsOfARotation rotates once and counts the requests of the plan and of
// the apply, without those of the login.
func requestsOfARotation(t *testing.T, skin emulator.Skin, scheme string) (plan, apply map[product.Class]int) {
	t.Helper()
	inProcess(t)
	b := newProcessBench(t, skin, 1, issueThree(t), asPlainCertificate)
	number := moment{phase: "rotate"}.number(t)
	b.server.Restore(b.checkpoints[number].snapshot)
	b.begin(phases[number])
	b.restore(b.checkpoints[number].state)
	var begins []int
	engine := &b.driver.(*processDriver).engine
	configured := engine.Provider
	engine.Provider = func() map[string]any {
		begins = append(begins, len(b.server.Requests()))
		with := configured()
		with["endpoint"] = scheme + strings.TrimPrefix(b.server.URL(), "http")
		return with
	}
	b.server.ResetRequests()
	if said, err := b.run(t.Context(), phases[number]); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	requests := b.server.Requests()
	if len(begins) != 2 {
		t.Fatalf("%d providers, want one for the plan and one for the apply", len(begins))
	}
	return countsAfterLogin(requests[begins[0]:begins[1]]), countsAfterLogin(requests[begins[1]:])
}

// countsAfterLogin counts requests by class from the first page that is read
// for its own sake. Earlier requests are the login with the pages of the menu.
func countsAfterLogin(requests []product.Request) map[product.Class]int {
	first := slices.IndexFunc(requests, func(r product.Request) bool { return r.Class == product.General || r.Class == product.Listing })
	counts := map[product.Class]int{}
	for _, request := range requests[first:] {
		counts[request.Class]++
	}
	return counts
}

func total(counts map[product.Class]int) (sum int) {
	for _, count := range counts {
		sum += count
	}
	return sum
}

// asPlainCertificate declares only the certificate, with unencrypted keys.
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
