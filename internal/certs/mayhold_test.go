// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
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
		certstest.Must(t, key, err)
		der, err := x509.MarshalPKCS8PrivateKey(key)
		keys["PKCS#8 "+name] = certstest.Must(t, der, err)
		if rsaKey, ok := key.(*rsa.PrivateKey); ok {
			keys["PKCS#1"] = x509.MarshalPKCS1PrivateKey(rsaKey)
		}
	}
	block, _ := pem.Decode(f.Leaf.KeyPEM(t))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	sec1, err2 := x509.MarshalECPrivateKey(certstest.Must(t, key, err).(*ecdsa.PrivateKey))
	keys["SEC 1"] = certstest.Must(t, sec1, err2)
	pfx, err := pkcs12.Modern.Encode(key, f.Leaf.Certificate, nil, passphrase)
	keys["PKCS#12"] = certstest.Must(t, pfx, err)
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
			"bytes of Java":     "{(byte)" + strings.ReplaceAll(fmt.Sprintf("%# x", der), " ", ", (byte)") + "}",
			"decimal":           strings.Trim(fmt.Sprintf("%d", der), "[]"),
			"decimal, dotted":   strings.Trim(strings.ReplaceAll(fmt.Sprintf("%d", der), " ", "."), "[]"),
			"decimal, negative": strings.Trim(fmt.Sprint(signed(der)), "[]"),
			"octal escapes":     fmt.Sprintf(strings.Repeat(`\%03o`, len(der)), each(der)...),
			"hex escapes":       fmt.Sprintf(strings.Repeat(`\x%02x`, len(der)), each(der)...),
			"hexdump -C":        hex.Dump(der),
			"hex of base64":     hex.EncodeToString([]byte(inBase64)),
			"base32":            base32.StdEncoding.EncodeToString(der),
			"gzip in base64":    base64.StdEncoding.EncodeToString(zipped(t, der)),
			"percent-encoded":   "key=" + url.QueryEscape(inBase64),
			"a PEM body":        strings.SplitN(string(pem.EncodeToMemory(&pem.Block{Type: "X", Bytes: der})), "\n", 2)[1],
			"a C string":        `"` + inBase64[:32] + `\n"` + "\n  \"" + inBase64[32:64] + `\n"` + "\n  \"" + inBase64[64:] + `"`,
			"JSON escapes":      `{"a": "` + strings.NewReplacer("+", `\u002b`, "/", `\u002f`).Replace(inBase64) + `"}`,
			"HTML escapes":      strings.NewReplacer("+", "&#43;", "/", "&#x2f;").Replace(inBase64),
			"a large number":    new(big.Int).SetBytes(der).String(),
		} {
			if !certs.NewContent([]byte(text)).MayHoldKey() {
				t.Errorf("%s in %s: false, want true", kind, spelling)
			}
		}
	}
}

func signed(der []byte) (numbers []int8) {
	for _, b := range der {
		numbers = append(numbers, int8(b)) // as Java shows bytes
	}
	return numbers
}

func each(der []byte) (values []any) {
	for _, b := range der {
		values = append(values, b)
	}
	return values
}

func zipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What openssl and other tools print of a key is not shown.
func TestMayHoldKeyInDumps(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key.pem")
	for _, algorithm := range []string{"ED25519", "EC -pkeyopt ec_paramgen_curve:P-256", "RSA"} {
		certstest.RunOpenSSL(t, nil, append(strings.Fields("genpkey -out "+file+" -algorithm"), strings.Fields(algorithm)...)...)
		for _, command := range []string{"pkey -noout -text", "asn1parse", "asn1parse -dump"} {
			dump := certstest.RunOpenSSL(t, nil, append(strings.Fields(command), "-in", file)...)
			if !certs.NewContent(dump).MayHoldKey() {
				t.Errorf("%s, %s: false, want true", algorithm, command)
			}
		}
	}
}

