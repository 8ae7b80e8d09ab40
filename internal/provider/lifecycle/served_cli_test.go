// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const stableHCL = `
variable "passphrase" {
  type    = string
  default = null
}
provider "confproxy" {}
resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = %s
  key               = %s
  certificate_chain = %s
  key_passphrase_wo = var.passphrase
  restart           = "when_needed"
  live_check        = { timeout = "2s" }
}
`

// stableConfiguration names the files, as resources or by literal paths.
func stableConfiguration(managed bool) string {
	if !managed {
		return fmt.Sprintf(stableHCL, `"objects/server.cer"`, `"objects/server.key"`, `"objects/chain.crt"`)
	}
	paths := make([]any, 0, len(stable))
	var files strings.Builder
	for _, name := range []string{"server.crt", "server.key", "chain.crt"} {
		address := strings.ReplaceAll(name, ".", "_")
		fmt.Fprintf(&files, "resource \"confproxy_private_file\" %q {\n  name = %q\n  source = \"certificate/%s\"\n}\n", address, stable[name], name)
		paths = append(paths, "confproxy_private_file."+address+".path")
	}
	return fmt.Sprintf(stableHCL, paths...) + files.String()
}

// The same with the real CLI: one apply repairs it, and the plan after it is
// empty.
func TestContentsChangeBehindStableNamesByCLI(t *testing.T) {
	t.Parallel()
	for _, skin := range acctest.Skins(t) {
		for _, managed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, managed %t", skin.Name, managed), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, skin, 3, stableConfiguration(managed))
				s := &stableSite{site: w.site, managed: managed}
				w.cli.Environ = append(w.cli.Environ, "CONFPROXY_INSECURE=true", "CONFPROXY_ENDPOINT="+s.endpoint())
				if !managed {
					s.putUnmanaged()
				}
				w.mustApply()
				environ := slices.Clip(w.cli.Environ)
				for _, fault := range faultsBehindNames {
					if fault.managed != managed || fault.down && !answersWithoutTLS(skin) {
						continue
					}
					t.Log(fault.name)
					fault.happens(s)
					if w.cli.Environ = environ; s.passphrase != "" {
						w.cli.Environ = append(environ, "TF_VAR_passphrase="+s.passphrase)
					}
					if printed := w.command(true, with("apply")...); !strings.Contains(printed, "confproxy_httpt_ssl.this will be updated in-place") {
						t.Fatalf("expected a plan that updates the settings, got:\n%s", printed)
					}
					w.mustServe()
					w.mustHaveEmptyPlan()
					w.mustBeUntouched(settingsOfHTTPT)
				}
			})
		}
	}
}
