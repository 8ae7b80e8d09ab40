// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl_test

import (
	"crypto/x509"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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

// The labels under which the emulator tells its settings.
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

// site is a server with an authority that issues certificates for it.
type site struct {
	*emulator.Server
	t         *testing.T
	authority *certstest.Authority
	before    map[string]product.SettingState
	hidden    acctest.Secrets
}

func newSite(t *testing.T, skin emulator.Skin) *site {
	t.Helper()
	authority, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Server: acctest.Start(t, skin, 0), t: t, authority: authority}
	s.before = s.Settings()
	return s
}

// secrets are searched for in every state and plan of the case that follows.
func (s *site) secrets(texts ...string) { s.hidden = append(s.hidden, texts...) }

// test runs a case; before is what untouched settings are compared with.
func (s *site) test(test resource.TestCase) {
	s.t.Helper()
	s.before = s.Settings()
	s.hidden.Watch(&test)
	acctest.Run(s.t, test)
}

// encrypted returns the key of what was issued, encrypted.
func (s *site) encrypted(issued *certstest.Issued, passphrase string) []byte {
	s.t.Helper()
	key, err := issued.EncryptedKeyPEM(passphrase)
	if err != nil {
		s.t.Fatal(err)
	}
	return key
}

// issue puts a certificate, its key and its chain into the Private storage:
// <name>.cer, <name>.key and <name>.crt.
func (s *site) issue(name string, options ...func(*certstest.Leaf)) *certstest.Issued {
	s.t.Helper()
	issued := s.make(options...)
	s.PutFile(name+".cer", issued.CertPEM)
	s.PutFile(name+".key", issued.KeyPEM)
	s.PutFile(name+".crt", issued.ChainPEM)
	return issued
}

func (s *site) make(options ...func(*certstest.Leaf)) *certstest.Issued {
	s.t.Helper()
	leaf := certstest.Leaf{
		CommonName: "proxy.example.com", DNSNames: []string{"proxy.example.com", "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, 90),
	}
	for _, option := range options {
		option(&leaf)
	}
	issued, err := s.authority.Issue(leaf)
	if err != nil {
		s.t.Fatal(err)
	}
	return issued
}

// serving returns the arguments that serve what was issued under a name.
func serving(name string, more ...string) string {
	return fmt.Sprintf(`
  use_ssl           = true
  certificate       = "objects/%[1]s.cer"
  key               = "objects/%[1]s.key"
  certificate_chain = "objects/%[1]s.crt"
  live_check        = { server_name = "proxy.example.com", timeout = "5s" }
`, name) + strings.Join(more, "\n") + "\n"
}

// config returns a configuration of the provider and the resource.
func (s *site) config(arguments string) string {
	return acctest.Provider(s.Server) + fmt.Sprintf("\nresource \"confproxy_httpt_ssl\" \"this\" {\n%s\n}\n", arguments)
}

// serverCheck looks at the server itself after an apply.
type serverCheck = acctest.Check

func destroyed(checks ...serverCheck) resource.TestCheckFunc { return acctest.Destroyed(checks...) }

// holds expects a setting to have an own value.
func (s *site) holds(label, want string) serverCheck {
	return func() error {
		value, isDefault, _ := s.Setting(label)
		if isDefault || value != want {
			return fmt.Errorf("%s is %q (default: %v) on the server, want %q", label, value, isDefault, want)
		}
		return nil
	}
}

// defaults expects settings to use the product's defaults.
func (s *site) defaults(labels ...string) serverCheck {
	return func() error {
		for _, label := range labels {
			if value, isDefault, _ := s.Setting(label); !isDefault {
				return fmt.Errorf("%s is %q on the server, want the product's default", label, value)
			}
		}
		return nil
	}
}

// presents expects the listener to present a certificate.
func (s *site) presents(want *x509.Certificate) serverCheck {
	return func() error {
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(want) {
			return fmt.Errorf("the server presents another certificate than %s (%s)", want.SerialNumber, fmt.Sprint(s.TLSError()))
		}
		return nil
	}
}

// untouched expects all settings but the given ones to be as at the start.
func (s *site) untouched(but ...string) serverCheck {
	return func() error {
		now := s.Settings()
		for label, before := range s.before {
			if !slices.Contains(but, label) && now[label] != before {
				return fmt.Errorf("%s is %+v on the server, want %+v as before", label, now[label], before)
			}
		}
		if s.ApplyPressed() {
			return fmt.Errorf("the button Apply changes was pressed")
		}
		return nil
	}
}

// unsent expects that no request of a class was sent since the log was emptied.
func (s *site) unsent(class product.Class) serverCheck {
	return func() error {
		if got := s.Counts()[class]; got > 0 {
			return fmt.Errorf("%d requests of the class %s, want none", got, class)
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
	checks := []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}
	for attribute, value := range values {
		checks = append(checks, plancheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value))
	}
	return resource.ConfigPlanChecks{PreApply: checks}
}

// breakAtSave exchanges a file in the moment in which General is saved first.
func (s *site) breakAtSave(name string, data []byte) {
	var once sync.Once
	s.OnRequest(func(_ *http.Request, class product.Class) {
		if class == product.Save {
			once.Do(func() { s.PutFile(name, data) })
		}
	})
}
