// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

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
	labelPorts       = "HTTPT ports"
	labelUseSSL      = "HTTPT use SSL"
	labelCertificate = "HTTPT SSL certificate"
	labelKey         = "HTTPT SSL key"
	labelPassphrase  = "HTTPT SSL key passphrase"
	labelChain       = "HTTPT SSL certificate chain"
	labelProtocol    = "HTTPT SSL protocol"
	labelRedirect    = "Redirect HTTP to HTTPS for all user web pages"
)

const address = "confproxy_httpt_ssl.this"

type site struct{ *acctest.Site }

func newSite(t *testing.T, skin emulator.Skin) *site {
	t.Helper()
	return &site{acctest.NewSite(t, skin)}
}

// test runs a case.
func (s *site) test(test resource.TestCase) {
	s.T.Helper()
	s.run(acctest.Run, test)
}

// testCLI runs a case with the real CLI.
func (s *site) testCLI(test resource.TestCase) {
	s.T.Helper()
	s.run(acctest.RunCLI, test)
}

func (s *site) run(run func(*testing.T, resource.TestCase), test resource.TestCase) {
	s.T.Helper()
	s.Before = s.Settings()
	s.Hidden.Watch(&test)
	run(s.T, test)
}

// issue stores a certificate, its key and its chain in the Private storage:
// <name>.cer, <name>.key and <name>.crt.
func (s *site) issue(name string, options ...func(*certstest.Leaf)) *certstest.Issued {
	s.T.Helper()
	issued := s.Issue(options...)
	s.PutFile(name+".cer", issued.CertPEM)
	s.PutFile(name+".key", issued.KeyPEM)
	s.PutFile(name+".crt", issued.ChainPEM)
	return issued
}

// serving returns the arguments that serve what was issued under a name.
func serving(name string, more ...string) string {
	return fmt.Sprintf(`
  use_ssl           = true
  certificate       = "objects/%[1]s.cer"
  key               = "objects/%[1]s.key"
  certificate_chain = "objects/%[1]s.crt"
  live_check        = { server_name = "proxy.example.com", timeout = "2s" }
`, name) + strings.Join(more, "\n") + "\n"
}

// config returns a configuration of the provider and the resource.
func (s *site) config(arguments string) string {
	return acctest.Provider(s.Server) + fmt.Sprintf("\nresource \"confproxy_httpt_ssl\" \"this\" {\n%s\n}\n", arguments)
}

// holds expects a setting to have an own value.
func (s *site) holds(label, want string) acctest.Check {
	return func() error {
		value, isDefault, _ := s.Setting(label)
		if isDefault || value != want {
			return fmt.Errorf("%s is %q (default: %v) on the server, want %q", label, value, isDefault, want)
		}
		return nil
	}
}

// defaults expects settings to use the product's defaults.
func (s *site) defaults(labels ...string) acctest.Check {
	return func() error {
		for _, label := range labels {
			if value, isDefault, _ := s.Setting(label); !isDefault {
				return fmt.Errorf("%s is %q on the server, want the product's default", label, value)
			}
		}
		return nil
	}
}

// shown expects values in the state.
func shown(values map[string]knownvalue.Check, more ...statecheck.StateCheck) []statecheck.StateCheck {
	checks := more
	for attribute, value := range values {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value))
	}
	return checks
}

// planned expects an action, and values in the plan.
func planned(action plancheck.ResourceActionType, values map[string]knownvalue.Check) resource.ConfigPlanChecks {
	return acctest.Planned(address, action, values)
}

// breakAtSave replaces a file when General is saved for the first time.
func (s *site) breakAtSave(name string, data []byte) {
	var once sync.Once
	s.OnRequest(func(_ *http.Request, class product.Class) {
		if class == product.Save {
			once.Do(func() { s.PutFile(name, data) })
		}
	})
}
