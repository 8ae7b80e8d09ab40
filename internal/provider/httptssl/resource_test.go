// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

func TestAccLifecycle(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	s := newSite(t, skin)
	first, second := s.issue("first"), s.issue("second")
	leaf := func(want *certstest.Issued) acctest.Check { return s.Presents(want.Cert) }
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: s.config(serving("first", `restart = "when_needed"`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionCreate, map[string]knownvalue.Check{
					"id": knownvalue.StringExact("httpt_ssl"), "use_ssl": knownvalue.Bool(true),
					"certificate": knownvalue.StringExact("objects/first.cer"),
				}),
				ConfigStateChecks: shown(map[string]knownvalue.Check{
					"id": knownvalue.StringExact("httpt_ssl"), "use_ssl": knownvalue.Bool(true),
					"certificate":        knownvalue.StringExact("objects/first.cer"),
					"key":                knownvalue.StringExact("objects/first.key"),
					"certificate_chain":  knownvalue.StringExact("objects/first.crt"),
					"key_passphrase_set": knownvalue.Bool(false), "key_passphrase_wo": knownvalue.Null(),
					"ports": knownvalue.Null(), "redirect_http_to_https": knownvalue.Null(),
					"on_destroy": knownvalue.StringExact("defaults"), "minimum_days_valid": knownvalue.Int64Exact(0),
					"allow_endpoint_port_removal": knownvalue.Bool(false),
				}, s.holds(labelUseSSL, "Yes"), s.holds(labelCertificate, "objects/first.cer"), leaf(first),
					s.Untouched(labelUseSSL, labelCertificate, labelKey, labelChain)),
			},
			{
				Config: s.config(serving("second", `restart = "when_needed"`, `redirect_http_to_https = true`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{
					"certificate": knownvalue.StringExact("objects/second.cer"), "redirect_http_to_https": knownvalue.Bool(true),
					"key_passphrase_set": knownvalue.Bool(false),
				}),
				ConfigStateChecks: shown(map[string]knownvalue.Check{
					"certificate": knownvalue.StringExact("objects/second.cer"), "redirect_http_to_https": knownvalue.Bool(true),
				}, s.holds(labelRedirect, "Yes"), leaf(second),
					s.Untouched(labelUseSSL, labelCertificate, labelKey, labelChain, labelRedirect)),
			},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched()),
	})
}

func TestAccOwnership(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	s.issue("server")
	s.Set(labelProtocol, "theirs")
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{ // A setting that was never set is shown and not changed.
				Config: s.config(`redirect_http_to_https = false`),
				ConfigStateChecks: shown(map[string]knownvalue.Check{
					"ssl_protocol": knownvalue.StringExact("theirs"), "redirect_http_to_https": knownvalue.Bool(false),
					"use_ssl": knownvalue.Null(),
				}, s.holds(labelProtocol, "theirs"), s.holds(labelRedirect, "No")),
			},
			{ // It may change on the server without a change here.
				PreConfig: func() { s.Set(labelProtocol, "still theirs") },
				Config:    s.config(`redirect_http_to_https = false`),
				ConfigPlanChecks: planned(plancheck.ResourceActionNoop, map[string]knownvalue.Check{
					"ssl_protocol": knownvalue.StringExact("still theirs"),
				}),
			},
			{ // The configuration sets it.
				Config:            s.config(`ssl_protocol = "ours"`),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"redirect_http_to_https": knownvalue.Null()}),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"redirect_http_to_https": knownvalue.Null()}, s.holds(labelProtocol, "ours"), s.defaults(labelRedirect)),
			},
			{ // And drifts.
				PreConfig:         func() { s.SetDefault(labelProtocol) },
				Config:            s.config(`ssl_protocol = "ours"`),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"ssl_protocol": knownvalue.StringExact("ours")}),
				ConfigStateChecks: shown(nil, s.holds(labelProtocol, "ours")),
			},
			{ // A setting that is no longer set is reset to the product's default.
				Config:            s.config(""),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"ssl_protocol": knownvalue.Null()}),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"ssl_protocol": knownvalue.Null()}, s.defaults(labelProtocol)),
			},
			{ // From then on, it is not changed.
				PreConfig:        func() { s.Set(labelProtocol, "theirs again") },
				Config:           s.config(""),
				ConfigPlanChecks: planned(plancheck.ResourceActionNoop, map[string]knownvalue.Check{"ssl_protocol": knownvalue.StringExact("theirs again")}),
			},
		},
		CheckDestroy: acctest.Destroyed(s.holds(labelProtocol, "theirs again"), s.Untouched(labelProtocol)),
	})
}

