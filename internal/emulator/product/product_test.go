// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// silent is a face that answers everything with an empty page.
type silent struct{}

func (silent) Visit(*http.Request) product.Visit {
	serve := func(a *product.Answer) { a.WriteHeader(http.StatusOK) }
	return product.Visit{Class: product.Other, Serve: serve, Fail: func(a *product.Answer, status int) { a.WriteHeader(status) }}
}

func start(t *testing.T, o product.Options) *product.Server {
	t.Helper()
	s, err := product.Start(o, func(*product.Server) product.Face { return silent{} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// pair is a certificate and its key, in PKCS#8 and in SEC 1.
func pair(t *testing.T) (cert, pkcs8, sec1 []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "leaf"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	p8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	return block("CERTIFICATE", der), block("PRIVATE KEY", p8), block("EC PRIVATE KEY", ec)
}

func TestTraditionalKeysOnly(t *testing.T) {
	t.Parallel()
	cert, pkcs8, sec1 := pair(t)
	files := map[string][]byte{"a.cer": cert, "new.key": pkcs8, "old.key": sec1}
	for _, c := range []struct {
		key             string
		refuse, refused bool
	}{{"new.key", false, false}, {"new.key", true, true}, {"old.key", true, false}} {
		s := start(t, product.Options{Skin: skin.Skin{RefusePKCS8: c.refuse}, Files: files})
		s.Set("HTTPT SSL certificate", "objects/a.cer")
		s.Set("HTTPT SSL key", "objects/"+c.key)
		s.Set("HTTPT use SSL", "Yes")
		if err := s.TLSError(); (err != nil) != c.refused {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestPassphraseIsCut(t *testing.T) {
	t.Parallel()
	s := start(t, product.Options{Skin: skin.Skin{PassphraseMax: 4}})
	s.SetSecret(product.LabelPassphrase, "größer")
	if got := s.Passphrase(); got != "größ" {
		t.Errorf("kept %q", got)
	}
}

func TestPassphraseNeedsNoRestart(t *testing.T) {
	t.Parallel()
	cert, _, sec1 := pair(t)
	block, _ := pem.Decode(sec1)
	locked, err := x509.EncryptPEMBlock(rand.Reader, block.Type, block.Bytes, []byte("right"), x509.PEMCipherAES128) //nolint:staticcheck // documented
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, product.Options{
		Skin:  skin.Skin{CertReread: "on-restart"},
		Files: map[string][]byte{"a.cer": cert, "a.key": pem.EncodeToMemory(locked)},
	})
	s.Set("HTTPT SSL certificate", "objects/a.cer")
	s.Set("HTTPT SSL key", "objects/a.key")
	s.Set("HTTPT use SSL", "Yes")
	if s.Leaf().Subject.CommonName == "leaf" {
		t.Fatal("served before a restart")
	}
	s.SetSecret(product.LabelPassphrase, "right")
	if leaf := s.Leaf(); leaf == nil || leaf.Subject.CommonName != "leaf" {
		t.Errorf("not served after the passphrase: %v", s.TLSError())
	}
}

func TestReplicationIsHeld(t *testing.T) {
	t.Parallel()
	s := start(t, product.Options{Servers: 2, Files: map[string][]byte{"a": []byte("1")}})
	versions := func(name string) []int {
		for _, f := range s.List(product.TabPrivate) {
			if f.Name == name {
				return f.Versions
			}
		}
		return nil
	}
	expect := func(what, name string, want ...int) {
		t.Helper()
		if got := versions(name); !slices.Equal(got, want) {
			t.Errorf("%s: versions of %s %v, want %v", what, name, got, want)
		}
	}
	s.PutFile("a", []byte("2"))
	expect("at once", "a", 2, 2)
	s.HoldReplication()
	s.PutFile("a", []byte("3"))
	s.PutFile("a", []byte("4"))
	s.PutFile("b", []byte("1"))
	expect("held", "a", 4, 2)
	expect("held", "b", 1, 0)
	s.Replicate()
	expect("settled", "a", 4, 4)
	expect("settled", "b", 1, 1)
	s.PutFile("a", []byte("5"))
	expect("afterwards", "a", 5, 5)
}

func TestThrottlePerUserAndAddress(t *testing.T) {
	t.Parallel()
	s := start(t, product.Options{})
	fail := func(user, address string) {
		for range 5 {
			s.Login(user, "wrong", address+":1000")
		}
	}
	fail("somebody", "192.0.2.1")
	if _, got := s.Login("admin", "asd", "192.0.2.1:1"); got != product.TooMany {
		t.Errorf("the address is not throttled: %q", got)
	}
	if _, got := s.Login("admin", "asd", "192.0.2.2:1"); got != product.Admitted {
		t.Errorf("another address is: %q", got)
	}
	fail("admin", "192.0.2.3")
	if _, got := s.Login("admin", "asd", "192.0.2.4:1"); got != product.TooMany {
		t.Errorf("the user is not throttled: %q", got)
	}
}

func TestWhitelist(t *testing.T) {
	t.Parallel()
	s := start(t, product.Options{})
	const label = "Administrator account whitelist (user IDs)"
	for list, want := range map[string]product.Refusal{"": product.Admitted, "other\nadmin": product.Admitted, "other": product.NotWhitelisted} {
		s.Set(label, list)
		if _, got := s.Login("admin", "asd", "192.0.2.1:1"); got != want {
			t.Errorf("%q: %q, want %q", list, got, want)
		}
	}
	if _, failed := s.Logins(); failed != 0 {
		t.Errorf("%d logins count as failed", failed)
	}
}

func TestOlderReleasesDifferByAWord(t *testing.T) {
	t.Parallel()
	for labels, want := range map[string][3]string{
		"newer": {"Redirect HTTP to HTTPS for all user web pages:", "Allow login without e-mail confirmation:", "0x0301-0x10000"},
		"older": {"Force SSL for all user web pages:", "Login without e-mail confirmation:", "ALL -SSLv2 -SSLv3"},
	} {
		s := start(t, product.Options{Skin: skin.Skin{Labels: labels}})
		got := [3]string{
			s.Row("Redirect HTTP to HTTPS for all user web pages").Shown, s.Row("Allow login without e-mail confirmation").Shown,
			s.Row("HTTPT SSL protocol").Values[0],
		}
		if got != want {
			t.Errorf("%v: %q", labels, got)
		}
	}
	s := start(t, product.Options{})
	for _, page := range []string{product.PageGeneral, product.PageSecurity} {
		for _, row := range s.Rows(page) {
			if !strings.HasSuffix(row.Shown, ":") {
				t.Errorf("%s has no colon", row.Shown)
			}
		}
	}
}

func TestDocumentedFileOfTheProduct(t *testing.T) {
	t.Parallel()
	s := start(t, product.Options{})
	var names []string
	for _, f := range s.List(product.TabPrivate) {
		names = append(names, f.Name)
		if f.Name == "software_policy.xml" && (f.Size != 37477 || f.Preview != "[<softwarePolicy> <scopes> ...]" || f.Versions[0] != 3) {
			t.Errorf("listed %+v", f)
		}
	}
	for _, name := range []string{"software_policy.xml", "software_policy.xml.csig"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s in %v", name, names)
		}
	}
}
