// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// newImported returns a site that serves files which somebody else stored, and
// whose chain another feature uses, too. The certificate is imported.
func newImported(t *testing.T) *stableSite {
	t.Helper()
	s := newStableSite(t, emulator.Skins()[0], true)
	s.configureByHand()
	s.mustImport()
	return s
}

// configureByHand stores files and names them in the settings.
func (s *stableSite) configureByHand() {
	s.server.PutFile("server.cer", s.served.CertPEM)
	s.server.PutFile("server.key", certs.NewContent(s.served.KeyPEM).Traditional().Bytes())
	s.server.PutFile("ldap-ca.pem", s.served.ChainPEM)
	s.server.Set("LDAP CA file", "objects/ldap-ca.pem")
	s.server.Set("HTTPT SSL certificate", "objects/server.cer")
	s.server.Set("HTTPT SSL key", "objects/server.key")
	s.server.Set("HTTPT SSL certificate chain", "objects/ldap-ca.pem")
	s.server.Set("HTTPT use SSL", "Yes")
}

// mustImport imports the certificate, and expects nothing to be sent.
func (s *stableSite) mustImport() {
	s.tb.Helper()
	blocks := s.asOneResource(nil)
	blocks[0].ImportID = "www"
	s.server.ResetRequests()
	imported, err := s.engine.Apply(s.tb.Context(), blocks, s.state)
	if counts := s.server.Counts(); err != nil || counts[product.Upload]+counts[product.Save]+counts[product.Delete] > 0 {
		s.tb.Fatalf("expected an import that sends nothing, got %v (%v)\n%s", counts, err, imported.Said)
	}
}

// A plan names the files that were imported and will be deleted. A file that
// another setting names stays.
func TestImportedFiles(t *testing.T) {
	t.Parallel()
	const warning = "Imported files will be deleted"
	for name, test := range map[string]struct {
		arguments map[string]any
		act       func(s *stableSite, blocks []protocol.Block) (protocol.Outcome, error)
		deletes   bool
	}{
		"rotation": {nil, func(s *stableSite, blocks []protocol.Block) (protocol.Outcome, error) {
			s.issue()
			return s.engine.Apply(s.tb.Context(), blocks, s.state)
		}, true},
		"rotation that keeps them": {map[string]any{"keep_previous": 1}, func(s *stableSite, blocks []protocol.Block) (protocol.Outcome, error) {
			s.issue()
			return s.engine.Apply(s.tb.Context(), blocks, s.state)
		}, false},
		"destroy": {nil, func(s *stableSite, blocks []protocol.Block) (protocol.Outcome, error) {
			return s.engine.Destroy(s.tb.Context(), blocks, s.state)
		}, true},
		"destroy that keeps them": {map[string]any{"on_destroy": "keep"}, func(s *stableSite, blocks []protocol.Block) (protocol.Outcome, error) {
			if applied, err := s.engine.Apply(s.tb.Context(), blocks, s.state); err != nil {
				return applied, err
			}
			return s.engine.Destroy(s.tb.Context(), blocks, s.state)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newImported(t)
			outcome, err := test.act(s, s.asOneResource(test.arguments))
			if err != nil || strings.Contains(outcome.Said, warning) != test.deletes ||
				test.deletes && !strings.Contains(outcome.Said, "objects/ldap-ca.pem, objects/server.cer, objects/server.key") {
				t.Fatalf("expected a warning: %t, got %v\n%s", test.deletes, err, outcome.Said)
			}
			files := s.server.Files()
			if _, there := files["server.key"]; there == test.deletes {
				t.Errorf("the imported key is stored: %t", there)
			}
			if _, there := files["ldap-ca.pem"]; !there || test.deletes && !strings.Contains(outcome.Said, "The setting LDAP CA file on the server names") {
				t.Errorf("the file that another setting names is stored: %t\n%s", there, outcome.Said)
			}
		})
	}
}