func TestAccPassphrase(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	const first, second = "correct horse battery staple", "another <pass> phrase & more"
	s := newSite(t, skin)
	issued := s.issue("server")
	for name, passphrase := range map[string]string{"server.key": first, "other.key": second} {
		s.PutFile(name, s.Encrypted(issued, passphrase))
	}
	arrived := func(want string) acctest.Check {
		return func() error {
			if got := s.Passphrase(); got != want {
				return fmt.Errorf("the passphrase %q arrived, want %q", got, want)
			}
			return nil
		}
	}
	with := func(passphrase, version string) string {
		return s.config(serving("server", fmt.Sprintf("restart = \"when_needed\"\nkey_passphrase_wo = %q\nkey_passphrase_wo_version = %s", passphrase, version)))
	}
	s.Hidden = append(s.Hidden, first, second)
	steps := []resource.TestStep{
		{
			Config:           with(first, "1"),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate, map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(true), "key_passphrase_wo": knownvalue.Null()}),
			ConfigStateChecks: shown(map[string]knownvalue.Check{
				"key_passphrase_set": knownvalue.Bool(true), "key_passphrase_wo": knownvalue.Null(),
			}, arrived(first), s.Presents(issued.Cert)),
		},
		{ // The key is encrypted anew under the same name, with a new version of the passphrase.
			PreConfig:         func() { s.PutFile("server.key", s.Encrypted(issued, second)) },
			Config:            with(second, "2"),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(true)}),
			ConfigStateChecks: shown(nil, arrived(second), s.Presents(issued.Cert)),
		},
	}
	steps = append(steps, resource.TestStep{ // without its passphrase, the key could not be opened
		PreConfig:   s.ResetRequests,
		Config:      s.config(serving("server", "restart = \"when_needed\"")),
		ExpectError: regexp.MustCompile("Passphrase missing"),
	}, resource.TestStep{
		Config: with(second, "2"), ConfigStateChecks: shown(nil, arrived(second), s.Sent(product.Save, 0), s.Sent(product.Passphrase, 0)),
	})
	if skin.PlainHTTP == "kept" { // otherwise a server whose key cannot be opened is unreachable
		steps = append(steps, resource.TestStep{
			PreConfig:         func() { s.SetDefault(labelPassphrase) },
			Config:            with(second, "2"),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(true)}),
			ConfigStateChecks: shown(nil, arrived(second), s.Presents(issued.Cert)),
		})
	}
	steps = append(steps, resource.TestStep{ // A key without one.
		PreConfig:         func() { s.PutFile("server.key", issued.KeyPEM) },
		Config:            s.config(serving("server", `restart = "when_needed"`)),
		ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(false)}),
		ConfigStateChecks: shown(map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(false)}, arrived(""), s.defaults(labelPassphrase), s.Presents(issued.Cert)),
	})
	s.test(resource.TestCase{Steps: steps, CheckDestroy: acctest.Destroyed(s.Untouched())})
}

func TestAccMetadataSendsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	s.issue("server")
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{Config: s.config(serving("server"))},
			{
				PreConfig: s.ResetRequests,
				Config: s.config(serving("server", `on_destroy = "keep"`, `restart = "when_needed"`, `allow_endpoint_port_removal = true`,
					`timeouts = { create = "5m", update = "5m", read = "1m", delete = "5m" }`)),
				ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, nil),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"on_destroy": knownvalue.StringExact("keep")},
					s.Sent(product.Save, 0), s.Sent(product.SaveSecurity, 0), s.Sent(product.Passphrase, 0)),
			},
		},
		CheckDestroy: acctest.Destroyed(s.holds(labelCertificate, "objects/server.cer"), s.holds(labelUseSSL, "Yes")),
	})
}

