// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// stable are the names of the files in the Private storage, by the names in the
// folder. They never change.
var stable = map[string]string{"server.crt": "server.cer", "server.key": "server.key", "chain.crt": "chain.crt"}

// stableSite is a site whose files keep their names, driven in this process.
type stableSite struct {
	*site
	engine     protocol.Engine
	state      *protocol.State
	passphrase string
	ports      []int // nil for none
	managed    bool  // whether the files are resources
}

// gridOf is a grid of three servers, whose listeners read only traditional keys.
func gridOf(skin emulator.Skin) emulator.Options {
	skin.RefusePKCS8 = true
	return emulator.Options{Skin: skin, Seed: 3, Servers: 3}
}

// skinsAnd returns the skins of the provider's tests, and another one.
func skinsAnd(t *testing.T, name string) []emulator.Skin {
	t.Helper()
	skin, ok := emulator.SkinNamed(name)
	if !ok {
		t.Fatalf("there is no skin %q", name)
	}
	return append(acctest.Skins(t), skin)
}

func newStableSite(t *testing.T, skin emulator.Skin, managed bool) *stableSite {
	t.Helper()
	inProcess(t)
	s := &stableSite{site: newSiteOf(t, gridOf(skin)), state: &protocol.State{}, managed: managed}
	endpoint := s.endpoint()
	s.engine = protocol.Engine{
		New: provider.New("test"),
		Provider: func() map[string]any {
			return map[string]any{"endpoint": endpoint, "password": password, "tls_server_name": serverName, "insecure": true}
		},
	}
	return s
}

// endpoint is an address where the administration answers, whatever certificate
// is served.
func (s *stableSite) endpoint() string {
	if kind := s.server.Skin().PlainHTTP; kind == "refused" || kind == "parse-error" {
		return s.server.HTTPSURL()
	}
	return s.server.URL()
}

func (s *stableSite) blocks() []protocol.Block {
	settings := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this"}
	paths := map[string]string{"certificate": "server.crt", "key": "server.key", "certificate_chain": "chain.crt"}
	var blocks []protocol.Block
	if s.managed {
		blocks = append(blocks, protocol.Block{ // it must not prevent a repair
			Type: "confproxy_live_certificate", Name: "this", Data: true,
			Arguments: func(protocol.Ref) map[string]any { return map[string]any{"allow_unreachable": true} },
		})
		for attribute, name := range paths {
			blocks = append(blocks, protocol.Block{
				Type: "confproxy_private_file", Name: attribute,
				Arguments: func(protocol.Ref) map[string]any {
					return map[string]any{"name": stable[name], "source": filepath.Join(s.folder, "certificate", name)}
				},
			})
			settings.DependsOn = append(settings.DependsOn, blocks[len(blocks)-1].Address())
		}
	}
	settings.Arguments = func(ref protocol.Ref) map[string]any {
		arguments := map[string]any{"use_ssl": true, "restart": "when_needed", "live_check": map[string]any{"timeout": "2s"}}
		for attribute, name := range paths {
			if arguments[attribute] = "objects/" + stable[name]; s.managed {
				arguments[attribute] = ref("confproxy_private_file."+attribute, "path")
			}
		}
		if s.passphrase != "" {
			arguments["key_passphrase_wo"] = s.passphrase
		}
		if s.ports != nil {
			list := []any{}
			for _, port := range s.ports {
				list = append(list, port)
			}
			arguments["ports"] = list
		}
		return arguments
	}
	return append(blocks, settings)
}

func (s *stableSite) mustApply() protocol.Outcome {
	s.tb.Helper()
	outcome, err := s.engine.Apply(s.tb.Context(), s.blocks(), s.state)
	if err != nil {
		s.tb.Fatalf("%v\n%s", err, outcome.Said)
	}
	return outcome
}

// mustRepair expects one apply to change the settings, the server to serve the
// declared certificate, and the next plan to be empty.
func (s *stableSite) mustRepair() protocol.Outcome {
	s.tb.Helper()
	applied := s.mustApply()
	if !slices.Contains(applied.Changes, "update confproxy_httpt_ssl.this") {
		s.tb.Fatalf("expected a change of the settings, got %v\n%s", applied.Changes, applied.Said)
	}
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		s.tb.Fatalf("expected the server to serve the declared certificate (%v)\n%s", s.server.TLSError(), applied.Said)
	}
	s.restart() // the certificate survives a restart
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		s.tb.Fatalf("after a restart the server does not serve what is declared (%v)\n%s", s.server.TLSError(), applied.Said)
	}
	again, err := s.engine.Plan(s.tb.Context(), s.blocks(), s.state)
	if err != nil || len(again.Changes) > 0 {
		s.tb.Fatalf("the plan after it is not empty (%v): %v\n%s", err, again.Changes, again.Said)
	}
	s.mustBeUntouched(settingsOfHTTPT)
	return applied
}

// put copies the contents of the folder to the server, as a person would.
func (s *stableSite) put(issued *certstest.Issued, key []byte) {
	s.server.PutFile("server.cer", issued.CertPEM)
	s.server.PutFile("server.key", key)
	s.server.PutFile("chain.crt", issued.ChainPEM)
}

// putUnmanaged puts files on the server that no resource manages.
func (s *stableSite) putUnmanaged() {
	s.put(s.served, certs.NewContent(s.served.KeyPEM).Traditional().Bytes())
	s.files = s.server.Files()
	for _, name := range stable {
		delete(s.files, name)
	}
}

func (s *stableSite) restart() {
	s.tb.Helper()
	if err := s.server.Restart(); err != nil {
		s.tb.Fatal(err)
	}
}

func (s *stableSite) foreign() *certstest.Issued {
	s.tb.Helper()
	issued, err := s.authority.Issue(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}})
	if err != nil {
		s.tb.Fatal(err)
	}
	return issued
}

// If contents change behind stable names, the plan shows it and one apply repairs
// it. A mistake is refused, and changes nothing. The skins have each value of
// CertReread; the client's own tests run on all skins.
func TestContentsChangeBehindStableNames(t *testing.T) {
	t.Parallel()
	for _, skin := range skinsAnd(t, "undeclared") {
		t.Run(skin.Name, func(t *testing.T) {
			t.Parallel()
			for _, managed := range []bool{true, false} {
				s := newStableSite(t, skin, managed)
				s.begin()
				s.mustApply()
				for _, fault := range faultsBehindNames {
					if fault.managed != managed || fault.down && !answersWithoutTLS(skin) || fault.relocks && !keepsConnections(s) || t.Failed() {
						continue
					}
					t.Log(fault.name)
					// A server that reads files at their upload would be restarted, and the
					// test would wait as long as a restart may take.
					if fault.mistake != nil && (!fault.down || skin.CertReread != "on-upload") {
						fault.mistake(s)
						s.mustRefuse(fault.refused, func() (string, bool) {
							outcome, err := s.engine.Apply(t.Context(), s.blocks(), s.state)
							return outcome.Said, err != nil
						})
					}
					fault.happens(s)
					s.mustSay(s.mustRepair().Said, fault.says)
				}
				if orders := s.server.Orders(); slices.ContainsFunc(orders, func(o product.Order) bool { return o.Action != "Restart" || o.Server != "-1" }) {
					t.Errorf("ordered is %v, want restarts of -1 alone", orders)
				}
			}
		})
	}
}
