// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

func TestOpenBundle(t *testing.T) {
	t.Parallel()
	issued := certstest.Issue(t, certstest.Leaf{CommonName: "proxy.example.com"})
	chain := NewContent(issued.ChainPEM).Certificates()
	root := NewContent(issued.RootPEM).Certificates()
	key, err := NewContent(issued.KeyPEM).Keys()[0].Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	const password = "p\u00e4ss & word"
	encode := func(encoder *pkcs12.Encoder) []byte {
		pfx, err := encoder.Encode(key, issued.Cert, append(append([]*x509.Certificate{}, root...), chain...), password)
		if err != nil {
			t.Fatal(err)
		}
		return pfx
	}
	pfx := encode(pkcs12.Modern)
	var all []byte
	for _, c := range append(append(append([]*x509.Certificate{}, root...), chain...), issued.Cert) {
		all = append(all, c.Raw...)
	}
	p7, err := pkcs7.DegenerateCertificate(all)
	if err != nil {
		t.Fatal(err)
	}
	encrypted, err := issued.EncryptedKeyPEM(password)
	if err != nil {
		t.Fatal(err)
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	noise := make([]byte, 400)
	_, _ = rand.Read(noise)
	withKey, withChain := true, true
	for name, test := range map[string]struct {
		data       []byte
		password   string
		key, chain bool
		problem    string
	}{
		"PKCS#12":                   {pfx, password, withKey, withChain, ""},
		"PKCS#12 of Windows":        {encode(pkcs12.LegacyDES), password, withKey, withChain, ""},
		"PKCS#12 of old Windows":    {encode(pkcs12.LegacyRC2), password, withKey, withChain, ""},
		"PKCS#12 in base64":         {[]byte(base64.StdEncoding.EncodeToString(pfx)), password, withKey, withChain, ""},
		"PKCS#12, wrong password":   {pfx, "other", false, false, "the password does not open the PKCS#12"},
		"PKCS#7":                    {p7, "", false, withChain, ""},
		"PKCS#7 in PEM":             {pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: p7}), "", false, withChain, ""},
		"DER":                       {issued.Cert.Raw, "", false, false, ""},
		"DER one after another":     {all, "", false, withChain, ""},
		"PEM in any order":          {join(issued.RootPEM, issued.KeyPEM, issued.ChainPEM, issued.CertPEM), "", withKey, withChain, ""},
		"PEM with an encrypted key": {join(encrypted, issued.CertPEM), password, withKey, false, ""},
		"PEM without the password":  {join(encrypted, issued.CertPEM), "", false, false, "encrypted"},
		"a key alone":               {issued.KeyPEM, "", false, false, "only a private key"},
		"noise":                     {noise, "", false, false, "got none of these"},
		"nothing":                   {nil, "", false, false, "got none of these"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := OpenBundle(test.data, test.password)
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), password) {
					t.Fatalf("got %v, want an error that says %q", err, test.problem)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			again, err := OpenBundle(test.data, test.password)
			if err != nil || *again != *got {
				t.Error("the same input gives another bundle")
			}
			if leaf := NewContent([]byte(got.Leaf)).Certificates(); len(leaf) != 1 || !leaf[0].Equal(issued.Cert) {
				t.Error("another leaf")
			}
			want := ""
			if test.chain {
				for _, c := range chain {
					want += toPEM("CERTIFICATE", c.Raw)
				}
			}
			if got.Chain != want {
				t.Errorf("chain:\n%s\nwant:\n%s", got.Chain, want)
			}
			if (got.Key != "") != test.key || test.key && !NewContent([]byte(got.Key)).Keys()[0].IsTraditional() {
				t.Errorf("a key: %v, want %v, in traditional form", got.Key != "", test.key)
			}
		})
	}
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n"), "")
	f.Add([]byte("MIIB"), "x")
	f.Fuzz(func(t *testing.T, data []byte, password string) {
		if got, err := OpenBundle(data, password); err == nil && got.Leaf == "" {
			t.Error("no error and no leaf")
		}
	})
}
