// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// A destroy resets all rows, unless certificate or key are somebody else's, and
// deletes every file that no row names.
func TestDestroyAfterChangesByHand(t *testing.T) {
	t.Parallel()
	const certificate, key, chain, useSSL, passphrase = "HTTPT SSL certificate", "HTTPT SSL key", "HTTPT SSL certificate chain",
		"HTTPT use SSL", "HTTPT SSL key passphrase"
	for name, test := range map[string]struct {
		byHand func(*emulator.Server)
		left   bool // the rows are not reset
	}{
		"certificate and key reset": {func(s *emulator.Server) { s.SetDefault(certificate); s.SetDefault(key) }, false},
		"certificate reset":         {func(s *emulator.Server) { s.SetDefault(certificate) }, false},
		"everything but the passphrase reset": {func(s *emulator.Server) {
			for _, row := range []string{certificate, key, chain, useSSL} {
				s.SetDefault(row)
			}
		}, false},
		"another chain":       {func(s *emulator.Server) { s.Set(chain, "objects/by-hand.crt") }, false},
		"another certificate": {func(s *emulator.Server) { s.Set(certificate, "objects/by-hand.cer") }, true},
		"another key":         {func(s *emulator.Server) { s.Set(key, "elsewhere/by-hand.key") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], true)
			blocks := s.asOneResource(map[string]any{
				"private_key_pem_wo": string(encrypted(t, s.served, "secret")), "private_key_passphrase_wo": "secret", "live_check": map[string]any{"timeout": "1s"},
			})
			s.mustApplyBlocks(blocks, restartDue, false)
			test.byHand(s.server)
			var named []string // by the rows that are left
			for _, row := range []string{certificate, key, chain} {
				if path, _, _ := s.server.Setting(row); test.left {
					named = append(named, path)
				}
			}
			destroyed, err := s.engine.Destroy(t.Context(), blocks, s.state)
			if err != nil || strings.Contains(destroyed.Said, "Settings not reset") != test.left {
				t.Fatalf("%v\n%s", err, destroyed.Said)
			}
			for _, row := range []string{certificate, key, chain, useSSL, passphrase} {
				if _, isDefault, _ := s.server.Setting(row); isDefault == test.left {
					t.Errorf("%s: default is %v", row, isDefault)
				}
			}
			for file := range s.server.Files() {
				if strings.HasPrefix(file, "www-") && !slices.Contains(named, "objects/"+file) {
					t.Errorf("%s is left", file)
				}
			}
		})
	}
}

// After a destroy, a server that reads files at a restart presents the previous
// certificate, whose files are deleted.
func TestRestartDueAfterDestroy(t *testing.T) {
	t.Parallel()
	skin := emulator.Skins()[0]
	skin.CertReread = "on-restart"
	s := newStableSite(t, skin, true)
	addresses := []any{deadAddress(t), strings.TrimPrefix(s.server.URL(), "http://")}
	declare := func(restart string) []protocol.Block {
		return s.asOneResource(map[string]any{"restart": restart, "live_check": map[string]any{"timeout": "300ms", "addresses": addresses}})
	}
	s.mustApplyBlocks(declare("when_needed"), restartDue, false)
	s.mustApplyBlocks(declare("never"), restartDue, false)
	destroyed, err := s.engine.Destroy(t.Context(), declare("never"), s.state)
	if err != nil || !strings.Contains(destroyed.Said, restartDue) || strings.Contains(destroyed.Said, "remain stored") || len(s.storedKeys()) > 0 {
		t.Errorf("expected that only a restart is due, got %v, stored %q\n%s", err, s.storedKeys(), destroyed.Said)
	}
}

// A file of another resource may have a name of the certificate's form. A run
// that stores both deletes neither.
func TestFileOfAnotherResourceWithAStoredName(t *testing.T) {
	t.Parallel()
	const name = "www-0123456789ab.key"
	s := newStableSite(t, emulator.Skins()[0], true)
	file := protocol.Block{Type: "confproxy_private_file", Name: "this", Arguments: func(protocol.Ref) map[string]any {
		return map[string]any{"name": name, "content": "of another resource"}
	}}
	blocks := append([]protocol.Block{file}, s.asOneResource(nil)...)
	blocks[1].DependsOn = []string{file.Address()}
	s.mustApplyBlocks(blocks, restartDue, false)
	if _, there := s.server.Files()[name]; !there {
		t.Errorf("%s was deleted", name)
	}
}

// A destroy begins with a normal plan. An error about a renewed certificate tells
// how to destroy without its key.
func TestDestroyWithARenewedCertificate(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
	was := s.served
	s.issue()
	for name, key := range map[string]any{"Missing private key": nil, "Key and certificate do not match": string(was.KeyPEM), "Invalid private_key_pem_wo": "no key"} {
		blocks := s.asOneResource(map[string]any{"private_key_pem_wo": key})
		destroyed, err := s.engine.Destroy(t.Context(), blocks, s.state)
		if err == nil || !strings.Contains(destroyed.Said, name) || !strings.Contains(destroyed.Said, "-refresh=false") {
			t.Errorf("expected the error %q with the way out, got %v\n%s", name, err, destroyed.Said)
		}
	}
}

// A row that somebody else set stays after a destroy of the other one. The
// destroy is refused if the server could not serve TLS with what is left.
func TestDestroyOfHalfAPair(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], false)
	s.putUnmanaged()
	s.server.Set("HTTPT use SSL", "Yes")
	s.server.Set("HTTPT SSL certificate", "objects/server.cer")
	blocks := s.with(map[string]any{"use_ssl": nil, "certificate": nil, "certificate_chain": nil})
	if applied, err := s.engine.Apply(t.Context(), blocks, s.state); err != nil {
		t.Fatalf("%v\n%s", err, applied.Said)
	}
	if destroyed, err := s.engine.Destroy(t.Context(), blocks, s.state); err == nil ||
		!strings.Contains(destroyed.Said, "could not serve TLS") || s.server.Leaf() == nil {
		t.Errorf("expected a destroy that is refused, got %v (%v)\n%s", err, s.server.TLSError(), destroyed.Said)
	}
}

// A destroy that comes first leaves what was set by hand, and the creation
// replaces it.
func TestAnotherNameAfterAChangeByHand(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
	s.server.PutFile("by-hand.cer", s.served.CertPEM)
	s.server.Set("HTTPT SSL certificate", "objects/by-hand.cer")
	renamed := s.asOneResource(map[string]any{"name": "other"})
	applied, err := s.engine.Apply(t.Context(), renamed, s.state)
	if leaf := s.server.Leaf(); err != nil || leaf == nil || !leaf.Equal(s.served.Cert) || !strings.Contains(applied.Said, "Settings not reset") {
		t.Fatalf("expected the certificate and a warning, got %v (%v)\n%s", err, s.server.TLSError(), applied.Said)
	}
	s.mustApplyBlocks(renamed, restartDue, false)
}
