// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certificate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

// Every kind of drift is one entry in the plan, and one apply repairs it.
func TestAccDrift(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0]) // it reads files again at a save
	issued, foreign := s.Issue(), s.Issue()
	const passphrase = "correct horse battery staple"
	vars := but(but(with(issued), "key", string(s.Encrypted(issued, passphrase))), "passphrase", passphrase)
	restart := func() {
		if err := s.Restart(); err != nil {
			t.Error(err)
		}
	}
	replace := func(ending string, data []byte) { s.PutFile(s.storedAs(ending), data) }
	steps := []resource.TestStep{{Config: s.config(), ConfigVariables: vars}}
	for _, test := range []struct {
		name  string
		drift func()
		says  []string
	}{
		{"certificate gone", func() { s.RemoveFile(s.storedAs(".cer")) }, []string{".cer is gone"}},
		{"key replaced", func() { replace(".key", foreign.KeyPEM) }, []string{".key has other contents"}},
		{"key gone, and TLS", func() { s.RemoveFile(s.storedAs(".key")); restart() }, []string{".key is gone", "presents no certificate"}},
		{"chain replaced", func() { replace("-chain.crt", issued.RootPEM) }, []string{"-chain.crt has other contents"}},
		{"CR LF", func() {
			replace("-chain.crt", []byte(strings.ReplaceAll(string(issued.ChainPEM), "\n", "\r\n")))
		}, []string{"-chain.crt has other contents"}},
		{"no TLS", func() { s.SetDefault(labelUseSSL) }, []string{"HTTPT use SSL is the product's default", "presents"}},
		{"another chain, and TLS", func() { s.Set(labelChain, "objects/other.crt") }, []string{`chain is "objects/other.crt"`, "presents no certificate"}},
		{"passphrase gone", func() { s.SetDefault(labelPassphrase) }, []string{"the passphrase of the key is missing", "presents no certificate"}},
	} {
		steps = append(steps, resource.TestStep{
			PreConfig: func() { t.Log(test.name); test.drift() },
			Config:    s.config(), ConfigVariables: vars, ConfigPlanChecks: drifted(test.says...),
			ConfigStateChecks: all(s.Presents(issued.Cert), s.passphrase(passphrase), s.stores(".cer", ".key", "-chain.crt"),
				s.Untouched(ownRows...), shows("drift", knownvalue.ListSizeExact(0))),
		})
	}
	steps = append(steps, resource.TestStep{ // An upload of the same bytes is no drift.
		PreConfig: func() { replace(".cer", issued.CertPEM) },
		Config:    s.config(), ConfigVariables: withoutSecrets(vars), ConfigPlanChecks: planned(plancheck.ResourceActionNoop, nil),
	})
	s.test(resource.TestCase{Steps: steps})
}

// The settings name the right files, but the port presents something else.
func TestAccPresentsSomethingElse(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	issued, foreign := s.Issue(), s.Issue()
	s.test(resource.TestCase{Steps: []resource.TestStep{
		{Config: s.config(), ConfigVariables: with(issued)},
		{
			PreConfig: func() {
				names := map[string][]byte{s.storedAs(".cer"): foreign.CertPEM, s.storedAs(".key"): foreign.KeyPEM}
				ours := s.Files()
				for name, data := range names {
					s.PutFile(name, data)
				}
				if err := s.Restart(); err != nil {
					t.Error(err)
				}
				for name := range names {
					s.PutFile(name, ours[name].Data)
				}
			},
			Config: s.config(), ConfigVariables: withoutSecrets(with(issued)),
			ConfigPlanChecks:  drifted(fmt.Sprintf("SHA-256 %s", certs.Fingerprint(foreign.Cert))),
			ConfigStateChecks: all(s.Presents(issued.Cert)),
		},
	}})
}

// Earlier sets remain stored, as many as configured; files with similar names
// are not touched.
func TestAccKeepPrevious(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Skins()[0])
	theirs := []string{"www-0123456789ab.txt", "www-x.cer", "www2-0123456789ab.cer", "other-www-0123456789ab.key"}
	for _, name := range theirs {
		s.PutFile(name, []byte("theirs"))
	}
	s.files = s.Files()
	s.PutFile("www-0123456789ab.key", []byte("left over by a run that was killed"))
	keep := func(n int, sets int) resource.TestStep {
		issued := s.Issue()
		var endings []string
		for range sets {
			endings = append(endings, ".cer", ".key", "-chain.crt")
		}
		return resource.TestStep{
			Config: s.config(fmt.Sprintf("keep_previous = %d", n)), ConfigVariables: with(issued),
			ConfigStateChecks: all(s.Presents(issued.Cert), s.stores(endings...)),
		}
	}
	s.test(resource.TestCase{Steps: []resource.TestStep{keep(1, 1), keep(1, 2), keep(1, 2), keep(2, 3), keep(0, 1)}})
}
