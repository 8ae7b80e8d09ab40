// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"bytes"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

const serverName = "proxy.example.com"

type made = func(*testing.T) []byte

// by creates data with openssl, from other data.
func by(from made, args ...string) made {
	return once(func(t *testing.T) []byte {
		var input []byte
		if from != nil {
			input = from(t)
		}
		return certstest.RunOpenSSL(t, input, args...)
	})
}

func constant(text string) made { return func(*testing.T) []byte { return []byte(text) } }

func changed(from made, change func([]byte) []byte) made {
	return func(t *testing.T) []byte { return change(bytes.Clone(from(t))) }
}

func joined(parts ...made) made {
	return func(t *testing.T) []byte {
		var all []byte
		for _, part := range parts {
			all = append(all, part(t)...)
		}
		return all
	}
}

func replaced(from made, text, with string) made {
	return changed(from, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(text), []byte(with)) })
}

func utf16(from made) made {
	return changed(from, func(b []byte) []byte {
		encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(b)
		if err != nil {
			panic(err) // it is UTF-8
		}
		return encoded
	})
}

// issued creates a certificate, its key, its chain and its root.
func issued(leaf certstest.Leaf) (certificate, key, chain, root made) {
	var all *certstest.Issued
	build := once(func(t *testing.T) []byte {
		all = certstest.Issue(t, leaf)
		return []byte{1}
	})
	part := func(get func() []byte) made {
		return func(t *testing.T) []byte { build(t); return get() }
	}
	return part(func() []byte { return all.CertPEM }), part(func() []byte { return all.KeyPEM }),
		part(func() []byte { return all.ChainPEM }), part(func() []byte { return all.RootPEM })
}

// selfSigned creates a certificate for a key with openssl.
func selfSigned(key made, args ...string) made {
	return once(func(t *testing.T) []byte {
		return certstest.RunOpenSSL(t, nil, append([]string{"req", "-x509", "-new", "-key", certstest.File(t, key(t)), "-subj", "/CN=uncommon",
			"-addext", "subjectAltName=DNS:" + serverName, "-addext", "basicConstraints=critical,CA:FALSE", "-days", "30"}, args...)...)
	})
}

func curve(name string) made { return by(nil, "ecparam", "-name", name, "-genkey", "-noout") }

var (
	certificate, pkcs8Key, chain, root = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}})
	otherCertificate, otherKey, _, _   = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}})
	rsaCertificate, rsaPKCS8, _, _     = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, Algorithm: certstest.RSA})
	edCertificate, edKey, edChain, _   = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, Algorithm: certstest.Ed25519})
	expired, expiredKey, expiredOf, _  = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-time.Hour)})
	future, futureKey, futureOf, _     = issued(certstest.Leaf{CommonName: serverName, DNSNames: []string{serverName}, NotBefore: time.Now().Add(time.Hour), NotAfter: time.Now().Add(48 * time.Hour)})

	ecKey       = by(pkcs8Key, "pkey", "-traditional")
	rsaKey      = by(rsaPKCS8, "pkey", "-traditional")
	encrypted   = by(pkcs8Key, "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:correct horse")
	legacy      = by(ecKey, "ec", "-aes256", "-passout", "pass:correct horse")
	brainpool   = curve("brainpoolP256r1")
	ed448       = by(nil, "genpkey", "-algorithm", "ED448")
	dsa         = by(nil, "dsaparam", "-genkey", "-noout", "1024")
	rsaPSS      = by(nil, "genpkey", "-quiet", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")
	opensshText = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACB4\n-----END OPENSSH PRIVATE KEY-----\n"
	derCert     = by(certificate, "x509", "-outform", "DER")
	pkcs7       = once(func(t *testing.T) []byte {
		return certstest.RunOpenSSL(t, nil, "crl2pkcs7", "-nocrl", "-certfile", certstest.File(t, certificate(t)))
	})
	pkcs7DER = by(pkcs7, "pkcs7", "-outform", "DER")
	pkcs12   = once(func(t *testing.T) []byte {
		return certstest.RunOpenSSL(t, nil, "pkcs12", "-export", "-in", certstest.File(t, joined(certificate, pkcs8Key)(t)), "-passout", "pass:x")
	})
	bare = once(func(t *testing.T) []byte { return certstest.RunOpenSSL(t, derCert(t), "base64") })
)
