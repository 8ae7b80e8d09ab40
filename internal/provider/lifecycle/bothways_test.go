// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"fmt"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

const databaseSecret = `the <database> "secret" & more 7`

// bothWays declares all settings that a rotation needs, and another one, with
// or without the XML interface.
type bothWays struct {
	*stableSite
	withSecret bool
}

func newBothWays(t *testing.T, skin emulator.Skin, withSecret bool) *bothWays {
	t.Helper()
	s := &bothWays{newStableSite(t, skin, true), withSecret}
	s.server.Set("Database secret", databaseSecret)
	s.server.SetDefault("SMTP port")
	s.settings = s.server.Settings()
	if withSecret {
		plain := s.engine.Provider
		s.engine.Provider = func() map[string]any {
			arguments := plain()
			arguments["database_secret"] = databaseSecret
			return arguments
		}
	}
	return s
}

func (s *bothWays) blocks(port string) []protocol.Block {
	live := map[string]any{"timeout": "3s"}
	certificate := protocol.Block{Type: "confproxy_certificate", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{
			"name": "www", "certificate_pem": string(s.served.CertPEM), "chain_pem": string(s.served.ChainPEM),
			"private_key_pem_wo": string(s.served.KeyPEM), "restart": "when_needed", "live_check": live,
		}
	}}
	settings := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this", DependsOn: []string{certificate.Address()}}
	settings.Arguments = func(protocol.Ref) map[string]any {
		return map[string]any{"redirect_http_to_https": true, "ssl_cipher_suite": "0x1302 0x1301", "live_check": live, "allow_endpoint_port_removal": true}
	}
	mail := protocol.Block{Type: "confproxy_setting", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{"page": "General", "name": "SMTP port", "value": port}
	}}
	return []protocol.Block{certificate, settings, mail}
}

// mustServeAll expects one apply, an empty plan after it, and the declared
// values on the server. With the secret, no page may have been saved.
func (s *bothWays) mustServeAll(port string) {
	s.tb.Helper()
	s.server.ResetRequests()
	outcome, err := s.engine.Apply(s.tb.Context(), s.blocks(port), s.state)
	if err != nil {
		s.tb.Fatalf("%v\n%s", err, outcome.Said)
	}
	if saves := s.saves(); s.withSecret && saves > 0 {
		s.tb.Fatalf("%d pages were saved in spite of the secret", saves)
	}
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		s.tb.Fatalf("the server does not serve what is declared (%v)\n%s", s.server.TLSError(), outcome.Said)
	}
	if value, isDefault, _ := s.server.Setting("SMTP port"); isDefault || value != port {
		s.tb.Fatalf("the SMTP port is %s (default: %v), want %s", value, isDefault, port)
	}
	again, err := s.engine.Plan(s.tb.Context(), s.blocks(port), s.state)
	if err != nil || len(again.Changes) > 0 {
		s.tb.Fatalf("the plan after it is not empty (%v): %v\n%s", err, again.Changes, again.Said)
	}
	s.mustBeUntouched(append([]string{"SMTP port"}, settingsOfHTTPT...))
}

func (s *bothWays) saves() int {
	counts := s.server.Counts()
	return counts[product.Save] + counts[product.SaveSecurity]
}

// The whole lifecycle passes with and without the database secret. With it, a page is saved only to restore a default.
func TestLifecycleByBothWays(t *testing.T) {
	t.Parallel()
	for _, skin := range skinsAnd(t, "basic") {
		for _, withSecret := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, secret %t", skin.Name, withSecret), func(t *testing.T) {
				t.Parallel()
				if withSecret && (skin.XMLMSG == "disabled" || skin.XMLMSG == "untrusted") {
					skin.XMLMSG = "comment-before" // a test of the way in covers the other settings
				}
				s := newBothWays(t, skin, withSecret)
				s.mustServeAll("2525")
				s.issue()
				s.mustServeAll("2526")
				s.server.Set("SMTP port", "26") // by somebody else
				s.server.SetDefault("Redirect HTTP to HTTPS for all user web pages")
				if answersWithoutTLS(skin) {
					s.server.Set("HTTPT SSL certificate", "objects/by-hand.cer")
				}
				s.mustServeAll("2526")
				if outcome, err := s.engine.Destroy(t.Context(), s.blocks("2526"), s.state); err != nil {
					t.Fatalf("%v\n%s", err, outcome.Said)
				}
				for label, now := range s.server.Settings() {
					if was := s.settings[label]; now != was && (!strings.HasPrefix(label, "HTTPT ") || !now.Default) {
						t.Errorf("%s is %+v in the end, was %+v", label, now, was)
					}
				}
			})
		}
	}
}
