// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// TestTraditional lets openssl read the converted keys.
func TestTraditional(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	pass := "pass:" + passphrase
	for algorithm, made := range map[string]struct {
		key   []byte
		label string
	}{
		"RSA": {certstest.RunOpenSSL(t, nil, "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"), "RSA PRIVATE KEY"},
		"EC":  {certstest.RunOpenSSL(t, nil, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), "EC PRIVATE KEY"},
	} {
		public := certstest.RunOpenSSL(t, made.key, "pkey", "-pubout")
		for form, args := range map[string][]string{
			"PKCS#8": nil, "encrypted PKCS#8": {"pkcs8", "-topk8", "-passout", pass},
			"traditional": {"pkey", "-traditional"}, "encrypted traditional": {"pkey", "-traditional", "-aes128", "-passout", pass},
		} {
			t.Run(algorithm+" "+form, func(t *testing.T) {
				t.Parallel()
				text := made.key
				if args != nil {
					text = certstest.RunOpenSSL(t, text, args...)
				}
				key := certstest.Parse(t, text).Keys()[0]
				converted, err := key.Traditional([]byte(passphrase))
				certstest.Must(t, converted, err)
				if !bytes.Contains(converted, []byte("BEGIN "+made.label)) || bytes.Contains(converted, []byte("Proc-Type: 4,ENCRYPTED")) != key.Encrypted {
					t.Errorf("unexpected form: %s", strings.SplitN(string(converted), "\n", 2)[0])
				}
				if got := certstest.RunOpenSSL(t, converted, "pkey", "-pubout", "-passin", pass); !bytes.Equal(got, public) {
					t.Errorf("openssl reads another key")
				}
				if again, err := key.Traditional([]byte(passphrase)); !bytes.Equal(certstest.Must(t, again, err), converted) {
					t.Error("made again it is another")
				}
				if !certstest.Parse(t, converted).Keys()[0].IsTraditional() || key.IsTraditional() != strings.HasSuffix(form, "traditional") {
					t.Error("IsTraditional is wrong")
				}
				if key.Format == certs.EncryptedPKCS8 {
					_, missing := key.Traditional(nil)
					_, wrong := key.Traditional([]byte("wrong"))
					if !errors.Is(missing, certs.ErrPassphraseMissing) || !errors.Is(wrong, certs.ErrPassphraseWrong) {
						t.Errorf("errors %v and %v", missing, wrong)
					}
				}
			})
		}
	}
}

// TestTraditionalVector: the same key with another passphrase, and another key
// with the same one, get different initialisation vectors.
func TestTraditionalVector(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	vector := func(key []byte, passphrase string) string {
		encrypted := certstest.RunOpenSSL(t, key, "pkcs8", "-topk8", "-passout", "pass:"+passphrase)
		text, err := certstest.Parse(t, encrypted).Keys()[0].Traditional([]byte(passphrase))
		_, rest, _ := strings.Cut(string(certstest.Must(t, text, err)), "DEK-Info: AES-256-CBC,")
		return strings.SplitN(rest, "\n", 2)[0]
	}
	one, other := certstest.Sign(t, nil, nil).KeyPEM(t), certstest.Sign(t, nil, nil).KeyPEM(t)
	seen := map[string]bool{vector(one, "a"): true, vector(one, "b"): true, vector(other, "a"): true, vector(one, "a"): true}
	if len(seen) != 3 || seen[""] {
		t.Errorf("vectors %v, expected three", seen)
	}
}

func TestTraditionalContent(t *testing.T) {
	t.Parallel()
	p := certstest.Sign(t, nil, nil)
	signer, err := certstest.Algorithms["Ed25519"]()
	ed := certstest.Sign(t, nil, certstest.Must(t, signer, err)).KeyPEM(t)
	if _, err := certstest.Parse(t, ed).Keys()[0].Traditional(nil); !errors.Is(err, certs.ErrNoTraditionalForm) {
		t.Errorf("error %v", err)
	}
	key := string(p.KeyPEM(t))
	converted, err := certstest.Parse(t, []byte(key)).Keys()[0].Traditional(nil)
	want := string(certstest.Must(t, converted, err))
	for name, test := range map[string][2]string{
		"key":              {key, want},
		"CR LF":            {ending(key, "\r\n"), want},
		"text and other":   {"# a\n" + string(p.PEM()) + "# b\n" + key + "# c\n" + string(ed) + key, "# a\n" + string(p.PEM()) + "# b\n" + want + "# c\n" + string(ed) + want},
		"Ed25519":          {string(ed), string(ed)},
		"traditional":      {want, want},
		"certificate":      {string(p.PEM()), string(p.PEM())},
		"no PEM":           {"a\r\nb", "a\r\nb"},
		"cut off after it": {key + "-----BEGIN X-----\nAAAA\n", want + "-----BEGIN X-----\nAAAA\n"},
	} {
		if got := string(certs.NewContent([]byte(test[0])).Traditional().Bytes()); got != test[1] {
			t.Errorf("%s became:\n%s", name, got)
		}
	}
}
