// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// The emulator's labels of the settings.
const (
	labelUseSSL      = "HTTPT use SSL"
	labelCertificate = "HTTPT SSL certificate"
	labelKey         = "HTTPT SSL key"
	labelPassphrase  = "HTTPT SSL key passphrase"
	labelChain       = "HTTPT SSL certificate chain"
)

var ownRows = []string{labelUseSSL, labelCertificate, labelKey, labelPassphrase, labelChain}

const address = "confproxy_certificate.this"

// site is a server with an authority, and the files that were there before.
type site struct {
	*acctest.Site
	files map[string]product.File
}

func newSite(t *testing.T, skin emulator.Skin) *site {
	t.Helper()
	s := &site{Site: acctest.NewSite(t, skin)}
	s.files = s.Files()
	return s
}

// test runs a case, which must leave the server in its initial state.
func (s *site) test(test resource.TestCase) {
	s.T.Helper()
	s.run(acctest.Run, test)
}

// testCLI is test with the real CLI.
func (s *site) testCLI(test resource.TestCase) {
	s.T.Helper()
	s.run(acctest.RunCLI, test)
}

func (s *site) run(run func(*testing.T, resource.TestCase), test resource.TestCase) {
	s.T.Helper()
	s.Hidden.Watch(&test)
	if test.CheckDestroy == nil {
		test.CheckDestroy = acctest.Destroyed(s.Untouched(), s.stores())
	}
	run(s.T, test)
}

// config returns a configuration of the provider and the resource. Variables
// have all PEM.
func (s *site) config(more ...string) string {
	return acctest.Provider(s.Server) + `
variable "certificate" { type = string }
variable "chain" {
  type    = string
  default = null
}
variable "key" {
  type      = string
  default   = null
  ephemeral = true
}
variable "passphrase" {
  type      = string
  default   = null
  ephemeral = true
}
resource "confproxy_certificate" "this" {
  name                      = "www"
  certificate_pem           = var.certificate
  chain_pem                 = var.chain
  private_key_pem_wo        = var.key
  private_key_passphrase_wo = var.passphrase
  restart                   = "when_needed"
  live_check                = { server_name = "proxy.example.com", timeout = "2s" }
  ` + strings.Join(more, "\n  ") + "\n}\n"
}

// with returns the variables that deploy an issued certificate.
func with(issued *certstest.Issued) config.Variables {
	return config.Variables{
		"certificate": config.StringVariable(string(issued.CertPEM)), "chain": config.StringVariable(string(issued.ChainPEM)),
		"key": config.StringVariable(string(issued.KeyPEM)),
	}
}

// but replaces variables, and removes those that are nil.
func but(variables config.Variables, name, value string) config.Variables {
	changed := maps.Clone(variables)
	if delete(changed, name); value != "" {
		changed[name] = config.StringVariable(value)
	}
	return changed
}

func withoutSecrets(variables config.Variables) config.Variables {
	return but(but(variables, "key", ""), "passphrase", "")
}

// stored returns the names of the resource's stored files, sorted.
func (s *site) stored() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range s.Files() {
			if _, before := s.files[name]; !before && !yield(name) {
				return
			}
		}
	})
}

// storedAs returns the stored name with an ending.
func (s *site) storedAs(ending string) string {
	s.T.Helper()
	for _, name := range s.stored() {
		if strings.HasSuffix(name, ending) {
			return name
		}
	}
	s.T.Errorf("no file ends in %s: %v", ending, s.stored())
	return ""
}

// stores expects files with these endings, and no others.
func (s *site) stores(endings ...string) acctest.Check {
	return func() error {
		names := s.stored()
		left := slices.Clone(names)
		for _, ending := range endings {
			at := slices.IndexFunc(left, func(name string) bool { return strings.HasPrefix(name, "www-") && strings.HasSuffix(name, ending) })
			if at < 0 {
				return fmt.Errorf("no file ends in %s: %v", ending, names)
			}
			left = slices.Delete(left, at, at+1)
		}
		if len(left) > 0 {
			return fmt.Errorf("these files are too many: %v", left)
		}
		return nil
	}
}

// passphrase expects a passphrase on the server, "" for none.
func (s *site) passphrase(want string) acctest.Check {
	return func() error {
		if _, isDefault, _ := s.Setting(labelPassphrase); isDefault != (want == "") || want != "" && s.Passphrase() != want {
			return fmt.Errorf("the passphrase on the server is not the expected one (default: %v)", isDefault)
		}
		return nil
	}
}

// all joins checks.
func all(checks ...statecheck.StateCheck) []statecheck.StateCheck { return checks }

// shows expects a value in the state.
func shows(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// planned expects an action, and values in the plan.
func planned(action plancheck.ResourceActionType, values map[string]knownvalue.Check) resource.ConfigPlanChecks {
	return acctest.Planned(address, action, values)
}

// drifted expects a plan that repairs the drift and describes it.
func drifted(says ...string) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate), driftBefore(says),
	}}
}
