// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"

	"github.com/youmark/pkcs8"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func TestSelfSignedOutOfTheBox(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	chain, err := served(s.HTTPSURL())
	if err != nil {
		t.Fatal(err)
	}
	if len(chain) != 1 || !chain[0].Equal(s.Leaf()) || chain[0].Issuer.Organization[0] != "ISL Online Ltd." {
		t.Errorf("served %v", chain[0].Subject)
	}
}

func TestCertificateIsServedWithItsChain(t *testing.T) {
	t.Parallel()
	ca := issue(t, "ca", ecKey(t), nil)
	rsaKey := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	ec := ecKey(t)
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sec1 := must[[]byte](t)(x509.MarshalECPrivateKey(ec.(*ecdsa.PrivateKey)))
	encrypted := must[[]byte](t)(pkcs8.MarshalPrivateKey(rsaKey, []byte("päss"), nil))
	//nolint:staticcheck // old keys are still around
	legacy := must[*pem.Block](t)(x509.EncryptPEMBlock(rand.Reader, "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey), []byte("old"), x509.PEMCipherAES128))
	for name, c := range map[string]struct {
		key        crypto.Signer
		pem        []byte
		passphrase string
	}{
		"PKCS#1":           {rsaKey, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}), ""},
		"SEC 1":            {ec, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: sec1}), ""},
		"Ed25519":          {ed, pkcs8PEM(t, ed), ""},
		"PKCS#8 encrypted": {rsaKey, pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: encrypted}), "päss"},
		"DEK-Info":         {rsaKey, pem.EncodeToMemory(legacy), "old"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{})
			leaf := issue(t, "leaf", c.key, &ca)
			s.PutFile("a.cer", leaf.pem())
			s.PutFile("a.key", c.pem)
			s.PutFile("ca.crt", ca.pem())
			use(s, "objects/a.cer", "objects/a.key", "objects/ca.crt")
			if c.passphrase != "" {
				if _, err := served(s.HTTPSURL()); err == nil || s.TLSError() == nil || s.Leaf() != nil {
					t.Fatalf("served without the passphrase (%v)", err)
				}
				s.Set("HTTPT SSL key passphrase", "wrong")
				if _, err := served(s.HTTPSURL()); err == nil {
					t.Fatal("served with a wrong passphrase")
				}
				s.Set("HTTPT SSL key passphrase", c.passphrase)
			}
			chain, err := served(s.HTTPSURL())
			if err != nil {
				t.Fatalf("%v: %v", err, s.TLSError())
			}
			if len(chain) != 2 || !chain[0].Equal(leaf.cert) || !chain[1].Equal(ca.cert) || !s.Leaf().Equal(leaf.cert) {
				t.Errorf("served %d certificates, first %s", len(chain), chain[0].Subject)
			}
		})
	}
}

func TestBadPair(t *testing.T) {
	t.Parallel()
	ca := issue(t, "ca", ecKey(t), nil)
	good, other := issue(t, "good", ecKey(t), &ca), issue(t, "other", ecKey(t), &ca)
	for name, change := range map[string]func(s *emulator.Server){
		"mismatch":     func(s *emulator.Server) { s.Set("HTTPT SSL key", "objects/other.key") },
		"missing file": func(s *emulator.Server) { s.Set("HTTPT SSL certificate", "objects/none.cer") },
		"not objects":  func(s *emulator.Server) { s.Set("HTTPT SSL certificate", "good.cer") },
		"CR LF":        func(s *emulator.Server) { s.Set("HTTPT SSL certificate", "objects/crlf.cer") },
		"no PEM":       func(s *emulator.Server) { s.Set("HTTPT SSL certificate chain", "objects/software_policy.xml") },
	} {
		for _, kind := range []string{"fails", "closes", "keeps-old", "self-signed"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := start(t, emulator.Options{Skin: emulator.Skin{BadPair: kind}})
				self := s.Leaf()
				s.PutFile("good.cer", good.pem())
				s.PutFile("crlf.cer", bytes.ReplaceAll(good.pem(), []byte("\n"), []byte("\r\n")))
				s.PutFile("good.key", pkcs8PEM(t, good.key))
				s.PutFile("other.key", pkcs8PEM(t, other.key))
				use(s, "objects/good.cer", "objects/good.key", "")
				change(s)
				if s.TLSError() == nil {
					t.Error("no error is told")
				}
				chain, err := served(s.HTTPSURL())
				switch kind {
				case "keeps-old":
					if err != nil || !chain[0].Equal(good.cert) {
						t.Errorf("not the old one: %v", err)
					}
				case "self-signed":
					if err != nil || !chain[0].Equal(self) {
						t.Errorf("not the self-signed one: %v", err)
					}
				default:
					if err == nil {
						t.Errorf("served %s", chain[0].Subject)
					}
				}
				if resp, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("plain HTTP: %v", err)
				}
			})
		}
	}
}

