// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider"
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
	managed    bool // whether the files are resources
}

func newStableSite(t *testing.T, skin emulator.Skin, managed bool) *stableSite {
	t.Helper()
	s := &stableSite{site: newSite(t, skin, 3), state: &protocol.State{}, managed: managed}
	endpoint := s.endpoint()
	s.engine = protocol.Engine{
		New: providerserver.NewProtocol6(provider.New("test")()),
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

// mustRepair expects a plan that shows the settings, and one apply after which
// the server serves the declared certificate and the plan is empty.
func (s *stableSite) mustRepair() {
	s.tb.Helper()
	planned, err := s.engine.Plan(s.tb.Context(), s.blocks(), s.state)
	if err != nil {
		s.tb.Fatalf("the plan fails: %v\n%s", err, planned.Said)
	}
	if !slices.Contains(planned.Changes, "update confproxy_httpt_ssl.this") {
		s.tb.Fatalf("planned is %v, want the settings among it\n%s", planned.Changes, planned.Said)
	}
	applied := s.mustApply()
	if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
		s.tb.Fatalf("the server does not serve what is declared (%v)\n%s", s.server.TLSError(), applied.Said)
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
}

// put copies the contents of the folder to the server, as a person would.
func (s *stableSite) put(issued *certstest.Issued, key []byte) {
	s.server.PutFile("server.cer", issued.CertPEM)
	s.server.PutFile("server.key", key)
	s.server.PutFile("chain.crt", issued.ChainPEM)
}

// putUnmanaged puts files on the server that no resource manages.
func (s *stableSite) putUnmanaged() {
	s.put(s.served, s.served.KeyPEM)
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

func (s *stableSite) encrypt(passphrase string) {
	s.tb.Helper()
	key, err := s.served.EncryptedKeyPEM(passphrase)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.write("certificate/server.key", key)
	s.passphrase = passphrase
}

// faults are the possible changes of the server, or of the declaration, under
// stable names.
var faultsBehindNames = []struct {
	name    string
	managed bool
	down    bool // whether TLS is down then
	happens func(*stableSite)
}{
	{"key protected", true, false, func(s *stableSite) { s.encrypt("the first passphrase") }},
	{"key protected anew", true, false, func(s *stableSite) { s.encrypt("another passphrase") }},
	{"foreign pair", true, false, func(s *stableSite) {
		foreign := s.foreign()
		s.put(foreign, foreign.KeyPEM)
		s.restart()
	}},
	{"certificate deleted, TLS down", true, true, func(s *stableSite) { s.server.RemoveFile("server.cer"); s.restart() }},
	{"key replaced, TLS down", true, true, func(s *stableSite) { s.server.PutFile("server.key", s.foreign().KeyPEM); s.restart() }},
	{"renewed", true, false, func(s *stableSite) { s.issue(); s.passphrase = "" }},
	{"chain corrected", true, false, func(s *stableSite) {
		s.write("certificate/chain.crt", append(slices.Clone(s.served.ChainPEM), s.served.RootPEM...))
	}},
	{"line endings", true, false, func(s *stableSite) {
		s.server.PutFile("server.cer", []byte(strings.ReplaceAll(string(s.served.CertPEM), "\n", "\r\n")))
	}},
	{"line endings, TLS down", true, true, func(s *stableSite) {
		s.server.PutFile("server.cer", []byte("\xef\xbb\xbf"+string(s.served.CertPEM)))
		s.restart()
	}},
	{"unmanaged files replaced by hand", false, false, func(s *stableSite) { s.issue(); s.put(s.served, s.served.KeyPEM) }},
	{"unmanaged key protected by hand", false, false, func(s *stableSite) {
		s.encrypt("a passphrase")
		key, _ := s.served.EncryptedKeyPEM("a passphrase")
		s.server.PutFile("server.key", key)
	}},
}

// answersWithoutTLS reports whether a server can be reached while TLS fails.
func answersWithoutTLS(skin emulator.Skin) bool {
	return skin.PlainHTTP == "kept" || skin.PlainIfBroken
}

// Whatever changes behind stable names, the plan shows it and one apply repairs
// it.
func TestContentsChangeBehindStableNames(t *testing.T) {
	t.Parallel()
	for _, skin := range emulator.Skins() {
		if !answersWithoutTLS(skin) {
			continue
		}
		t.Run(skin.Name, func(t *testing.T) {
			t.Parallel()
			for _, managed := range []bool{true, false} {
				s := newStableSite(t, skin, managed)
				if !managed {
					s.putUnmanaged()
				}
				s.mustApply()
				for _, fault := range faultsBehindNames {
					if fault.managed == managed && !t.Failed() {
						fault.happens(s)
						t.Log(fault.name)
						s.mustRepair()
					}
				}
			}
		})
	}
}
