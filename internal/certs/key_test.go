// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto/aes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

const passphrase = "correct, 馬 battery"

// keyCase is a key in a file with its expected fields.
type keyCase struct {
	args              []string // of openssl, which reads the plain key
	format            certs.KeyFormat
	algorithm, cipher string
}

// sample is a key from openssl, with the digest of the public key in a
// certificate that openssl issued for it.
type sample struct {
	pem    []byte
	digest string
}

func newSample(t *testing.T, args ...string) sample {
	t.Helper()
	key := certstest.RunOpenSSL(t, nil, args...)
	certificate := certstest.RunOpenSSL(t, nil, "req", "-x509", "-new", "-key", certstest.File(t, key), "-subj", "/CN=key", "-days", "2")
	return sample{key, certstest.Parse(t, certificate).PublicKeySHA256()}
}

func TestKeyFormats(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	rsaKey := newSample(t, "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
	ecKey := newSample(t, "ecparam", "-name", "prime256v1", "-genkey")
	edKey := newSample(t, "genpkey", "-algorithm", "ED25519")

	pass := "pass:" + passphrase
	traditional := func(command, cipher string) []string {
		return []string{command, cipher, "-traditional", "-passout", pass}
	}
	dek := func(cipher string) keyCase { return keyCase{format: certs.LegacyDEK, cipher: cipher} }
	pkcs8 := func(args ...string) []string { return append([]string{"pkcs8", "-topk8", "-passout", pass}, args...) }

	tests := map[string]struct {
		sample
		keyCase
	}{
		"PKCS#1":                {rsaKey, keyCase{[]string{"rsa", "-traditional"}, certs.PKCS1, "RSA", ""}},
		"PKCS#8 RSA":            {rsaKey, keyCase{[]string{"pkcs8", "-topk8", "-nocrypt"}, certs.PKCS8, "RSA", ""}},
		"PKCS#8 EC":             {ecKey, keyCase{[]string{"pkcs8", "-topk8", "-nocrypt"}, certs.PKCS8, "ECDSA", ""}},
		"PKCS#8 Ed25519":        {edKey, keyCase{nil, certs.PKCS8, "Ed25519", ""}},
		"SEC 1 with parameters": {ecKey, keyCase{nil, certs.SEC1, "ECDSA", ""}},
		"SEC 1":                 {ecKey, keyCase{[]string{"ec"}, certs.SEC1, "ECDSA", ""}},
		"SEC 1 without public":  {ecKey, keyCase{[]string{"ec", "-no_public"}, certs.SEC1, "ECDSA", ""}},
		"P-521":                 {newSample(t, "ecparam", "-name", "secp521r1", "-genkey", "-noout"), keyCase{nil, certs.SEC1, "ECDSA", ""}},
		"encrypted RSA":         {rsaKey, keyCase{pkcs8(), certs.EncryptedPKCS8, "", "AES-256-CBC"}},
		"encrypted Ed25519":     {edKey, keyCase{pkcs8(), certs.EncryptedPKCS8, "", "AES-256-CBC"}},
		"many iterations":       {edKey, keyCase{pkcs8("-iter", "200000"), certs.EncryptedPKCS8, "", "AES-256-CBC"}},
	}
	for option, name := range map[string]string{"-aes128": "AES-128-CBC", "-aes192": "AES-192-CBC", "-aes256": "AES-256-CBC", "-des3": "DES-EDE3-CBC"} {
		for command, s := range map[string]sample{"rsa": rsaKey, "ec": ecKey} {
			c := dek(name)
			c.args = traditional(command, option)
			if command == "ec" {
				c.args = []string{"ec", option, "-passout", pass}
			}
			tests["DEK-Info "+command+" "+name] = struct {
				sample
				keyCase
			}{s, c}
		}
	}
	for option, name := range map[string]string{"aes-128-cbc": "AES-128-CBC", "aes-192-cbc": "AES-192-CBC", "aes-256-cbc": "AES-256-CBC", "des-ede3-cbc": "DES-EDE3-CBC"} {
		for _, prf := range []string{"hmacWithSHA1", "hmacWithSHA224", "hmacWithSHA256", "hmacWithSHA384", "hmacWithSHA512", "hmacWithSHA512-256"} {
			tests[prf+" "+name] = struct {
				sample
				keyCase
			}{ecKey, keyCase{pkcs8("-v2", option, "-v2prf", prf), certs.EncryptedPKCS8, "", name}}
		}
		tests["scrypt "+name] = struct {
			sample
			keyCase
		}{ecKey, keyCase{pkcs8("-v2", option, "-scrypt"), certs.EncryptedPKCS8, "", name}}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := test.pem
			if test.args != nil {
				text = certstest.RunOpenSSL(t, test.pem, test.args...)
			}
			content := certstest.Parse(t, text)
			if len(content.Keys()) != 1 {
				t.Fatalf("%d keys in the file", len(content.Keys()))
			}
			key := content.Keys()[0]
			encrypted := test.algorithm == ""
			want := &certs.Key{Format: test.format, Algorithm: test.algorithm, Encrypted: encrypted, Cipher: test.cipher}
			if diff := cmp.Diff(want, key, cmpopts.IgnoreUnexported(certs.Key{})); diff != "" {
				t.Errorf("key (-want +got):\n%s", diff)
			}
			known := test.digest
			if encrypted {
				known = ""
			}
			if key.PublicKeySHA256() != known || content.PublicKeySHA256() != known {
				t.Errorf("digest without passphrase %q and %q, expected %q", key.PublicKeySHA256(), content.PublicKeySHA256(), known)
			}
			checkOpen(t, key, passphrase, test.digest, nil)
			wrong, missing := error(nil), error(nil)
			if encrypted {
				wrong, missing = certs.ErrPassphraseWrong, certs.ErrPassphraseMissing
			}
			checkOpen(t, key, "", test.digest, missing)
			checkOpen(t, key, "wrong", test.digest, wrong)
			checkOpen(t, key, passphrase+"\n", test.digest, wrong)
		})
	}
}