func TestCertificateIsReread(t *testing.T) {
	t.Parallel()
	ca := issue(t, "ca", ecKey(t), nil)
	first, second := issue(t, "first", ecKey(t), &ca), issue(t, "second", ecKey(t), &ca)
	for kind, want := range map[string]struct{ use, upload string }{
		"on-save":    {"first", "first"},
		"on-upload":  {"first", "second"},
		"on-restart": {"ISL Conference Proxy", "ISL Conference Proxy"},
	} {
		t.Run(want.upload, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skin{CertReread: kind}, Files: map[string][]byte{
				"a.cer": first.pem(), "a.key": pkcs8PEM(t, first.key),
			}})
			subject := func() string {
				t.Helper()
				chain, err := served(s.HTTPSURL())
				if err != nil {
					t.Fatal(err)
				}
				return chain[0].Subject.CommonName
			}
			use(s, "objects/a.cer", "objects/a.key", "")
			if got := subject(); got != want.use {
				t.Errorf("after the save %s, want %s", got, want.use)
			}
			s.PutFile("a.cer", second.pem())
			s.PutFile("a.key", pkcs8PEM(t, second.key))
			if got := subject(); got != want.upload {
				t.Errorf("after the upload %s, want %s", got, want.upload)
			}
			if err := s.Restart(); err != nil {
				t.Fatal(err)
			}
			if got := subject(); got != "second" {
				t.Errorf("after the restart %s", got)
			}
		})
	}
}

func TestPlainHTTPOnceSSLIsUsed(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{
		"kept": 200, "redirected": 302, "refused": 0, "parse-error": 503,
	} {
		t.Run(http.StatusText(want), func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skin{PlainHTTP: kind}})
			if resp, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil || resp.StatusCode != http.StatusOK {
				t.Fatalf("before: %v", err)
			}
			s.Set("HTTPT use SSL", "Yes")
			resp, _, err := plainGet(t, s.URL()+"/conf", "", "")
			switch {
			case want == 0:
				if err == nil {
					t.Errorf("answered %d", resp.StatusCode)
				}
			case err != nil || resp.StatusCode != want:
				t.Errorf("%v %v", resp, err)
			case want == 302 && resp.Header.Get("Location") != s.HTTPSURL()+"/conf":
				t.Errorf("led to %s", resp.Header.Get("Location"))
			case want == 503 && resp.Status != "503 Request parse error":
				t.Errorf("status %s", resp.Status)
			}
			b := newBrowser(t, s)
			b.get(s.HTTPSURL() + "/conf")
			b.expect("Log in")
		})
	}
}

func TestRedirectConcernsUserPagesOnly(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	s.Set("HTTPT use SSL", "Yes")
	s.Set("Redirect HTTP to HTTPS for all user web pages", "Yes")
	for path, want := range map[string]int{"/": 302, "/join": 302, "/conf": 200} {
		if resp, _, err := plainGet(t, s.URL()+path, "", ""); err != nil || resp.StatusCode != want {
			t.Errorf("%s: %v %v", path, resp, err)
		}
	}
}

func TestProtocolSettingLimitsTheListener(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		skin    string
		value   string
		version uint16
		refused bool
	}{
		"1.3 only":      {"newer", "0x0304-0x10000", tls.VersionTLS12, true},
		"up to 1.2":     {"newer", "0x0303-0x0303", tls.VersionTLS12, false},
		"older default": {"older", "ALL -SSLv2 -SSLv3", tls.VersionTLS12, false},
		"older without": {"older", "ALL -SSLv3 -TLSv1 -TLSv1.1 -TLSv1.2", tls.VersionTLS12, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skin{Labels: c.skin}})
			s.Set("HTTPT SSL protocol", c.value)
			conn, err := tls.Dial("tcp", strings.TrimPrefix(s.HTTPSURL(), "https://"), &tls.Config{InsecureSkipVerify: true, MaxVersion: c.version})
			if err == nil {
				_ = conn.Close()
			}
			if (err != nil) != c.refused {
				t.Errorf("%v", err)
			}
		})
	}
}
