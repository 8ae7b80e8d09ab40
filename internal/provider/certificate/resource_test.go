// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

// driftBefore expects the refreshed state to have one entry for each text, in
// order.
type driftBefore []string

// CheckPlan checks the attribute drift.
func (want driftBefore) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != address {
			continue
		}
		before, _ := change.Change.Before.(map[string]any)
		found, _ := before["drift"].([]any)
		if len(found) != len(want) {
			resp.Error = fmt.Errorf("drift is %v, want %d entries: %v", found, len(want), []string(want))
			return
		}
		for i, text := range want {
			if !strings.Contains(fmt.Sprint(found[i]), text) {
				resp.Error = fmt.Errorf("drift is %v; entry %d should say %q", found, i, text)
			}
		}
		return
	}
	resp.Error = fmt.Errorf("the plan has no %s", address)
}

func TestAccLifecycle(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	s := newSite(t, skin)
	first, second := s.Issue(), s.Issue()
	fingerprint := knownvalue.StringExact(certs.Fingerprint(first.Cert))
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: s.config(), ConfigVariables: with(first),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate, map[string]knownvalue.Check{
				"certificate_path":   knownvalue.StringRegexp(regexp.MustCompile(`^objects/www-[0-9a-f]{12}\.cer$`)),
				"key_path":           knownvalue.StringRegexp(regexp.MustCompile(`^objects/www-[0-9a-f]{12}\.key$`)),
				"chain_path":         knownvalue.StringRegexp(regexp.MustCompile(`^objects/www-[0-9a-f]{12}-chain\.crt$`)),
				"sha256_fingerprint": fingerprint, "not_after": knownvalue.StringExact(first.Cert.NotAfter.UTC().Format(time.RFC3339)),
				"dns_names": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("proxy.example.com"), knownvalue.StringExact("localhost")}),
			}),
			ConfigStateChecks: all(
				shows("served_sha256_fingerprint", fingerprint), shows("drift", knownvalue.ListSizeExact(0)),
				shows("subject", knownvalue.StringExact("CN=proxy.example.com")), shows("private_key_pem_wo", knownvalue.Null()),
				s.Presents(first.Cert), s.stores(".cer", ".key", "-chain.crt"), s.Untouched(ownRows...), s.passphrase(""),
				acctest.Check(func() error {
					if key := s.Files()[s.storedAs(".key")].Data; !bytes.HasPrefix(key, []byte("-----BEGIN EC PRIVATE KEY-----")) {
						return fmt.Errorf("the key is not stored in traditional form")
					}
					return nil
				})),
		},
		{ // Without secrets, nothing changes.
			PreConfig: s.ResetRequests,
			Config:    s.config(), ConfigVariables: withoutSecrets(with(first)),
			ConfigPlanChecks:  planned(plancheck.ResourceActionNoop, nil),
			ConfigStateChecks: all(s.Sent(product.Download, 0), s.Sent(product.Save, 0)),
		},
		{
			Config: s.config(), ConfigVariables: with(second),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{
				"sha256_fingerprint": knownvalue.StringExact(certs.Fingerprint(second.Cert)), "drift": knownvalue.ListSizeExact(0),
			}),
			ConfigStateChecks: all(s.Presents(second.Cert), s.stores(".cer", ".key", "-chain.crt"), s.Untouched(ownRows...)),
		},
		{ // A certificate whose key is missing.
			Config: s.config(), ConfigVariables: withoutSecrets(with(first)),
			ExpectError: regexp.MustCompile("Missing private key"),
		},
		{ // A destroy needs no secret.
			Config: s.config(), ConfigVariables: withoutSecrets(with(second)), Destroy: true,
		},
	}})
}

