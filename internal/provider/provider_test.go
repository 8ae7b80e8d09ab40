// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

func configuration(endpoint, password string) string {
	return fmt.Sprintf("provider \"confproxy\" {\n  endpoint = %q\n  password = %q\n  request_timeout = \"1m\"\n}\n", endpoint, password)
}

// Only the next plan of a file in the state needs the server.
const file = `
resource "confproxy_private_file" "this" {
  name    = "a.txt"
  content = "a"
}
`

// closedPort is a port on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// The errors for the four obstacles on the way to the administration differ,
// and each names the endpoint and the remedy.
func TestAccFourErrors(t *testing.T) {
	t.Parallel()
	plain := emulator.Skins()[0]
	server := acctest.Start(t, plain, 0)
	untrusted, err := emulator.Start(emulator.Options{Skin: plain, Password: acctest.Password, TrustedNetworks: []string{"192.0.2.0/24"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = untrusted.Close() })
	website := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>Welcome</title><h1>It works!</h1><a href=/about>About us</a>")
	}))
	t.Cleanup(website.Close)
	closed := "http://" + closedPort(t)

	for name, test := range map[string]struct{ endpoint, password, says string }{
		"unreachable":       {closed, "x", `cannot be reached.*connection refused.*Check the endpoint`},
		"refused password":  {server.URL(), "wrong", `login was refused.*Check username and password`},
		"no password":       {server.URL(), "", `no password is configured.*CONFPROXY_PASSWORD`},
		"untrusted network": {untrusted.URL(), acctest.Password, `not trusted by the server.*trusted networks`},
		"not a proxy":       {website.URL, acctest.Password, `Expected the administration of an ISL Conference Proxy.*About us.*Check the endpoint`},
		"http for https":    {"https" + server.URL()[len("http"):], acctest.Password, `not trusted.*SHA-256 fingerprint.*certificate_fingerprint`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:      configuration(test.endpoint, test.password) + "data \"confproxy_server\" \"this\" {}\n",
				ExpectError: regexp.MustCompile("(?s)" + spaced(regexp.QuoteMeta(hostOf(test.endpoint))) + ".*" + spaced(test.says)),
			}}})
		})
	}
}

func hostOf(endpoint string) string { return endpoint[len("http://"):][:1] }

// spaced matches a text that the CLI may have wrapped.
func spaced(pattern string) string {
	return regexp.MustCompile(` `).ReplaceAllString(pattern, `\s+`)
}

func TestAccNeedsNoServer(t *testing.T) {
	t.Parallel()
	closed := "http://" + closedPort(t)
	acctest.Run(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: configuration(closed, "x"), PlanOnly: true},
		{ // Also for the plan of a new file.
			Config: configuration(closed, "x") + file, PlanOnly: true, ExpectNonEmptyPlan: true,
		},
	}})
}

// With an endpoint that only the apply knows, the plan succeeds without the
// server, and the apply uses it.
func TestAccUnknownConfiguration(t *testing.T) {
	t.Parallel()
	closed := closedPort(t)
	acctest.RunCLI(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: `
resource "terraform_data" "this" {
  input = "http://` + closed + `"
}
provider "confproxy" {
  endpoint = terraform_data.this.output
}
` + file,
		ExpectError: regexp.MustCompile(spaced("cannot reach http://" + closed)),
	}}})
}

// A wrong password is tried once, however many resources there are.
func TestAccWrongPasswordIsTriedOnce(t *testing.T) {
	t.Parallel()
	server := acctest.Start(t, emulator.Skins()[0], 0)
	acctest.RunCLI(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: configuration(server.URL(), "wrong") + `
resource "confproxy_private_file" "this" {
  count   = 5
  name    = "${count.index}.txt"
  content = "a"
}
`,
			ExpectError: regexp.MustCompile(`login was\s+refused`),
		},
		{
			PreConfig: func() {
				if logins := server.Counts()[product.Login]; logins > 2 { // the page, and one attempt
					t.Errorf("%d requests to the login", logins)
				}
			},
			Config:           configuration(server.URL(), acctest.Password),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
	}})
}