func checkOpen(t *testing.T, key *certs.Key, passphrase, digest string, want error) {
	t.Helper()
	signer, err := key.Open([]byte(passphrase))
	if !errors.Is(err, want) {
		t.Errorf("Open(%q): error %v, expected %v", passphrase, err, want)
	}
	if err != nil {
		if signer != nil {
			t.Errorf("Open(%q) returned a key with an error", passphrase)
		}
		return
	}
	if found, err := certs.PublicKeySHA256(signer.Public()); certstest.Must(t, found, err) != digest {
		t.Errorf("Open(%q): public key %s, expected %s", passphrase, found, digest)
	}
}

// TestWrongPassphrases tries so many passphrases that some decrypt to valid
// padding.
func TestWrongPassphrases(t *testing.T) {
	t.Parallel()
	key := certstest.Parse(t, legacyKey(t, x509.PEMCipherDES)).Keys()[0]
	if key.Cipher != "DES-CBC" {
		t.Errorf("cipher %q", key.Cipher)
	}
	if signer, err := key.Open([]byte(passphrase)); certstest.Must(t, signer, err) == nil {
		t.Error("no key")
	}
	for i := range 2000 {
		if _, err := key.Open(fmt.Append(nil, "wrong", i)); !errors.Is(err, certs.ErrPassphraseWrong) {
			t.Fatalf("attempt %d: error %v", i, err)
		}
	}
}

var sharedKey = sync.OnceValues(certstest.Algorithms["ECDSA"])

// legacyKey is a SEC 1 key with OpenSSL's traditional encryption.
func legacyKey(t *testing.T, cipher x509.PEMCipher) []byte {
	t.Helper()
	signer, err := sharedKey()
	der, err2 := x509.MarshalPKCS8PrivateKey(certstest.Must(t, signer, err))
	block, err3 := x509.EncryptPEMBlock(rand.Reader, "PRIVATE KEY", certstest.Must(t, der, err2), []byte(passphrase), cipher) //nolint:staticcheck // Old files have it.
	return pem.EncodeToMemory(certstest.Must(t, block, err3))
}