func TestAccFullChain(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued := s.Issue()
	full := string(issued.CertPEM) + string(issued.ChainPEM) + string(issued.RootPEM)
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: s.config(), ConfigVariables: but(but(with(issued), "chain", ""), "certificate", full),
			ConfigStateChecks: all(s.Presents(issued.Cert), acctest.Check(func() error {
				files := s.Files()
				if got := files[s.storedAs(".cer")].Data; !bytes.Equal(got, issued.CertPEM) {
					return fmt.Errorf("the certificate is stored as %q", got)
				}
				if got := files[s.storedAs("-chain.crt")].Data; !bytes.Equal(got, issued.ChainPEM) {
					return fmt.Errorf("the chain is stored as %q", got)
				}
				return nil
			})),
		},
		{ // The same contents in a different spelling: nothing is sent.
			PreConfig: s.ResetRequests,
			Config:    s.config(), ConfigVariables: withoutSecrets(but(with(issued), "certificate", strings.ReplaceAll(string(issued.CertPEM), "\n", "\r\n"))),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"served_sha256_fingerprint": knownvalue.StringExact(certs.Fingerprint(issued.Cert))}),
			ConfigStateChecks: all(s.Sent(product.Upload, 0), s.Sent(product.Save, 0)),
		},
		{ // No chain any more: the row is reset to the default.
			Config: s.config(), ConfigVariables: but(with(issued), "chain", ""),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, map[string]knownvalue.Check{"chain_path": knownvalue.Null()}),
			ConfigStateChecks: all(s.stores(".cer", ".key"), s.Untouched(labelUseSSL, labelCertificate, labelKey, labelPassphrase)),
		},
	}})
}

func TestAccEncryptedKey(t *testing.T) {
	t.Parallel()
	skin := acctest.Skin(t)
	skin.Closes = false // otherwise another passphrase is refused, see TestPassphraseAfterTheSave
	s := newSite(t, skin)
	first, second := s.Issue(), s.Issue()
	const one, two = "the first <passphrase>", "the second & other one"
	vars := func(issued *certstest.Issued, passphrase string) config.Variables {
		return but(but(with(issued), "key", string(s.Encrypted(issued, passphrase))), "passphrase", passphrase)
	}
	version := func(n int) string { return s.config(fmt.Sprintf("private_key_wo_version = %d", n)) }
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{
			Config: version(1), ConfigVariables: vars(first, one),
			ConfigStateChecks: all(s.Presents(first.Cert), s.passphrase(one), acctest.Check(func() error {
				key := s.Files()[s.storedAs(".key")].Data
				if !bytes.Contains(key, []byte("Proc-Type: 4,ENCRYPTED")) || !bytes.HasPrefix(key, []byte("-----BEGIN EC PRIVATE KEY-----")) {
					return fmt.Errorf("the key is not stored encrypted in traditional form")
				}
				return nil
			})),
		},
		{ // The same key, encrypted differently: nothing is sent.
			PreConfig: s.ResetRequests,
			Config:    version(1), ConfigVariables: vars(first, two),
			ConfigPlanChecks:  planned(plancheck.ResourceActionNoop, nil),
			ConfigStateChecks: all(s.passphrase(one), s.Sent(product.Upload, 0)),
		},
		{ // The wrong passphrase: nothing changes.
			PreConfig: s.ResetRequests,
			Config:    version(2), ConfigVariables: but(vars(second, two), "passphrase", "a wrong one"),
			ExpectError: regexp.MustCompile("Passphrase wrong"),
		},
		{
			Config: version(2), ConfigVariables: vars(first, two),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, nil),
			ConfigStateChecks: all(s.Presents(first.Cert), s.passphrase(two), s.Sent(product.Save, 1)),
		},
		{ // An unencrypted key: the row is reset to the default.
			Config: version(2), ConfigVariables: with(second),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, nil),
			ConfigStateChecks: all(s.Presents(second.Cert), s.passphrase("")),
		},
		{
			Config: version(2), ConfigVariables: vars(first, two),
			ConfigStateChecks: all(s.Presents(first.Cert), s.passphrase(two)),
		},
	}})
}

func TestAccImport(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued := s.Issue()
	const passphrase = "correct horse battery staple"
	vars := but(but(with(issued), "key", string(s.Encrypted(issued, passphrase))), "passphrase", passphrase)
	const version, imported = "private_key_wo_version = 1", "import {\n  to = confproxy_certificate.this\n  id = \"www\"\n}\n"
	s.testCLI(resource.TestCase{Steps: []resource.TestStep{
		{Config: s.config(version), ConfigVariables: vars},
		{Config: acctest.Provider(s.Server) + "removed {\n  from = confproxy_certificate.this\n  lifecycle {\n    destroy = false\n  }\n}\n"},
		{ // Only the passphrase is sent.
			PreConfig: s.ResetRequests,
			Config:    s.config(version) + imported, ConfigVariables: vars,
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate, nil),
			ConfigStateChecks: all(s.Presents(issued.Cert), s.passphrase(passphrase), s.Sent(product.Upload, 0), s.Sent(product.Save, 0), s.Sent(product.Delete, 0)),
		},
		{Config: s.config(version), ConfigVariables: withoutSecrets(vars), ConfigPlanChecks: planned(plancheck.ResourceActionNoop, nil)},
	}})
}

