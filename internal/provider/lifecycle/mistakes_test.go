// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package lifecycle

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A mistake in the files is found at the plan, before a file is uploaded. Each
// error names the file, the subject, and the expected value.
func TestMistakesAreFoundAtThePlan(t *testing.T) {
	t.Parallel()
	const passphrase = "correct horse battery staple"
	for name, test := range map[string]struct {
		spoil func(*testing.T, *world)
		says  []string
	}{
		"key of another certificate": {func(t *testing.T, w *world) {
			t.Helper()
			w.write("certificate/server.key", another(t, w, certstest.Leaf{}).KeyPEM)
		}, []string{"private_key_pem_wo", "CN=" + serverName, "do not match"}},
		"certificate that has expired": {func(t *testing.T, w *world) {
			t.Helper()
			w.use(another(t, w, certstest.Leaf{NotBefore: time.Now().AddDate(0, 0, -90), NotAfter: time.Now().AddDate(0, 0, -1)}))
		}, []string{"certificate_pem", "CN=" + serverName, "expired"}},
		"certificate that is not valid yet": {func(t *testing.T, w *world) {
			t.Helper()
			w.use(another(t, w, certstest.Leaf{NotBefore: time.Now().AddDate(0, 0, 1)}))
		}, []string{"certificate_pem", "CN=" + serverName, "not valid"}},
		"chain of another authority": {func(t *testing.T, w *world) {
			t.Helper()
			w.write("certificate/chain.crt", certstest.Issue(t, certstest.Leaf{CommonName: serverName}).ChainPEM)
		}, []string{"the chain", "another key"}},
		"issuer before the certificate": {func(t *testing.T, w *world) {
			t.Helper()
			w.write("certificate/server.crt", append(bytes.Clone(w.served.ChainPEM), w.served.CertPEM...))
		}, []string{"certificate_pem", "first"}},
		"key that needs a passphrase": {func(t *testing.T, w *world) {
			t.Helper()
			w.write("certificate/server.key", encrypted(t, w.served, passphrase))
		}, []string{"private_key_pem_wo", "encrypted", "private_key_passphrase_wo"}},
		"wrong passphrase": {func(t *testing.T, w *world) {
			t.Helper()
			w.write("certificate/server.key", encrypted(t, w.served, passphrase))
			w.cli.Environ = append(w.cli.Environ, "TF_VAR_key_passphrase=wrong")
		}, []string{"private_key_pem_wo", "passphrase"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, emulator.Skins()[0], 0, read(t, examples, "quickstart", "main.tf"))
			test.spoil(t, w)
			printed, err := w.apply()
			if err == nil {
				t.Fatalf("it was applied:\n%s", printed)
			}
			message := strings.Join(strings.Fields(printed), " ")
			if n := strings.Count(message, "Error: "); n != 1 {
				t.Errorf("%d errors, want one", n)
			}
			for _, text := range test.says {
				if !strings.Contains(message, text) {
					t.Errorf("the error does not say %q", text)
				}
			}
			if strings.Contains(message, passphrase) {
				t.Error("the error holds the passphrase")
			}
			counts := w.server.Counts()
			if counts[product.Upload]+counts[product.Save]+counts[product.Passphrase] > 0 {
				t.Errorf("the server was touched: %v", counts)
			}
			_, after, _ := strings.Cut(printed, "Error: ")
			t.Logf("the error:\n%s", after)
		})
	}
}

// another issues another certificate of the world's authority for its name.
func another(t *testing.T, w *world, leaf certstest.Leaf) *certstest.Issued {
	t.Helper()
	leaf.CommonName, leaf.DNSNames = serverName, []string{serverName}
	if leaf.NotAfter.IsZero() {
		leaf.NotAfter = time.Now().AddDate(0, 0, 90)
	}
	issued, err := w.authority.Issue(leaf)
	if err != nil {
		t.Fatal(err)
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