// TestKeysThatCannotBeOpened: keys with an unknown encryption or of an unknown
// type must not look like a wrong passphrase.
func TestKeysThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	pass := "pass:" + passphrase
	ed448 := certstest.RunOpenSSL(t, nil, "genpkey", "-algorithm", "ED448")
	x25519 := certstest.RunOpenSSL(t, nil, "genpkey", "-algorithm", "X25519")
	k1 := certstest.RunOpenSSL(t, nil, "ecparam", "-name", "secp256k1", "-genkey", "-noout")
	tests := map[string]struct {
		key    []byte
		cipher string
	}{
		"PBES1":     {certstest.RunOpenSSL(t, ed448, "pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", pass), ""},
		"Camellia":  {certstest.RunOpenSSL(t, ed448, "pkcs8", "-topk8", "-v2", "camellia-256-cbc", "-passout", pass), ""},
		"DEK ARIA":  {certstest.RunOpenSSL(t, k1, "ec", "-aria-256-cbc", "-passout", pass), ""},
		"Ed448":     {certstest.RunOpenSSL(t, ed448, "pkcs8", "-topk8", "-passout", pass), "AES-256-CBC"},
		"X25519":    {certstest.RunOpenSSL(t, x25519, "pkcs8", "-topk8", "-passout", pass), "AES-256-CBC"},
		"secp256k1": {certstest.RunOpenSSL(t, k1, "ec", "-aes256", "-passout", pass), "AES-256-CBC"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := certstest.Parse(t, test.key).Keys()[0]
			if !key.Encrypted || key.Cipher != test.cipher {
				t.Errorf("encrypted is %t with %q, expected %q", key.Encrypted, key.Cipher, test.cipher)
			}
			checkOpen(t, key, passphrase, "", certs.ErrUnsupported)
			checkOpen(t, key, "", "", certs.ErrPassphraseMissing)
		})
	}
}

// encryption is the parameters of PBES2, to be falsified.
type encryption struct {
	kdf, cipher   asn1.ObjectIdentifier
	kdfParameters any
	iv, data      []byte
}

type (
	pbkdf2Parameters struct {
		Salt       []byte
		Iterations int
	}
	scryptParameters struct {
		Salt    []byte
		N, R, P int
	}
)

var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}
	oidAES128 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}
)

func (e encryption) pem(tb testing.TB) []byte {
	tb.Helper()
	marshal := func(v any) []byte {
		der, err := asn1.Marshal(v)
		if err != nil {
			tb.Fatal(err)
		}
		return der
	}
	algorithm := func(oid asn1.ObjectIdentifier, parameters any) pkix.AlgorithmIdentifier {
		return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: marshal(parameters)}}
	}
	return pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{algorithm(oidPBES2, []pkix.AlgorithmIdentifier{algorithm(e.kdf, e.kdfParameters), algorithm(e.cipher, e.iv)}), e.data})})
}

