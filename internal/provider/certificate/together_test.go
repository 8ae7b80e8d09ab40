// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
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
