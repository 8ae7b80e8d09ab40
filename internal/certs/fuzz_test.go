// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

const sampleText = "Bag Attributes\r\n-----BEGIN CERTIFICATE-----\r\nTm8gY2VydGlmaWNhdGU=\r\n-----END CERTIFICATE-----\r\n"

// seeds are texts with everything that the scanner decides about.
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
		out := certs.Normalize(in)
		if !bytes.Equal(in, before) {
			t.Error("the input was changed")
		}
		if again := certs.Normalize(out); !bytes.Equal(again, out) {
			t.Errorf("normalized once %q, twice %q", out, again)
		}
		if !certs.Equal(in, out) || !certs.Equal(out, in) || certs.CanonicalSHA256(in) != certs.CanonicalSHA256(out) {
			t.Errorf("it is not equal to what it becomes, %q", out)
		}
		switch text := certs.IsText(in); {
		case !text && !bytes.Equal(in, out):
			t.Errorf("it is no text and yet became %q", out)
		case text && (!certs.IsText(out) || bytes.Contains(out, []byte("\r\n")) || bytes.HasPrefix(out, []byte(bom))):
			t.Errorf("it is text and became %q", out)
		case text && len(in) > 0 && in[0] < 0xFE && letters(in) != letters(out):
			t.Errorf("it lost something and became %q", out)
		}
	})
}

// letters is the text without what may be changed about it.
func letters(text []byte) string {
	return strings.NewReplacer("\r", "", "\n", "", bom, "").Replace(string(text))
}

func FuzzParse(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		content, err := certs.Parse(in)
		normalized, err2 := certs.Parse(certs.Normalize(in))
		if fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Errorf("error %v, and normalized %v", err, err2)
		}
		if err != nil {
			var failure *certs.ParseError
			if content != nil || !errors.As(err, &failure) || failure.Line < 1 || failure.Block < 1 || failure.Problem == "" {
				t.Errorf("content %v with error %#v", content, err)
			}
			return
		}
		if held := len(content.Certificates) + len(content.Keys) + len(content.Other); (held > 0) != content.PEM || held != len(normalized.Certificates)+len(normalized.Keys)+len(normalized.Other) {
			t.Errorf("content %+v, and normalized %+v", content, normalized)
		}
		// What the standard library finds is not overlooked here.
		if block, _ := pem.Decode(certs.Normalize(in)); block != nil && !content.PEM && slices.Contains([]string{"CERTIFICATE", "PRIVATE KEY"}, block.Type) && bytes.IndexByte(in, 0) < 0 {
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
		content, err := certs.Parse(encoded)
		noLeak := func(what any) {
			t.Helper()
			body := base64.StdEncoding.EncodeToString(der)
			for at := 0; at+16 <= len(body); at += 16 {
				if strings.Contains(fmt.Sprintf("%v %+v", what, what), body[at:at+16]) {
					t.Errorf("the body is in %v", what)
				}
			}
		}
		noLeak(err)
		if err != nil || len(content.Keys) == 0 {
			return
		}
		key := content.Keys[0]
		noLeak(key)
		opened, err := key.Open([]byte(passphrase))
		noLeak(err)
		switch {
		case (opened == nil) == (err == nil):
			t.Errorf("opened %v, error %v", opened, err)
		case err != nil && !errors.Is(err, certs.ErrPassphraseWrong) && !errors.Is(err, certs.ErrUnsupported):
			t.Errorf("error %v", err)
		}
	})
}