func TestAccOnDestroyKeep(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued := s.Issue()
	s.test(resource.TestCase{
		Steps:        []resource.TestStep{{Config: s.config(`on_destroy = "keep"`), ConfigVariables: with(issued)}},
		CheckDestroy: acctest.Destroyed(s.Presents(issued.Cert), s.stores(".cer", ".key", "-chain.crt")),
	})
}

// A plan without the key, as in CI, shows that the server has lost it, and a
// destroy works.
func TestAccLostKeyWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	vars := with(s.Issue())
	s.test(resource.TestCase{
		Steps: []resource.TestStep{
			{Config: s.config(), ConfigVariables: vars},
			{
				PreConfig: func() { s.RemoveFile(s.storedAs(".key")) },
				Config:    s.config(), ConfigVariables: withoutSecrets(vars), PlanOnly: true, ExpectNonEmptyPlan: true,
			},
			{Config: s.config(), ConfigVariables: withoutSecrets(vars), ExpectError: regexp.MustCompile("Missing private key")},
		},
		CheckDestroy: acctest.Destroyed(s.Untouched(), s.stores()),
	})
}

func TestAccMistakes(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	good, other := s.Issue(), s.Issue()
	expired := s.Issue(func(l *certstest.Leaf) {
		l.NotBefore, l.NotAfter = time.Now().AddDate(0, 0, -9), time.Now().AddDate(0, 0, -1)
	})
	var steps []resource.TestStep
	for _, test := range []struct {
		vars config.Variables
		more string
		says string
	}{
		{but(with(good), "key", ""), "", `Missing private key(?s:.*)not\s+UTF-8`},
		{but(with(good), "key", string(other.KeyPEM)), "", "Key and certificate do not match"},
		{but(with(good), "key", string(s.Encrypted(good, "secret"))), "", "Passphrase missing"},
		{with(expired), "", "Certificate has expired"},
		{with(good), "minimum_days_valid = 120", "Certificate expires too soon"},
		{but(with(good), "certificate", string(good.KeyPEM)), "", "(?s)Private key in certificate_pem.*private_key_pem_wo"},
		{but(with(good), "certificate", string(good.ChainPEM)+string(good.CertPEM)), "", "Server certificate is not the first"},
		{but(with(good), "certificate", "nonsense"), "", "Invalid certificate_pem"},
		{but(with(good), "certificate", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"), "", `certificate\s+signing\s+request;`},
		{but(with(good), "key", "nonsense"), "", "Invalid private_key_pem_wo"},
	} {
		steps = append(steps, resource.TestStep{Config: s.config(test.more), ConfigVariables: test.vars, ExpectError: regexp.MustCompile(test.says)})
	}
	s.test(resource.TestCase{Steps: steps, CheckDestroy: acctest.Destroyed(s.Untouched(), s.stores(), s.Sent(product.Upload, 0), s.Sent(product.Save, 0))})
}

// The presented certificate does not match after the save: everything is
// undone.
func TestAccRollback(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	first, second := s.Issue(), s.Issue()
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{Config: s.config(), ConfigVariables: with(first)},
		{
			PreConfig: func() {
				old := s.storedAs(".key")
				s.OnRequest(acctest.Nth(product.Save, 1, func() {
					for _, name := range s.stored() {
						if strings.HasSuffix(name, ".key") && name != old {
							s.PutFile(name, first.RootPEM)
						}
					}
				}))
			},
			Config: s.config(), ConfigVariables: with(second),
			ExpectError: regexp.MustCompile(`(?s)Unable to deploy.*Restored`),
		},
		{
			PreConfig: func() { s.OnRequest(nil) },
			Config:    s.config(), ConfigVariables: with(second),
			ConfigStateChecks: all(s.Presents(second.Cert), s.stores(".cer", ".key", "-chain.crt")),
		},
	}})
}
