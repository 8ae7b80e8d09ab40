// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// namedSite is a server that serves what is declared under names that stay.
type namedSite struct {
	*site
	t        *testing.T
	declared map[string][]byte
	leaf     *certstest.Issued
	phrase   string
	live     confproxy.LiveCheck
	verified *confproxy.Verified
}

func (s *namedSite) want() confproxy.Values {
	want := confproxy.Values{
		confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/server.cer"),
		confproxy.Key: confproxy.TextValue("objects/server.key"), confproxy.CertificateChain: confproxy.TextValue("objects/chain.crt"),
	}
	if s.phrase != "" {
		want[confproxy.KeyPassphrase] = confproxy.Value{}
	}
	return want
}

// declare declares another certificate, with its key encrypted if a passphrase
// is given.
func (s *namedSite) declare(leaf *certstest.Issued, phrase string) {
	s.t.Helper()
	key, err := leaf.KeyPEM, error(nil)
	if phrase != "" {
		if key, err = leaf.EncryptedKeyPEM(phrase); err != nil {
			s.t.Fatal(err)
		}
	}
	s.leaf, s.phrase = leaf, phrase
	s.declared = map[string][]byte{"server.cer": leaf.CertPEM, "server.key": key, "chain.crt": leaf.ChainPEM}
}

// apply stores the declared files and deploys them.
func (s *namedSite) apply() {
	s.t.Helper()
	for name, data := range s.declared {
		if _, err := s.client.PutFile(s.t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
			s.t.Fatal(err)
		}
	}
	change := confproxy.Deployment{Want: s.want(), Verified: s.verified, Live: s.live, Restart: true}
	if s.phrase != "" {
		change.Passphrase = &s.phrase
	}
	report, err := s.client.Deploy(s.t.Context(), change)
	if err != nil {
		s.t.Fatal(err)
	}
	s.verified = report.Verified
	for _, moment := range []string{"served", "served after a restart"} {
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(s.leaf.Cert) {
			s.t.Fatalf("%s is something else (%v)", moment, s.TLSError())
		}
		s.restarted()
	}
	if found := s.inspect(); len(found.Differences) > 0 || found.RestartDue != "" || found.Unreachable != nil {
		s.t.Fatalf("found after it: %+v", found)
	}
}

func (s *namedSite) inspect() *confproxy.Inspection {
	s.t.Helper()
	// A client of its own, as that of the next run.
	found, err := connect(s.t, s.Server).Inspect(s.t.Context(), s.want(), s.verified, s.live)
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func (s *namedSite) restarted() {
	s.t.Helper()
	if err := s.Restart(); err != nil {
		s.t.Fatal(err)
	}
}

// another issues a further certificate of the same authority.
func another(t *testing.T) *certstest.Issued {
	t.Helper()
	m := authority(t)
	issued, err := m.issuer.Issue(certstest.Leaf{CommonName: "proxy.example.com", IPs: m.Cert.IPAddresses})
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

// Whatever changes behind the names in the settings, a look finds it, and one
// deployment repairs it.
func TestSkinsContentsChangeBehindNames(t *testing.T) {
	t.Parallel()
	replaced := func(name string, data []byte) func(*namedSite) { return func(s *namedSite) { s.PutFile(name, data) } }
	faults := []struct {
		name    string
		happens func(*namedSite)
		breaks  bool // whether TLS is down then
	}{
		{"key protected", func(s *namedSite) { s.declare(s.leaf, passphrase); s.PutFile("server.key", s.declared["server.key"]) }, false},
		{"key protected anew", func(s *namedSite) { s.declare(s.leaf, "another"); s.PutFile("server.key", s.declared["server.key"]) }, false},
		{"renewed by hand", func(s *namedSite) {
			s.declare(another(s.t), "")
			for name, data := range s.declared {
				s.PutFile(name, data)
			}
		}, false},
		{"chain changed", func(s *namedSite) { replaced("chain.crt", append(bytes.Clone(s.leaf.ChainPEM), s.leaf.RootPEM...))(s) }, false},
		{"line endings", func(s *namedSite) {
			replaced("server.cer", []byte(strings.ReplaceAll(string(s.leaf.CertPEM), "\n", "\r\n")))(s)
		}, false},
		{"certificate deleted", func(s *namedSite) { s.RemoveFile("server.cer"); s.restarted() }, true},
		{"key of another", func(s *namedSite) { replaced("server.key", another(s.t).KeyPEM)(s); s.restarted() }, true},
	}
	everySkin(t, emulator.Options{}, func(t *testing.T, s *site) {
		named := &namedSite{site: s, t: t, live: confproxy.LiveCheck{Enabled: true, Timeout: patience}}
		if s.Skin().CertReread == emulator.RereadOnRestart {
			named.live.Timeout = 200 * time.Millisecond
		}
		before := s.Settings()
		named.declare(authority(t).Issued, "")
		named.apply()
		for _, fault := range faults {
			if plain := s.Skin().PlainHTTP; fault.breaks && plain != emulator.PlainKept && !s.Skin().PlainIfBroken {
				continue // the server could not be managed any more
			}
			fault.happens(named)
			if found := named.inspect(); len(found.Differences) == 0 {
				t.Fatalf("%s: nothing was found: %+v", fault.name, found)
			}
			t.Log(fault.name)
			named.apply()
		}
		s.untouched(t, before, confproxy.HTTPTSSL...)
	})
}