func TestAccPorts(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	here, there := s.Ports()[0], s.Ports()[1]
	free, err := product.FreePort("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	list := func(ports ...int) string {
		numbers := make([]string, len(ports))
		for i, port := range ports {
			numbers[i] = strconv.Itoa(port)
		}
		return "ports = [" + strings.Join(numbers, ", ") + "]\n"
	}
	both := func(a, b int) knownvalue.Check {
		return knownvalue.ListExact([]knownvalue.Check{knownvalue.Int64Exact(int64(a)), knownvalue.Int64Exact(int64(b))})
	}
	bound := func(want int) acctest.Check {
		return func() error {
			if slices.Contains(s.Ports(), want) {
				return nil
			}
			return fmt.Errorf("the server listens at %v, want %d among them", s.Ports(), want)
		}
	}
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config:            s.config(list(here, there)),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"ports": both(here, there)}),
			},
			{ // Their order has no meaning, neither here nor on the server.
				PreConfig:        func() { s.Set(labelPorts, fmt.Sprintf("%d, %d", there, here)) },
				Config:           s.config(list(there, here)),
				ConfigPlanChecks: planned(plancheck.ResourceActionNoop, map[string]knownvalue.Check{"ports": both(here, there)}),
			},
			{
				Config:            s.config(list(here, free) + `restart = "when_needed"`),
				ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"ports": both(here, free)}),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"ports": both(here, free)}, bound(here), bound(free)),
			},
			{ // The provider does not lock itself out.
				Config: s.config(list(free)), PlanOnly: true,
				ExpectError: regexp.MustCompile(`(?s)Unable to change the ports.*allow_endpoint_port_removal`),
			},
			{
				Config:      s.config(list(free) + "restart = \"when_needed\"\nallow_endpoint_port_removal = true"),
				ExpectError: regexp.MustCompile(`refused`), // the following plan still uses the old endpoint
			},
			{
				Config:           strings.Replace(s.config(list(free)+"restart = \"when_needed\"\nallow_endpoint_port_removal = true"), fmt.Sprintf(":%d\"", here), fmt.Sprintf(":%d\"", free), 1),
				ConfigPlanChecks: planned(plancheck.ResourceActionNoop, nil),
			},
			{ // Restored for the destroy.
				Config:            strings.Replace(s.config(list(here, free)+"restart = \"when_needed\""), fmt.Sprintf(":%d\"", here), fmt.Sprintf(":%d\"", free), 1),
				ConfigStateChecks: shown(nil, bound(here), bound(free)),
			},
			{Config: s.config(list(here, free) + "restart = \"when_needed\""), ConfigPlanChecks: planned(plancheck.ResourceActionNoop, nil)},
			{ // The product's default lacks the endpoint's port, too.
				Config: s.config(`ssl_protocol = "ours"`), PlanOnly: true,
				ExpectError: regexp.MustCompile(`(?s)Unable to change the ports.*80 443 7615.*allow_endpoint_port_removal`),
			},
			{Config: s.config(list(here, free) + "restart = \"when_needed\"\nallow_endpoint_port_removal = true")},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched()),
	})
}

func TestAccDestroyKeepsTheEndpointsPort(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	ports := fmt.Sprintf("%d, %d", s.Ports()[0], s.Ports()[1])
	s.test(resource.TestCase{
		Steps: []resource.TestStep{{
			Config:            s.config(fmt.Sprintf("ports = [%s]\nssl_protocol = \"ours\"\nrestart = \"when_needed\"", ports)),
			ConfigStateChecks: shown(nil, s.holds(labelPorts, ports), s.holds(labelProtocol, "ours")),
		}},
		CheckDestroy: acctest.Destroyed(s.holds(labelPorts, ports), s.defaults(labelProtocol), s.Untouched(labelPorts)),
	})
}

func TestAccChecksBeforeAnythingIsTouched(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	good := s.issue("good")
	other := s.Issue()
	s.PutFile("stranger.cer", good.CertPEM)
	s.PutFile("stranger.key", other.KeyPEM)
	s.PutFile("stranger.crt", good.ChainPEM)
	s.issue("expired", func(leaf *certstest.Leaf) {
		leaf.NotBefore, leaf.NotAfter = time.Now().AddDate(0, -2, 0), time.Now().AddDate(0, -1, 0)
	})
	s.PutFile("locked.cer", good.CertPEM)
	s.PutFile("locked.key", s.Encrypted(good, "correct horse"))
	s.PutFile("locked.crt", good.ChainPEM)
	refused := func(arguments, message string) resource.TestStep {
		return resource.TestStep{
			PreConfig:   s.ResetRequests,
			Config:      s.config(arguments),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile("(?is)" + message),
		}
	}
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			refused(serving("stranger"), "stranger.key"),
			refused(serving("expired"), "expired"),
			refused(serving("locked"), "passphrase"),
			refused(serving("locked", `key_passphrase_wo = "wrong"`), "passphrase"),
			refused(serving("good", `minimum_days_valid = 100`), "days"),
			{
				// Missing files may still be uploaded before the apply.
				Config:             s.config(serving("missing")),
				PlanOnly:           true,
				ExpectNonEmptyPlan: true,
			},
			{
				Config:      s.config(serving("missing")),
				ExpectError: regexp.MustCompile(`(?s)File not found.*missing\.cer`),
			},
			{
				Config:            s.config(serving("good")),
				ConfigPlanChecks:  planned(plancheck.ResourceActionCreate, nil),
				ConfigStateChecks: shown(nil, s.Presents(good.Cert)),
			},
			refused(serving("stranger"), "stranger.key"),
			{
				// Damage on the server is an error if the plan repairs it.
				PreConfig: func() {
					s.issue("good", func(leaf *certstest.Leaf) { leaf.NotAfter = time.Now().Add(-time.Minute) })
				},
				Config:      s.config(serving("good")),
				ExpectError: regexp.MustCompile(`(?s)Error: Certificate has expired`),
			},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched()),
	})
}

func TestAccFailedCreateLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued := s.issue("server")
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{
				PreConfig:   func() { s.Inject(product.Fault{Match: product.Of(product.SaveSecurity), Kind: product.Status500}) },
				Config:      s.config(serving("server", `redirect_http_to_https = true`)),
				ExpectError: regexp.MustCompile("Unable to change the HTTPT SSL settings"),
			},
			{ // It is not tainted: replacing it would interrupt the service.
				Config:            s.config(serving("server", `redirect_http_to_https = true`)),
				ConfigPlanChecks:  planned(plancheck.ResourceActionCreate, nil),
				ConfigStateChecks: shown(nil, s.Presents(issued.Cert), s.holds(labelRedirect, "Yes")),
			},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched()),
	})
}

func TestAccFailedUpdateIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]product.Fault{
		"refused save":      {Match: product.Of(product.Save), Kind: product.Status500},
		"lost passphrase":   {Match: product.Of(product.Passphrase), Nth: 2, Kind: product.CutBefore},
		"security refused":  {Match: product.Of(product.SaveSecurity), Kind: product.Status500},
		"lost save":         {Match: product.Of(product.Save), Kind: product.CutAfter},
		"general not shown": {Match: product.Of(product.General), Nth: 4, Times: 20, Kind: product.Status500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const passphrase = "correct horse battery staple"
			s := newSite(t, emulator.Skins()[0])
			s.issue("first")
			second := s.issue("second")
			s.PutFile("second.key", s.Encrypted(second, passphrase))
			changed := s.config(serving("second", `redirect_http_to_https = true`, fmt.Sprintf("key_passphrase_wo = %q", passphrase)))
			struck := resource.TestStep{
				PreConfig:   func() { s.Inject(fault) },
				Config:      changed,
				ExpectError: regexp.MustCompile("Unable to (change|read|check) the HTTPT SSL settings"),
			}
			if fault.Kind == product.CutAfter { // the provider finds out the result
				struck.ExpectError = nil
			}
			s.test(resource.TestCase{
				Steps: []resource.TestStep{
					{Config: s.config(serving("first"))},
					struck,
					{
						PreConfig: func() { s.Heal() },
						Config:    changed,
						ConfigStateChecks: shown(map[string]knownvalue.Check{"key_passphrase_set": knownvalue.Bool(true)},
							s.Presents(second.Cert), s.holds(labelRedirect, "Yes"),
							acctest.Check(func() error {
								if s.Passphrase() != passphrase {
									return fmt.Errorf("the passphrase has not arrived")
								}
								return nil
							})),
					},
				},
				CheckDestroy: acctest.Destroyed(s.Untouched()),
			})
		})
	}
}

func TestAccRollBack(t *testing.T) {
	t.Parallel()
	skin := emulator.Skins()[0]
	s := newSite(t, skin)
	first := s.issue("first")
	s.issue("second")
	s.OnRequest(nil)
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{Config: s.config(serving("first"))},
			{
				// The key is exchanged between the checks and the save.
				PreConfig:   func() { s.breakAtSave("second.key", s.Issue().KeyPEM) },
				Config:      s.config(serving("second")),
				ExpectError: regexp.MustCompile(`(?s)Unable to change the HTTPT SSL settings.*Restored`),
			},
			{
				PreConfig:         func() { s.OnRequest(nil) },
				Config:            s.config(serving("first")),
				ConfigPlanChecks:  planned(plancheck.ResourceActionNoop, map[string]knownvalue.Check{"certificate": knownvalue.StringExact("objects/first.cer")}),
				ConfigStateChecks: shown(nil, s.Presents(first.Cert)),
			},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched()),
	})
}

func TestAccImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	s.issue("server")
	config := s.config(serving("server"))
	ignored := []string{"live_check", "timeouts", "key_passphrase_wo_version"}
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{Config: config},
			{
				Config: config, ResourceName: address, ImportState: true, ImportStateId: "httpt_ssl",
				ImportStateVerify: true, ImportStateVerifyIgnore: ignored,
			},
			{
				Config: config, ResourceName: address, ImportState: true, ImportStateId: "general",
				ExpectError: regexp.MustCompile(`(?s)Unable to import the HTTPT SSL settings.*"httpt_ssl".*"general"`),
			},
		},
	})
}

func TestAccImportShowsAndOwnsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	s.issue("server")
	s.Set(labelCertificate, "objects/server.cer")
	s.Set(labelKey, "objects/server.key")
	s.Set(labelChain, "objects/server.crt")
	s.Set(labelUseSSL, "Yes")
	imported := "import {\n  to = " + address + "\n  id = \"httpt_ssl\"\n}\n"
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{
				Config: imported + s.config(`
  use_ssl           = true
  certificate       = "objects/server.cer"
  key               = "objects/server.key"
  certificate_chain = "objects/server.crt"`),
				ConfigPlanChecks:  planned(plancheck.ResourceActionNoop, nil),
				ConfigStateChecks: shown(map[string]knownvalue.Check{"certificate": knownvalue.StringExact("objects/server.cer")}, s.holds(labelUseSSL, "Yes"), s.Sent(product.Save, 0)),
			},
		},
		CheckDestroy: acctest.Destroyed(s.holds(labelCertificate, "objects/server.cer"), s.holds(labelUseSSL, "Yes")),
	})
}

func TestAccIdentity(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	s.issue("server")
	config := s.config(`ssl_protocol = "ours"`)
	s.testCLI(resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, map[string]knownvalue.Check{"id": knownvalue.StringExact("httpt_ssl")}),
					statecheck.ExpectIdentityValueMatchesState(address, tfjsonpath.New("id")),
				},
			},
			{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

func TestAccBadInput(t *testing.T) {
	t.Parallel()
	const pair = "certificate = \"objects/a.cer\"\nkey = \"objects/a.key\"\n"
	steps := []resource.TestStep{}
	s := newSite(t, emulator.Skins()[0])
	for arguments, message := range map[string]string{
		"ports = [0]":              `ports\[0\].*between 1 and 65535`,
		"ports = [65536]":          `ports\[0\].*between 1 and 65535`,
		"ports = [443, 7615, 443]": "ports.*duplicate",
		"ports = []":               "ports.*at least 1",
		"certificate = \"\"\nkey = \"objects/a.key\"":          "certificate.*at least 1",
		"use_ssl = true\ncertificate = \"objects/a.cer\"":      "Missing key",
		"use_ssl = true\nkey = \"objects/a.key\"":              "Missing certificate",
		pair + "key_passphrase_wo = \"\"":                      "key_passphrase_wo.*at least 1",
		"on_destroy = \"delete\"":                              "on_destroy",
		"restart = \"always\"":                                 "restart",
		"minimum_days_valid = -1":                              "minimum_days_valid",
		"live_check = { timeout = \"ten\" }":                   "live_check.timeout.*duration",
		"live_check = { addresses = [\"proxy.example.com\"] }": "live_check.addresses.*host and port",
		"timeouts = { create = \"soon\" }":                     "Time Duration",
		"key_passphrase_set = true":                            "key_passphrase_set",
	} {
		steps = append(steps, resource.TestStep{
			Config: s.config(arguments), PlanOnly: true,
			ExpectError: regexp.MustCompile("(?is)" + message),
		})
	}
	steps = append(steps, resource.TestStep{
		// None of this needed, or changed, the server.
		PreConfig: func() {
			if requests := s.Requests(); len(requests) > 0 {
				t.Errorf("bad input led to %d requests, first %+v", len(requests), requests[0])
			}
		},
		Config: s.config(`ssl_protocol = "ours"`), PlanOnly: true, ExpectNonEmptyPlan: true,
	})
	s.test(resource.TestCase{Steps: steps})
}
