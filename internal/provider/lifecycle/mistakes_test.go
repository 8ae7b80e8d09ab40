// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A mistake in the files is found at the plan, before a file is uploaded. Each
// error names the subject, and the expected value.
func TestMistakesAreFoundAtThePlan(t *testing.T) {
	t.Parallel()
	const passphrase = "correct horse battery staple"
	for name, test := range map[string]struct {
		spoil func(*stableSite) map[string]any
		says  []string
	}{
		"key of another certificate": {func(s *stableSite) map[string]any {
			return map[string]any{"private_key_pem_wo": string(another(s, certstest.Leaf{}).KeyPEM)}
		}, []string{"CN=" + serverName, "do not match"}},
		"certificate that has expired": {func(s *stableSite) map[string]any {
			s.use(another(s, certstest.Leaf{NotBefore: time.Now().AddDate(0, 0, -90), NotAfter: time.Now().AddDate(0, 0, -1)}))
			return nil
		}, []string{"CN=" + serverName, "expired"}},
		"certificate that is not valid yet": {func(s *stableSite) map[string]any {
			s.use(another(s, certstest.Leaf{NotBefore: time.Now().AddDate(0, 0, 1)}))
			return nil
		}, []string{"CN=" + serverName, "not valid"}},
		"chain of another authority": {func(*stableSite) map[string]any {
			return map[string]any{"chain_pem": string(certstest.Issue(t, certstest.Leaf{CommonName: serverName}).ChainPEM)}
		}, []string{"the chain", "another key"}},
		"issuer before the certificate": {func(s *stableSite) map[string]any {
			return map[string]any{"certificate_pem": string(s.served.ChainPEM) + string(s.served.CertPEM)}
		}, []string{"first"}},
		"key that needs a passphrase": {func(s *stableSite) map[string]any {
			return map[string]any{"private_key_pem_wo": string(encrypted(t, s.served, passphrase))}
		}, []string{"encrypted", "passphrase"}},
		"wrong passphrase": {func(s *stableSite) map[string]any {
			return map[string]any{"private_key_pem_wo": string(encrypted(t, s.served, passphrase)), "private_key_passphrase_wo": "wrong"}
		}, []string{"passphrase"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStableSite(t, emulator.Skins()[0], true)
			outcome, err := s.engine.Apply(t.Context(), s.asOneResource(test.spoil(s)), s.state)
			if err == nil || strings.Count(outcome.Said, "Error: ") != 1 {
				t.Fatalf("expected one error, got %v\n%s", err, outcome.Said)
			}
			for _, text := range test.says {
				s.mustSay(outcome.Said, text)
			}
			if strings.Contains(outcome.Said, passphrase) {
				t.Error("the error holds the passphrase")
			}
			if counts := s.server.Counts(); counts[product.Upload]+counts[product.Save]+counts[product.Passphrase] > 0 {
				t.Errorf("the server was touched: %v", counts)
			}
		})
	}
}

// another issues another certificate of the site's authority for its name.
func another(s *stableSite, leaf certstest.Leaf) *certstest.Issued {
	s.tb.Helper()
	leaf.CommonName, leaf.DNSNames = serverName, []string{serverName}
	if leaf.NotAfter.IsZero() {
		leaf.NotAfter = time.Now().AddDate(0, 0, 90)
	}
	issued, err := s.authority.Issue(leaf)
	if err != nil {
		s.tb.Fatal(err)
	}
	return issued
}

func encrypted(t testing.TB, issued *certstest.Issued, passphrase string) []byte {
	t.Helper()
	key, err := issued.EncryptedKeyPEM(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
