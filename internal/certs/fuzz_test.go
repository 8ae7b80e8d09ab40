// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/container"
)

const sampleText = "Bag Attributes\r\n-----BEGIN CERTIFICATE-----\r\nTm8gY2VydGlmaWNhdGU=\r\n-----END CERTIFICATE-----\r\n"

// seeds are texts with all the cases that the scanner distinguishes.
func seeds() [][]byte {
	all := []string{
		"", bom, "a\rb\r\r\nc", sampleText, bom + sampleText + bom + sampleText, strings.ReplaceAll(sampleText, "\r\n", "\r"),
		strings.ReplaceAll(sampleText, "\r\n", " "), strings.Replace(sampleText, "--BEGIN", "BEGIN", 1), "  " + sampleText,
		"\xFF\xFE-\x00-\x00\r\x00\n\x00", "\xFE\xFF\x00-\x00\r", "\xFF\xFE\x00\xD8", "PK\x03\x04\x00\n" + sampleText, "\x89\xef\r\n" + sampleText,
		"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0011223344556677\n\nAAAAAAAAAAA=\n-----END RSA PRIVATE KEY-----\n",
		"-----BEGIN PGP MESSAGE-----\n\n=abcd\n-----END PGP MESSAGE-----\n-----END X-----",
	}
	var list [][]byte
	for _, text := range all {
		list = append(list, []byte(text))
	}
	return list
}

func FuzzNormalize(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		out := normalized(in)
		if !bytes.Equal(in, before) {
			t.Error("the input was changed")
		}
		if again := normalized(out); !bytes.Equal(again, out) {
			t.Errorf("normalized once %q, twice %q", out, again)
		}
		if canonical(in) != canonical(out) {
			t.Errorf("its digest is not that of what it becomes, %q", out)
		}
		switch changed := !bytes.Equal(in, out); {
		case changed && (bytes.ContainsAny(out, "\r\x00") || bytes.HasPrefix(out, []byte(bom)) || !bytes.Contains(out, []byte("-----BEGIN "))):
			t.Errorf("it became %q", out)
		case changed && in[0] < 0xFE && letters(in) != letters(out):
			t.Errorf("it lost something and became %q", out)
		case changed == (len(certs.NewContent(in).Deviations()) == 0) && changed && !bytes.Equal(append(bytes.Clone(in), '\n'), out):
			t.Errorf("it became %q, and nothing is said about it", out)
		}
	})
}

// letters returns the text without the parts that normalisation may change.
func letters(text []byte) string {
	return strings.NewReplacer("\r", "", "\n", "", "\x00", "", " ", "", "\t", "", "\f", "", bom, "").Replace(string(text))
}

func FuzzParse(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		content := certs.NewContent(in)
		normalized := content.Normalized()
		again := certs.NewContent(normalized.Bytes())
		if fmt.Sprint(content.Err()) != fmt.Sprint(again.Err()) {
			t.Errorf("error %v, and normalized %v", content.Err(), again.Err())
		}
		if err := content.Err(); err != nil {
			var failure *certs.ParseError
			if !errors.As(err, &failure) || failure.Line < 1 || failure.Block < 1 || failure.Problem == "" {
				t.Errorf("error %#v", err)
			}
		}
		if len(content.Certificates()) != len(again.Certificates()) || len(content.Keys()) != len(again.Keys()) {
			t.Errorf("content %v, and normalized %v", content, again)
		}
		for _, c := range content.Certificates() {
			_, _ = certs.Problem(c), certs.Describe(c)
		}
		_ = container.FormOf(content)
		if traditional := content.Traditional(); len(traditional.Keys()) != len(content.Keys()) {
			t.Errorf("%d keys became %d", len(content.Keys()), len(traditional.Keys()))
		}
		// The scanner finds everything that the standard library finds.
		block, _ := pem.Decode(normalized.Bytes())
		if block == nil || content.Err() != nil || bytes.IndexByte(normalized.Bytes(), 0) >= 0 {
			return
		}
		if block.Type == "CERTIFICATE" && len(content.Certificates()) == 0 || block.Type == "PRIVATE KEY" && len(content.Keys()) == 0 {
			t.Errorf("a block of type %q was not found", block.Type)
		}
	})
}

func FuzzKey(f *testing.F) {
	types := []string{"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}
	signer, err := sharedKey()
	if err != nil {
		f.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		f.Fatal(err)
	}
	salt, block := []byte("saltsalt"), make([]byte, 16)
	f.Add(uint8(0), "", der)
	for _, e := range []encryption{
		{oidPBKDF2, oidAES128, pbkdf2Parameters{salt, 1 << 31}, block, block},
		{oidScrypt, oidAES128, scryptParameters{salt, 2, 1, 1}, block, block},
	} {
		encoded, _ := pem.Decode(e.pem(f))
		f.Add(uint8(1), "", encoded.Bytes)
	}
	f.Add(uint8(2), "AES-256-CBC,000102030405060708090a0b0c0d0e0f", block)
	f.Add(uint8(3), "DES-CBC,0001020304050607", block)
	f.Fuzz(func(t *testing.T, kind uint8, dek string, der []byte) {
		text := &pem.Block{Type: types[int(kind)%len(types)], Bytes: der}
		if dek != "" && !strings.ContainsAny(dek, "\r\n") {
			text.Headers = map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": dek}
		}
		encoded := pem.EncodeToMemory(text)
		content := certs.NewContent(encoded)
		noLeak := func(what any) {
			t.Helper()
			body := base64.StdEncoding.EncodeToString(der)
			for at := 0; at+16 <= len(body); at += 16 {
				if strings.Contains(fmt.Sprintf("%v %+v", what, what), body[at:at+16]) {
					t.Errorf("the body is in %v", what)
				}
			}
		}
		noLeak(content.Err())
		noLeak(content)
		if len(content.Keys()) == 0 {
			return
		}
		key := content.Keys()[0]
		noLeak(key)
		noLeak(key.Problem)
		opened, err := key.Open([]byte(passphrase))
		noLeak(err)
		switch {
		case (opened == nil) == (err == nil):
			t.Errorf("opened %v, error %v", opened, err)
		case err != nil && !errors.Is(err, certs.ErrPassphraseWrong) && !errors.Is(err, certs.ErrUnsupported) && !errors.Is(err, certs.ErrDamaged):
			t.Errorf("error %v", err)
		}
	})
}

func FuzzDER(f *testing.F) {
	for _, seed := range []string{"", "\x30\x00", "\x30\x09\x30\x00\x30\x00\x03\x01\x00", "\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", "MAA="} {
		f.Add([]byte(seed))
	}
	signer, err := sharedKey()
	if err != nil {
		f.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{certstest.Host}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(der)
	f.Fuzz(func(t *testing.T, der []byte) {
		c := certs.ParseCertificate(der)
		if !bytes.Equal(c.Raw, der) {
			t.Error("the bytes are others")
		}
		_, err := x509.ParseCertificate(der)
		if problem := certs.Problem(c); (problem == nil) != (err == nil) {
			t.Errorf("problem %v, and x509 says %v", problem, err)
		}
		if d := certs.Describe(c); d.SHA256Fingerprint == "" || d.PublicKeySHA256 == "" && err == nil {
			t.Errorf("description %+v", d)
		}
		if form := container.FormOf(certs.NewContent(der)); form == nil && err == nil {
			t.Error("the certificate is not recognised")
		}
	})
}