// keep_previous also counts the sets that were stored before an import.
func TestImportKeepsPreviousSets(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	declared := func() []protocol.Block { return s.asOneResource(map[string]any{"keep_previous": 2}) }
	for range 3 {
		s.issue()
		s.mustApplyBlocks(declared(), restartDue, false)
	}
	*s.state = protocol.State{}
	s.mustImport()
	s.mustApplyBlocks(declared(), restartDue, false)
	if n := len(s.storedKeys()); n != 3 {
		t.Errorf("expected three keys after the import, got %q", s.storedKeys())
	}
	s.issue()
	s.mustApplyBlocks(declared(), restartDue, false)
	if n := len(s.storedKeys()); n != 3 {
		t.Errorf("expected three keys after a renewal, got %q", s.storedKeys())
	}
}

// An import of what cannot be imported is one error, which says what to do.
func TestImportOfNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		prepare func(s *stableSite)
		says    string
	}{
		"fresh server": {func(*stableSite) {}, "Got the product's default for HTTPT SSL certificate"},
		"file missing": {func(s *stableSite) {
			s.server.Set("HTTPT SSL certificate", "objects/server.cer")
			s.server.Set("HTTPT SSL key", "objects/server.key")
		}, "objects/server.cer, but the Private storage has no such file"},
		"no certificate in the file": {func(s *stableSite) {
			s.server.Set("HTTPT SSL certificate", "objects/server.cer")
			s.server.Set("HTTPT SSL key", "objects/server.key")
			s.server.PutFile("server.cer", []byte("a note"))
			s.server.PutFile("server.key", s.served.KeyPEM)
		}, "Expected certificates in PEM form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], true)
			test.prepare(s)
			blocks := s.asOneResource(nil)
			blocks[0].ImportID = "www"
			outcome, err := s.engine.Plan(t.Context(), blocks, s.state)
			if err == nil || strings.Count(outcome.Said, "Error: ") != 1 || !strings.Contains(outcome.Said, "Unable to import the certificate") ||
				!strings.Contains(outcome.Said, test.says) || !strings.Contains(outcome.Said, "To deploy a certificate, remove the import block") {
				t.Errorf("expected one error that says %q, got %v\n%s", test.says, err, outcome.Said)
			}
		})
	}
}

// One apply repairs what was imported, whatever files somebody else stored.
func TestRepairAfterImport(t *testing.T) {
	t.Parallel()
	fullChain := func(s *stableSite) []byte { return slices.Concat(s.served.CertPEM, s.served.ChainPEM) }
	for name, test := range map[string]struct{ before, after func(*stableSite) }{
		"full chain in the certificate file": {
			func(s *stableSite) {
				s.server.PutFile("server.cer", fullChain(s))
				s.server.SetDefault("HTTPT SSL certificate chain")
			},
			func(s *stableSite) { s.server.RemoveFile("server.cer") },
		},
		"the same file as certificate and chain": {
			func(s *stableSite) {
				s.server.PutFile("server.cer", fullChain(s))
				s.server.Set("HTTPT SSL certificate chain", "objects/server.cer")
			},
			func(s *stableSite) { s.server.RemoveFile("server.cer") },
		},
		"key of another certificate": {
			func(*stableSite) {},
			func(s *stableSite) { s.server.PutFile("server.key", s.foreign().KeyPEM) },
		},
		"encrypted key without its passphrase": {
			func(*stableSite) {},
			func(s *stableSite) { s.server.PutFile("server.key", encrypted(s.tb, s.served, "unknown")) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], true)
			s.configureByHand()
			test.before(s)
			s.restart()
			s.mustImport()
			test.after(s)
			s.restart()
			s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
			if leaf := s.server.Leaf(); leaf == nil || !leaf.Equal(s.served.Cert) {
				t.Errorf("the certificate is not presented: %v", s.server.TLSError())
			}
		})
	}
}

// The validity of a certificate that was deployed does not block its repair.
func TestRepairOfACertificateThatExpiresSoon(t *testing.T) {
	t.Parallel()
	s := newStableSite(t, emulator.Skins()[0], true)
	issued, err := s.authority.Issue(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotAfter: time.Now().AddDate(0, 0, 3)})
	if err != nil {
		t.Fatal(err)
	}
	s.use(issued)
	s.mustApplyBlocks(s.asOneResource(nil), restartDue, false)
	s.server.SetDefault("HTTPT SSL certificate chain")
	s.restart()
	s.mustApplyBlocks(s.asOneResource(map[string]any{"minimum_days_valid": 14}), "Certificate expires too soon", true)
}
