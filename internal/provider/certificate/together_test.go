// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const settingsHCL = "\nresource \"confproxy_httpt_ssl\" \"this\" {\n  redirect_http_to_https = true\n  depends_on = [confproxy_certificate.this]\n}\n"

// confproxy_httpt_ssl manages the other settings; two resources with the same
// setting, or two of one kind, are an error at plan.
func TestAccBesideSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	first, second := s.Issue(), s.Issue()
	both := func(more string) string {
		return s.config() + strings.Replace(settingsHCL, "{\n", "{\n  "+more+"\n", 1)
	}
	_, block, _ := strings.Cut(s.config(), "resource ")
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: both(""), ConfigVariables: with(first),
				ConfigStateChecks: all(s.Presents(first.Cert), s.Untouched(append(ownRows, "Redirect HTTP to HTTPS for all user web pages")...)),
			},
			{
				Config: both(""), ConfigVariables: with(second),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, nil),
				ConfigStateChecks: all(s.Presents(second.Cert)),
			},
			{
				Config: both("use_ssl = true"), ConfigVariables: with(second),
				ExpectError: regexp.MustCompile(`(?s)HTTPT use SSL is managed twice.*confproxy_`),
			},
			{
				Config: s.config() + "resource " + strings.Replace(block, `"this"`, `"another"`, 1), ConfigVariables: with(second),
				ExpectError: regexp.MustCompile(`Two confproxy_certificate for one server`),
			},
			{
				Config: both("") + strings.Replace(settingsHCL, `"this"`, `"another"`, 1), ConfigVariables: with(second),
				ExpectError: regexp.MustCompile(`Two confproxy_httpt_ssl for one server`),
			},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched(), s.stores()),
	})
}

// Under another name, the new set is created first if the configuration says
// so.
func TestAccAnotherName(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued := s.Issue()
	config := s.config("lifecycle {\n  create_before_destroy = true\n  }")
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{Config: strings.Replace(config, `"www"`, `"old"`, 1), ConfigVariables: with(issued)},
		{
			Config: config, ConfigVariables: with(issued),
			ConfigPlanChecks:  planned(plancheck.ResourceActionCreateBeforeDestroy, nil),
			ConfigStateChecks: all(s.Presents(issued.Cert), s.stores(".cer", ".key", "-chain.crt")),
		},
	}})
}

// The resource takes over the building blocks without a change, as the guide
// shows; the next certificate is stored under new names, and the old files are
// deleted.
func TestAccFromBuildingBlocks(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	first, second := s.Issue(), s.Issue()
	variables, _, _ := strings.Cut(strings.TrimPrefix(s.config(), acctest.Provider(s.Server)), "resource ")
	blocks, removed := acctest.Provider(s.Server)+variables, ""
	for name, argument := range map[string]string{"server.cer": "content = var.certificate", "server.key": "content_wo = var.key", "chain.crt": "content = var.chain"} {
		label := strings.ReplaceAll(name, ".", "_")
		blocks += fmt.Sprintf("resource \"confproxy_private_file\" %q {\n  name = %q\n  %s\n}\n", label, name, argument)
		removed += fmt.Sprintf("removed {\n  from = confproxy_private_file.%s\n  lifecycle {\n    destroy = false\n  }\n}\n", label)
	}
	blocks += `resource "confproxy_httpt_ssl" "this" {
  use_ssl           = true
  certificate       = confproxy_private_file.server_cer.path
  key               = confproxy_private_file.server_key.path
  certificate_chain = confproxy_private_file.chain_crt.path
}
`
	removed += "removed {\n  from = confproxy_httpt_ssl.this\n  lifecycle {\n    destroy = false\n  }\n}\nimport {\n  to = confproxy_certificate.this\n  id = \"www\"\n}\n"
	s.testCLI(resource.TestCase{Steps: []resource.TestStep{
		{Config: blocks, ConfigVariables: but(with(first), "passphrase", "")},
		{
			PreConfig: s.ResetRequests,
			Config:    s.config() + removed, ConfigVariables: with(first),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, nil), // restart and live_check
			ConfigStateChecks: all(s.Presents(first.Cert), s.Sent(product.Upload, 0), s.Sent(product.Save, 0), s.Sent(product.Delete, 0),
				shows("certificate_path", knownvalue.StringExact("objects/server.cer"))),
		},
		{
			Config: s.config(), ConfigVariables: with(second),
			ConfigStateChecks: all(s.Presents(second.Cert), s.stores(".cer", ".key", "-chain.crt")),
		},
	}})
}
