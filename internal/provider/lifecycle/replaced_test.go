// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

const replacedHCL = `
provider "confproxy" {}
resource "confproxy_certificate" "this" {
  name               = "server"
  certificate_pem    = file("certificate/server.crt")
  chain_pem          = file("certificate/chain.crt")
  private_key_pem_wo = file("certificate/server.key")
  lifecycle { create_before_destroy = true }
}
resource "confproxy_httpt_ssl" "this" {
  redirect_http_to_https = false
  lifecycle { create_before_destroy = true }
}
resource "confproxy_setting" "this" {
  page  = "General"
  name  = "SMTP port"
  value = "2525"
  lifecycle { create_before_destroy = true }
}
`

// The destroy of an old resource does not undo what a new one has done in the
// same run: after a replacement with create_before_destroy, and under new
// addresses, where both happen side by side.
func TestReplacedResources(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Skins()[0], 0, replacedHCL)
	w.mustApply()
	holds := func() {
		t.Helper()
		w.mustServe()
		w.expectSetting("SMTP port", "2525")
		w.mustHaveEmptyPlan()
	}
	w.mustApply("-replace=confproxy_certificate.this", "-replace=confproxy_httpt_ssl.this", "-replace=confproxy_setting.this")
	holds()
	w.configure(strings.ReplaceAll(replacedHCL, `"this"`, `"that"`))
	w.mustApply()
	holds()
}