// TestHostileKeys: no parameter in a file makes Open panic, hang, or exhaust
// the memory.
func TestHostileKeys(t *testing.T) {
	t.Parallel()
	salt, block := []byte("saltsalt"), make([]byte, aes.BlockSize)
	pbkdf2 := func(iterations int) encryption {
		return encryption{oidPBKDF2, oidAES128, pbkdf2Parameters{salt, iterations}, block, block}
	}
	scrypt := func(n, r, p int) encryption {
		return encryption{oidScrypt, oidAES128, scryptParameters{salt, n, r, p}, block, block}
	}
	broken := func(change func(*encryption)) encryption {
		e := pbkdf2(1)
		change(&e)
		return e
	}
	opens := map[string]struct {
		key  encryption
		want error
	}{
		"sane":            {pbkdf2(1000), certs.ErrPassphraseWrong},
		"2^31 iterations": {pbkdf2(1 << 31), certs.ErrUnsupported},
		"2^62 iterations": {pbkdf2(1 << 62), certs.ErrUnsupported},
		"scrypt sane":     {scrypt(1<<14, 8, 1), certs.ErrPassphraseWrong},
		"scrypt N":        {scrypt(1<<40, 8, 1), certs.ErrUnsupported},
		"scrypt r":        {scrypt(2, 1<<40, 1), certs.ErrUnsupported},
		"scrypt p":        {scrypt(2, 1, 1<<40), certs.ErrUnsupported},
		"scrypt all":      {scrypt(1<<62, 1<<62, 1<<62), certs.ErrUnsupported},
	}
	for name, test := range opens {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkOpen(t, certstest.Parse(t, test.key.pem(t)).Keys()[0], passphrase, "", test.want)
		})
	}
	for name, key := range map[string]encryption{
		"no iteration":        pbkdf2(0),
		"negative iterations": pbkdf2(-1),
		"scrypt N of 1":       scrypt(1, 1, 1),
		"scrypt N of 1000":    scrypt(1000, 8, 1),
		"scrypt r of 0":       scrypt(2, 0, 1),
		"scrypt p of 0":       scrypt(2, 1, 0),
		"scrypt negative":     scrypt(2, -1, -1),
		"short vector":        broken(func(e *encryption) { e.iv = block[:8] }),
		"long vector":         broken(func(e *encryption) { e.iv = make([]byte, 17) }),
		"no vector":           broken(func(e *encryption) { e.iv = nil }),
		"no data":             broken(func(e *encryption) { e.data = nil }),
		"half a block":        broken(func(e *encryption) { e.data = block[:8] }),
		"other parameters":    broken(func(e *encryption) { e.kdfParameters = []int{1} }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkProblem(t, certstest.Parse(t, key.pem(t)), certs.ErrDamaged)
		})
	}
	for name, change := range map[string]func(*pem.Block){
		"DEK vector is no hex": func(b *pem.Block) { b.Headers["DEK-Info"] = "DES-CBC,xyz" },
		"DEK vector is short":  func(b *pem.Block) { b.Headers["DEK-Info"] = "DES-CBC,00" },
		"DEK vector is absent": func(b *pem.Block) { b.Headers["DEK-Info"] = "DES-CBC" },
		"DEK half a block":     func(b *pem.Block) { b.Bytes = b.Bytes[:len(b.Bytes)-3] },
		"DEK of DSA":           func(b *pem.Block) { b.Type = "DSA PRIVATE KEY" },
		"DEK twice encrypted":  func(b *pem.Block) { b.Type = "ENCRYPTED PRIVATE KEY" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block, _ := pem.Decode(legacyKey(t, x509.PEMCipherDES))
			change(block)
			want := certs.ErrDamaged
			if block.Type == "DSA PRIVATE KEY" {
				want = certs.ErrUnsupported
			}
			checkProblem(t, certstest.Parse(t, pem.EncodeToMemory(block)), want)
		})
	}
}

// checkProblem expects one key that no passphrase opens.
func checkProblem(t *testing.T, content *certs.Content, want error) {
	t.Helper()
	if len(content.Keys()) != 1 {
		t.Fatalf("%d keys", len(content.Keys()))
	}
	key := content.Keys()[0]
	if !errors.Is(key.Problem, want) || key.PublicKeySHA256() != "" {
		t.Errorf("problem %v, expected %v; public key %q", key.Problem, want, key.PublicKeySHA256())
	}
	checkOpen(t, key, passphrase, "", want)
}

// TestKeysThatCannotBeRead: such keys are kept, with the reason.
func TestKeysThatCannotBeRead(t *testing.T) {
	t.Parallel()
	exchange, err := ecdh.X25519().GenerateKey(rand.Reader)
	der, err2 := x509.MarshalPKCS8PrivateKey(certstest.Must(t, exchange, err))
	certstest.Must(t, der, err2)
	good := parsePEM(t, certstest.Sign(t, nil, nil).KeyPEM(t))
	for name, test := range map[string]struct {
		block pem.Block
		want  error
	}{
		"cut off":      {pem.Block{Type: "PRIVATE KEY", Bytes: good.Bytes[:len(good.Bytes)/2]}, certs.ErrDamaged},
		"garbage":      {pem.Block{Type: "RSA PRIVATE KEY", Bytes: []byte("garbage")}, certs.ErrDamaged},
		"other type":   {pem.Block{Type: "RSA PRIVATE KEY", Bytes: good.Bytes}, certs.ErrUnsupported},
		"for exchange": {pem.Block{Type: "PRIVATE KEY", Bytes: der}, certs.ErrUnsupported},
		"OpenSSH":      {pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: good.Bytes}, certs.ErrUnsupported},
		"DSA":          {pem.Block{Type: "DSA PRIVATE KEY", Bytes: good.Bytes}, certs.ErrUnsupported},
		"encrypted":    {pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: good.Bytes[:40]}, certs.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkProblem(t, certstest.Parse(t, pem.EncodeToMemory(&test.block)), test.want)
		})
	}
}

func parsePEM(t *testing.T, data []byte) *pem.Block {
	t.Helper()
	block, rest := pem.Decode(data)
	if block == nil || len(rest) > 0 {
		t.Fatal("that is not one PEM block")
	}
	return block
}