func TestMayHoldKey(t *testing.T) {
	t.Parallel()
	f := certstest.NewFamily(t)
	key, certificate := f.Leaf.KeyPEM(t), f.Leaf.PEM()
	inBase64 := base64.StdEncoding.EncodeToString
	lines := strings.Split(strings.TrimSpace(string(certificate)), "\n")
	public := ""
	for _, generate := range certstest.Algorithms {
		signer, err := generate()
		certstest.Must(t, signer, err)
		request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: f.Leaf.Subject}, signer)
		certstest.Must(t, request, err)
		issuer := certstest.Sign(t, nil, signer, certstest.CA, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageCRLSign })
		revoked, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1)}, issuer.Certificate, signer)
		for _, der := range [][]byte{request, certstest.Must(t, revoked, err), issuer.Raw, issuer.RawSubjectPublicKeyInfo} {
			public += hex.EncodeToString(der) + ";\n" + inBase64(der) + ";\n"
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
		"OpenSSH without boundaries": {inBase64([]byte("openssh-key-v1\x00\x00\x00\x00\x04none\x00\x00\x00\x04none")), true},
		"JSON Web Key":               {`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}`, true},
		"JSON Web Key, escaped":      {`{"keys":"[{\"d\" : \"AA\", \"kty\": \"RSA\"}]"}`, true},
		"JSON Web Key, symmetric":    {`{"keys": [{"kty": "oct", "k": "AA"}]}`, true},
		"JSON Web Key, public":       {`{"keys": [{"kty": "RSA", "kid": "d", "use": "sig", "n": "AA", "e": "AQAB"}]}`, false},
		"RSAKeyValue":                {"<RSAKeyValue><Modulus>AA</Modulus><Exponent>AQAB</Exponent>\n<D>AA</D></RSAKeyValue>", true},
		"RSAKeyValue, primes":        {"<ds:RSAKeyValue><ds:Modulus>AA</ds:Modulus><ds:P>AA</ds:P></ds:RSAKeyValue>", true},
		"RSAKeyValue, escaped":       {"&lt;RSAKeyValue&gt;&lt;InverseQ&gt;AA", true},
		"RSAKeyValue, public":        {"<ds:RSAKeyValue><ds:Modulus>AA</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>", false},
		"ZIP in base64":              {inBase64(append([]byte("PK\x03\x04\x14\x00\x00\x00\x08\x00"), f.Leaf.Raw...)), true},
		"Java keystore":              {"\xFE\xED\xFE\xED\x00\x00\x00\x02", true},
		"hex of PEM":                 {hex.EncodeToString(key), true},
		"UTF-16 in base64":           {inBase64([]byte(utf16(t, unicode.LittleEndian, string(key)))), true},
		"percent-encoded":            {url.PathEscape(string(key)), true},
		"percent-encoded twice":      {url.QueryEscape(url.QueryEscape(string(key))), true},
		"JSON, a number":             {`{"modulus": 15, "privateExponent": 3}`, true},
		"certtool":                   {"modulus:\n\t00:0f\nprime1:\n\t05\n", true},
		"xxd":                        {"00000000: 3082 04be 0201 0030 0d06 092a 8648 86f7  0......0...*.H..\n", true},
		"od":                         {"0000000 101060 137004 000402 030060 003015 025052 044206 173606\n0000020 000415 000401 002004 124004 101060 122004 000402 000402\n", true},
		"32 bytes":                   {"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0", true},
		"digest":                     {"SHA256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0", false},
		"fingerprint":                {"sha256 Fingerprint=" + strings.Repeat("9F:", 31) + "9F\n", false},
		"metadata of SAML": {`<?xml version="1.0"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" ID="_72f988bf-86f1-41af-91ab-2d7cd011db47"
  entityID="https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/saml2">
  <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
    <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
    <ds:DigestValue>n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=</ds:DigestValue></ds:SignedInfo>
    <ds:SignatureValue>` + inBase64(f.Leaf.Signature) + `</ds:SignatureValue></ds:Signature>
  <KeyDescriptor use="signing"><ds:X509Certificate>
` + strings.Join(lines[1:len(lines)-1], "&#13;\n") + `
  </ds:X509Certificate></KeyDescriptor>
  <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/adfs/services/trust/2005/windowstransport"/>
</EntityDescriptor>`, false},
		"configuration": {"[httpt]\nports = 80, 443, 7615\nbind=10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4\ncertificate=objects/lets-encrypt-2026-09-30T12-00-00Z.chain.cer\n", false},
		"cipher suites": {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256_OR_BETTER:ECDHE-RSA-AES256-GCM-SHA384\n", false},
		"page": {`<html><a href="https://www.example.com/support/knowledge-base/how_to_replace_the_certificate_of_the_server?lang=en">Help</a>
<p style="color:#a0b1c2">----------------------------------------------------------------</p></html>`, false},
		"JSON":                        {`{"updated": "2026-09-30T12:34:56.789Z", "id": "72f988bf-86f1-41af-91ab-2d7cd011db47", "path": "C:\\Program Files\\new"}`, false},
		"certificate":                 {string(certificate), false},
		"certificate in base64 twice": {inBase64(certificate), false},
		"certificate in JSON":         {fmt.Sprintf("{%q: %q}", "certificate", certificate), false},
		"chain, CR LF":                {strings.ReplaceAll("Issued 2026\n"+string(certificate)+string(certificate), "\n", "\r\n"), false},
		"certificate in base64":       {inBase64(f.Leaf.Raw), false},
		"certificate, cut off":        {string(certificate[:200]), true},
		"certificate in XML":          {"<X509Certificate>" + inBase64(f.Leaf.Raw) + "</X509Certificate>", false},
		"requests, revocation lists":  {public, false},
		"text":                        {"a note\n", false},
		"sample":                      {"-----BEGIN CERTIFICATE-----\nMIIC...\n-----END CERTIFICATE-----\n", false},
		"nothing":                     {"", false},
	} {
		if got := certs.NewContent([]byte(test.data)).MayHoldKey(); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
