// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// keysInDER returns private keys of all kinds in DER.
func keysInDER(t *testing.T) map[string][]byte {
	t.Helper()
	f, keys := certstest.NewFamily(t), map[string][]byte{}
	for name, generate := range certstest.Algorithms {
		key, err := generate()
		must(t, key, err)
		der, err := x509.MarshalPKCS8PrivateKey(key)
		keys["PKCS#8 "+name] = must(t, der, err)
		if rsaKey, ok := key.(*rsa.PrivateKey); ok {
			keys["PKCS#1"] = x509.MarshalPKCS1PrivateKey(rsaKey)
		}
	}
	block, _ := pem.Decode(f.Leaf.KeyPEM(t))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	sec1, err2 := x509.MarshalECPrivateKey(must(t, key, err).(*ecdsa.PrivateKey))
	keys["SEC 1"] = must(t, sec1, err2)
	pfx, err := pkcs12.Modern.Encode(key, f.Leaf.Certificate, nil, passphrase)
	keys["PKCS#12"] = must(t, pfx, err)
	return keys
}

func TestMayHoldKeyInDER(t *testing.T) {
	t.Parallel()
	for kind, der := range keysInDER(t) {
		inHex, inBase64 := hex.EncodeToString(der), base64.StdEncoding.EncodeToString(der)
		for spelling, text := range map[string]string{
			"DER":               string(der),
			"DER after another": string(certstest.NewFamily(t).Leaf.Raw) + string(der),
			"cut off":           string(der[:40]),
			"base64":            inBase64,
			"base64 twice":      base64.StdEncoding.EncodeToString([]byte(inBase64)),
			"URL-safe base64":   base64.RawURLEncoding.EncodeToString(der),
			"base64 in JSON":    `{"note": "x", "blob": "` + strings.ReplaceAll(inBase64[:64]+`\n`+inBase64[64:], "/", `\/`) + `"}`,
			"base64 in XML":     "<a>\n  <b>" + inBase64 + "</b>\n</a>",
			"data address":      "data:application/octet-stream;base64," + inBase64,
			"hex":               inHex,
			"upper-case hex":    "key: " + strings.ToUpper(inHex) + "\n",
			"hex with colons":   strings.TrimSuffix(strings.Join(strings.SplitAfter(fmt.Sprintf("% x", der), " "), ":"), ":"),
			"bytes of C":        "{" + strings.ReplaceAll(fmt.Sprintf("%# x", der), " ", ", ") + "}",
		} {
			if !certs.NewContent([]byte(text)).MayHoldKey() {
				t.Errorf("%s in %s: false, want true", kind, spelling)
			}
		}
	}
}

func TestMayHoldKey(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	key, certificate := f.Leaf.KeyPEM(t), f.Leaf.PEM()
	inBase64 := base64.StdEncoding.EncodeToString
	public := ""
	for _, generate := range certstest.Algorithms {
		signer, err := generate()
		must(t, signer, err)
		request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: f.Leaf.Subject}, signer)
		must(t, request, err)
		issuer := certstest.Sign(t, nil, signer, certstest.CA, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageCRLSign })
		revoked, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1)}, issuer.Certificate, signer)
		for _, der := range [][]byte{request, must(t, revoked, err), issuer.Raw, issuer.RawSubjectPublicKeyInfo} {
			public += hex.EncodeToString(der) + "\n" + inBase64(der) + "\n"
		}
	}
	for name, test := range map[string]struct {
		data string
		want bool
	}{
		"key":                        {string(key), true},
		"certificate and key":        {string(certificate) + string(key), true},
		"key without its first dash": {string(key[1:]), true},
		"damaged, and a key behind":  {"-----BEGIN CERTIFICATE-----\n" + string(key), true},
		"key in base64":              {inBase64(key), true},
		"key in base64 twice":        {inBase64([]byte(inBase64(key))), true},
		"key in base64 in YAML":      {"data:\n  tls.key: " + inBase64(key) + "\n", true},
		"PuTTY":                      {"PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA\n", true},
		"OpenSSH without boundaries": {inBase64([]byte("openssh-key-v1\x00\x00\x00\x00\x04none")), true},
		"JSON Web Key":               {`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`, true},
		"JSON Web Key, escaped":      {`{"keys":"[{\"d\" : \"AA\", \"kty\": \"RSA\"}]"}`, true},
		"JSON Web Key, symmetric":    {`{"keys": [{"kty": "oct", "k": "AA"}]}`, true},
		"JSON Web Key, public":       {`{"keys": [{"kty": "RSA", "kid": "d", "use": "sig", "n": "AA", "e": "AQAB"}]}`, false},
		"RSAKeyValue":                {"<RSAKeyValue><Modulus>AA</Modulus><Exponent>AQAB</Exponent>\n<D>AA</D></RSAKeyValue>", true},
		"RSAKeyValue, primes":        {"<ds:RSAKeyValue><ds:Modulus>AA</ds:Modulus><ds:P>AA</ds:P></ds:RSAKeyValue>", true},
		"RSAKeyValue, escaped":       {"&lt;RSAKeyValue&gt;&lt;InverseQ&gt;AA", true},
		"RSAKeyValue, public":        {"<ds:RSAKeyValue><ds:Modulus>AA</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>", false},
		"ZIP in base64":              {inBase64([]byte("PK\x03\x04\x14\x00\x00\x00\x08\x00")), true},
		"Java keystore":              {"\xFE\xED\xFE\xED\x00\x00\x00\x02", true},
		"certificate":                {string(certificate), false},
		"certificate in base64":      {inBase64(f.Leaf.Raw), false},
		"certificate, cut off":       {string(certificate[:200]), false},
		"certificate in XML":         {"<X509Certificate>" + inBase64(f.Leaf.Raw) + "</X509Certificate>", false},
		"requests, revocation lists": {public, false},
		"text":                       {"a note\n", false},
		"sample":                     {"-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----\n", false},
		"nothing":                    {"", false},
	} {
		if got := certs.NewContent([]byte(test.data)).MayHoldKey(); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
