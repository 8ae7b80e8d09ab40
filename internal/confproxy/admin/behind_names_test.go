// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/check"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// namedSite is a server that serves the declared certificate under stable
// names.
type namedSite struct {
	*site
	t        *testing.T
	declared map[string][]byte
	leaf     *certstest.Issued
	phrase   string
	live     deployment.LiveCheck
	verified *deployment.Verified
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

// declare declares another certificate, with its key encrypted if there is a
// passphrase.
func (s *namedSite) declare(leaf *certstest.Issued, phrase string) {
	s.t.Helper()
	key := leaf.KeyPEM
	if phrase != "" {
		var err error
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
	change := deployment.Deployment{Want: s.want(), Verified: s.verified, Live: s.live, Restart: true}
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

func (s *namedSite) inspect() *deployment.Inspection {
	s.t.Helper()
	// A separate client, as in the next run.
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

// renewed issues another certificate of the same authority.
func renewed(t *testing.T) *certstest.Issued {
	t.Helper()
	m := authority(t)
	issued, err := m.issuer.Issue(certstest.Leaf{CommonName: "proxy.example.com", IPs: m.Cert.IPAddresses})
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

// Whatever changes behind the names in the settings, an inspection finds it,
// and one deployment repairs it.
func TestSkinsContentsChangeBehindNames(t *testing.T) {
	t.Parallel()
	replaced := func(name string, data []byte) func(*namedSite) { return func(s *namedSite) { s.PutFile(name, data) } }
	faults := []struct {
		name    string
		happens func(*namedSite)
		breaks  bool // whether TLS is down then
	}{
		{"foreign pair", func(s *namedSite) {
			foreign := renewed(s.t)
			s.PutFile("server.cer", foreign.CertPEM)
			s.PutFile("server.key", foreign.KeyPEM)
			s.restarted()
		}, false},
		{"renewed", func(s *namedSite) { s.declare(renewed(s.t), "") }, false},
		{"byte order mark", func(s *namedSite) { replaced("server.cer", append([]byte("\xef\xbb\xbf"), s.leaf.CertPEM...))(s) }, false},
		{"UTF-16", func(s *namedSite) {
			wide := []byte{0xff, 0xfe}
			for _, b := range s.leaf.CertPEM {
				wide = append(wide, b, 0)
			}
			replaced("server.cer", wide)(s)
		}, false},
		{"key protected", func(s *namedSite) { s.declare(s.leaf, passphrase); s.PutFile("server.key", s.declared["server.key"]) }, false},
		{"key protected anew", func(s *namedSite) { s.declare(s.leaf, "another"); s.PutFile("server.key", s.declared["server.key"]) }, false},
		{"renewed by hand", func(s *namedSite) {
			s.declare(renewed(s.t), "")
			for name, data := range s.declared {
				s.PutFile(name, data)
			}
		}, false},
		{"chain changed", func(s *namedSite) { replaced("chain.crt", append(bytes.Clone(s.leaf.ChainPEM), s.leaf.RootPEM...))(s) }, false},
		{"line endings", func(s *namedSite) {
			replaced("server.cer", []byte(strings.ReplaceAll(string(s.leaf.CertPEM), "\n", "\r\n")))(s)
		}, false},
		{"certificate deleted", func(s *namedSite) { s.RemoveFile("server.cer"); s.restarted() }, true},
		{"key of another", func(s *namedSite) { replaced("server.key", renewed(s.t).KeyPEM)(s); s.restarted() }, true},
	}
	var seen sync.Map
	t.Cleanup(func() {
		for _, fault := range faults {
			if _, ok := seen.Load(fault.name); !ok && !t.Failed() && !testing.Short() {
				t.Errorf("%s happened on no skin", fault.name)
			}
		}
	})
	everySkin(t, emulator.Options{}, func(t *testing.T, s *site) {
		named := &namedSite{site: s, t: t, live: deployment.LiveCheck{Enabled: true, Timeout: patience}}
		if s.Skin().CertReread == "on-restart" {
			named.live.Timeout = 200 * time.Millisecond
		}
		before := s.Settings()
		named.declare(authority(t).Issued, "")
		named.apply()
		for i, fault := range faults {
			if i%3 != int(s.Seed()%3) { // each skin takes a third of them, in turn
				continue
			}
			if (fault.breaks || s.Skin().CertReread == "on-upload") && !isManagedWithoutTLS(s.Skin()) {
				continue
			}
			fault.happens(named)
			if found := named.inspect(); len(found.Differences) == 0 && fault.name != "renewed" { // the server does not have it yet
				t.Fatalf("%s: nothing was found: %+v", fault.name, found)
			}
			seen.Store(fault.name, true)
			named.apply()
		}
		s.untouched(t, before, confproxy.HTTPTSSL...)
	})
}

// isManagedWithoutTLS reports whether a server whose key and certificate do not
// match can be managed over plain HTTP.
func isManagedWithoutTLS(s skin.Skin) bool {
	return s.PlainHTTP == "kept" || s.PlainIfBroken && s.BadPair != "self-signed"
}

// A failed deployment restores the contents of the files that were replaced for
// it: only a handshake can show whether the key matches.
func TestSkinsFailedDeploymentPutsFilesBack(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{}, func(t *testing.T, s *site) {
		if skin := s.Skin(); skin.PlainHTTP != "kept" && !skin.PlainIfBroken || skin.CertReread == "on-restart" || skin.BadPair == "keeps-old" {
			t.Skip("a wrong pair would not show, or end the way in")
		}
		if s.Skin().BadPair == "self-signed" && s.Skin().CertReread == "on-upload" {
			t.Skip("what is served after the upload is served after the save, too")
		}
		named := &namedSite{site: s, t: t, live: deployment.LiveCheck{Enabled: true, Timeout: 500 * time.Millisecond}}
		named.declare(authority(t).Issued, passphrase)
		named.apply()
		files := s.Files()

		result, err := s.client.PutFile(t.Context(), "server.cer", certs.NewContent(renewed(t).CertPEM), confproxy.Precondition{})
		if err != nil || !bytes.Equal(result.Previous, files["server.cer"].Data) {
			t.Fatalf("the previous contents are %q, %v", result.Previous, err)
		}
		want := named.want()
		delete(want, confproxy.KeyPassphrase)
		change := deployment.Deployment{Want: want, Live: named.live, Previous: map[string][]byte{"server.cer": result.Previous, "other": []byte("other")}}
		report, err := s.client.Deploy(t.Context(), change)
		if !errors.Is(err, confproxy.ErrLive) {
			t.Fatalf("got %v, want a failed live check", err)
		}
		if len(report.Undone) == 0 || report.Undone[0].Err != nil || !strings.Contains(report.Undone[0].What, "objects/server.cer") {
			t.Errorf("undone is %+v, want the contents of objects/server.cer", report.Undone)
		}
		if now := s.Files(); !bytes.Equal(now["server.cer"].Data, files["server.cer"].Data) || now["other"].Data != nil {
			t.Errorf("the files are not as before: %q", now["server.cer"].Data)
		}
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(named.leaf.Cert) {
			t.Errorf("the previous certificate is not served (%v)", s.TLSError())
		}

		// With a verified state, the same deployment is refused, and the files
		// are restored as well.
		if _, err := s.client.PutFile(t.Context(), "server.cer", certs.NewContent(renewed(t).CertPEM), confproxy.Precondition{}); err != nil {
			t.Fatal(err)
		}
		change.Verified = named.verified
		planned := func(name string) (*certs.Content, bool) {
			return certs.NewContent(renewed(t).CertPEM), name == "server.cer"
		}
		findings, err := s.client.Check(t.Context(), deployment.CheckInput{Settings: want, Verified: named.verified, Planned: planned})
		if err != nil || !slices.ContainsFunc(findings, func(f check.Finding) bool { return f.Severity == check.Error && f.Subject == check.RoleKey }) {
			t.Errorf("a check of the plan finds %+v, %v; want that they do not match", findings, err)
		}
		s.ResetRequests()
		if _, err = s.client.Deploy(t.Context(), change); !errors.Is(err, confproxy.ErrCheck) || !strings.Contains(err.Error(), "do not match") {
			t.Errorf("got %v, want a refusal because they do not match", err)
		}
		if n := s.Counts()[product.Save]; n > 0 {
			t.Errorf("General was saved %d times", n)
		}
		if now := s.Files(); !bytes.Equal(now["server.cer"].Data, files["server.cer"].Data) {
			t.Errorf("the refused file is still there")
		}
	})
}

// An error names a server that reads only traditional keys as a likely cause,
// on every skin that shows it.
func TestSkinsRefusedPKCS8(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{}, func(t *testing.T, s *site) {
		skin := s.Skin()
		if skin.PlainHTTP != "kept" && !skin.PlainIfBroken || skin.CertReread != "on-save" || skin.BadPair == "keeps-old" || skin.BadPair == "self-signed" {
			t.Skip("a refused key would not show, or end the way in")
		}
		skin.RefusePKCS8 = true
		refusing := newSite(t, emulator.Options{Skin: skin})
		named := &namedSite{site: refusing, t: t, live: deployment.LiveCheck{Enabled: true, Timeout: 500 * time.Millisecond}}
		named.declare(authority(t).Issued, "")
		before := refusing.Settings()
		key := named.leaf.KeyPEM
		for name, data := range map[string][]byte{"server.cer": named.leaf.CertPEM, "chain.crt": named.leaf.ChainPEM, "server.key": key} {
			if _, err := refusing.client.PutFile(t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := refusing.client.Deploy(t.Context(), deployment.Deployment{Want: named.want(), Live: named.live})
		if !errors.Is(err, confproxy.ErrLive) || !strings.Contains(err.Error(), "PKCS#8") {
			t.Errorf("got %v, want a failed live check that names PKCS#8", err)
		}
		refusing.untouched(t, before)
		named.declared["server.key"] = certs.NewContent(key).Traditional().Bytes()
		named.apply()
	})
}

// In a grid, the settings wait until every server has the files.
func TestSkinsSettingsWaitForTheGrid(t *testing.T) {
	t.Parallel()
	everySkin(t, emulator.Options{Servers: 3}, func(t *testing.T, s *site) {
		named := &namedSite{site: s, t: t, live: deployment.LiveCheck{Enabled: true, Timeout: 300 * time.Millisecond}}
		named.declare(authority(t).Issued, "")
		s.HoldReplication()
		for name, data := range named.declared {
			if _, err := s.client.PutFile(t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
				t.Fatal(err)
			}
		}
		s.ResetRequests()
		change := deployment.Deployment{Want: named.want(), Live: named.live}
		_, err := s.client.Deploy(t.Context(), change)
		if !errors.Is(err, confproxy.ErrNotReplicated) || !strings.Contains(err.Error(), "objects/server.cer on the servers 2, 3") {
			t.Errorf("got %v, want an error that names the servers 2 and 3", err)
		}
		if n := s.Counts()[product.Save]; n > 0 {
			t.Errorf("General was saved %d times before every server had the files", n)
		}
		change.Live.Timeout = patience
		change.Restart = s.Skin().CertReread == "on-restart"
		if change.Restart {
			change.Live.Timeout = 2 * time.Second
		}
		var held sync.WaitGroup
		held.Go(s.Replicate)
		defer held.Wait()
		if _, err := s.client.Deploy(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if leaf := s.Leaf(); leaf == nil || !leaf.Equal(named.leaf.Cert) {
			t.Errorf("it is not served (%v)", s.TLSError())
		}
	})
}

// A change that would leave a key that cannot be opened is refused before
// anything is sent.
func TestPassphraseOfAnEncryptedKeyStays(t *testing.T) {
	t.Parallel()
	named := &namedSite{site: newSite(t, emulator.Options{}), t: t, live: deployment.LiveCheck{Enabled: true, Timeout: patience}}
	named.declare(authority(t).Issued, passphrase)
	named.apply()
	named.ResetRequests()
	dropped := confproxy.Values{confproxy.KeyPassphrase: confproxy.DefaultValue()}
	_, err := named.client.Deploy(t.Context(), deployment.Deployment{Want: dropped, Verified: named.verified, Live: named.live, Restart: true})
	if !errors.Is(err, confproxy.ErrCheck) || !strings.Contains(err.Error(), "Passphrase missing") {
		t.Errorf("got %v, want a refusal because the key would not open", err)
	}
	if n := named.Counts()[product.Save]; n > 0 || named.Passphrase() != passphrase {
		t.Errorf("General was saved %d times", n)
	}
}

// A server that stops serving a certificate only after a restart is restarted.
func TestCertificateIsNotServedAfterItsSettingsWent(t *testing.T) {
	t.Parallel()
	for reread, restarts := range map[string]bool{"on-save": false, "on-restart": true} {
		t.Run(reread, func(t *testing.T) {
			t.Parallel()
			sk := emulator.Skins()[0]
			sk.CertReread = reread
			named := &namedSite{site: newSite(t, emulator.Options{Skin: sk}), t: t, live: deployment.LiveCheck{Enabled: true, Timeout: 300 * time.Millisecond}}
			named.declare(authority(t).Issued, "")
			named.apply()
			named.ResetRequests()
			gone := confproxy.Values{}
			for setting := range named.want() {
				gone[setting] = confproxy.DefaultValue()
			}
			report, err := named.client.Deploy(t.Context(), deployment.Deployment{Want: gone, Live: named.live})
			if err != nil || report.RestartDue != restarts {
				t.Fatalf("without a restart: due %v, %v; want %v", report.RestartDue, err, restarts)
			}
			if !restarts {
				return
			}
			named.apply()
			if _, err := named.client.Deploy(t.Context(), deployment.Deployment{Want: gone, Live: named.live, Restart: true}); err != nil {
				t.Fatal(err)
			}
			if leaf := named.Leaf(); leaf != nil && leaf.Equal(named.leaf.Cert) {
				t.Error("the certificate is still served")
			}
		})
	}
}

// The live check uses every given address, and names the address in its result.
func TestLiveCheckOfSeveralServers(t *testing.T) {
	t.Parallel()
	sites := []*namedSite{{site: newSite(t, emulator.Options{}), t: t}, {site: newSite(t, emulator.Options{}), t: t}}
	live := deployment.LiveCheck{Enabled: true, Timeout: time.Second, Addresses: []string{sites[0].client.Address(), sites[1].client.Address()}}
	for _, s := range sites {
		s.declare(authority(t).Issued, "")
		for name, data := range s.declared {
			if _, err := s.client.PutFile(t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	report, err := sites[0].client.Deploy(t.Context(), deployment.Deployment{Want: sites[0].want(), Live: live})
	if err != nil || !report.RestartDue {
		t.Fatalf("only one presents it: restart due %t, %v", report.RestartDue, err)
	}
	live.Timeout = patience
	if report, err = sites[1].client.Deploy(t.Context(), deployment.Deployment{Want: sites[1].want(), Live: live}); err != nil || report.RestartDue {
		t.Fatalf("both present it: restart due %t, %v", report.RestartDue, err)
	}
	foreign := renewed(t)
	sites[0].PutFile("server.cer", foreign.CertPEM)
	sites[0].PutFile("server.key", foreign.KeyPEM)
	sites[0].restarted()
	found, err := sites[1].client.Inspect(t.Context(), sites[1].want(), report.Verified, live)
	if err != nil || !strings.Contains(strings.Join(found.Differences, " "), live.Addresses[0]) {
		t.Errorf("found %+v (%v), want a difference at %s", found, err, live.Addresses[0])
	}
}
