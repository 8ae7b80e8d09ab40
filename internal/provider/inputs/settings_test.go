// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package inputs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/protocol"
)

// settings are the HTTPT SSL settings that name the file of a row as the
// certificate, and others as key and chain.
type settings struct {
	key, chain made
	passphrase string
	more       map[string]any
}

func (s *settings) blocks(b *bench) []protocol.Block {
	ssl := protocol.Block{Type: "confproxy_httpt_ssl", Name: "this", DependsOn: []string{address}}
	var blocks []protocol.Block
	for name, data := range map[string]made{"key": s.key, "chain": s.chain} {
		if data == nil {
			continue
		}
		path := filepath.Join(b.folder, name)
		if err := os.WriteFile(path, data(b.t), 0o600); err != nil {
			b.t.Fatal(err)
		}
		block := protocol.Block{Type: "confproxy_private_file", Name: name, Arguments: func(protocol.Ref) map[string]any {
			return map[string]any{"name": b.name + "." + name, "source": path}
		}}
		blocks = append(blocks, block)
		ssl.DependsOn = append(ssl.DependsOn, block.Address())
	}
	ssl.Arguments = func(ref protocol.Ref) map[string]any {
		arguments := map[string]any{"use_ssl": true, "certificate": ref(address, "path"), "key": ref("confproxy_private_file.key", "path"), "live_check": map[string]any{"timeout": "5s"}}
		if s.chain != nil {
			arguments["certificate_chain"] = ref("confproxy_private_file.chain", "path")
		}
		if s.passphrase != "" {
			arguments["key_passphrase_wo"] = s.passphrase
		}
		for name, value := range s.more {
			arguments[name] = value
		}
		return arguments
	}
	return append(blocks, ssl)
}

// authority is a certificate that signs others, or itself.
type authority struct {
	*x509.Certificate
	key *ecdsa.PrivateKey
}

func newAuthority(name string, key *ecdsa.PrivateKey, issuer *authority, change func(*x509.Certificate)) *authority {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return signed(template, key, issuer, change)
}

func newLeaf(issuer *authority, change func(*x509.Certificate)) *authority {
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: serverName}, DNSNames: []string{serverName},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	return signed(template, nil, issuer, change)
}

func signed(template *x509.Certificate, key *ecdsa.PrivateKey, issuer *authority, change func(*x509.Certificate)) *authority {
	if key == nil {
		key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	number, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	template.SerialNumber, template.BasicConstraintsValid = number, true
	template.NotBefore, template.NotAfter = time.Now().Add(-48*time.Hour), time.Now().AddDate(0, 0, 88)
	if change != nil {
		change(template)
	}
	parent := &authority{template, key}
	if issuer != nil {
		parent = issuer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.Certificate, key.Public(), parent.key)
	if err != nil {
		panic(err) // the templates of this file are right
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return &authority{certificate, key}
}

func pems(all ...*authority) made {
	return func(*testing.T) []byte {
		var data []byte
		for _, a := range all {
			data = append(data, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Raw})...)
		}
		return data
	}
}

func keyOf(a *authority) made {
	return func(t *testing.T) []byte {
		der, err := x509.MarshalECPrivateKey(a.key)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	}
}

func ago(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) }

func settingsRows() []row {
	pair := func(key, chain made) *settings { return &settings{key: key, chain: chain} }
	rows := []row{
		{name: "certificate, key and chain", data: certificate, settings: pair(pkcs8Key, chain)},
		{name: "full chain as certificate", data: joined(certificate, chain), settings: pair(pkcs8Key, nil)},
		{name: "RSA", data: rsaCertificate, settings: pair(rsaKey, nil), plan: warned("No chain")},
		{name: "Ed25519", data: edCertificate, settings: pair(edKey, edChain), plan: warned("Key is Ed25519")},
		{name: "key of another certificate", data: certificate, settings: pair(otherKey, chain), plan: "error: Key and certificate do not match"},
		{name: "encrypted key with its passphrase", data: certificate, settings: &settings{key: legacy, chain: chain, passphrase: "correct horse"}},
		{name: "encrypted key without its passphrase", data: certificate, settings: pair(legacy, chain), plan: "error: Passphrase missing"},
		{name: "encrypted key with another passphrase", data: certificate, settings: &settings{key: legacy, chain: chain, passphrase: "wrong"}, plan: "error: Passphrase wrong"},
		{name: "passphrase with a line break at its end", data: certificate, settings: &settings{key: legacy, chain: chain, passphrase: "correct horse\n"}, validate: "error: Invalid key_passphrase_wo"},
		{name: "key as certificate", data: ecKey, settings: pair(ecKey, chain), plan: "error: Private key in the certificate file"},
		{name: "certificate with its key", data: joined(certificate, ecKey), settings: pair(ecKey, chain), plan: "error: Private key in the certificate file"},
		{name: "certificate in DER", data: derCert, settings: pair(ecKey, chain), plan: "error: No certificate in the file"},
		{name: "PKCS#7", data: pkcs7, settings: pair(ecKey, chain), plan: "error: No certificate in the file"},
		{name: "PKCS#12", data: pkcs12, settings: pair(ecKey, chain), plan: "error: No certificate in the file"},
		{name: "base64 without BEGIN and END", data: bare, settings: pair(ecKey, chain), plan: "error: No certificate in the file"},
		{name: "OpenSSH key", data: certificate, settings: pair(constant(opensshText), chain), plan: "error: Key is in OpenSSH's form"},
		{name: "expired", data: expired, settings: pair(expiredKey, expiredOf), plan: "error: Certificate has expired"},
		{name: "not valid yet", data: future, settings: pair(futureKey, futureOf), plan: "error: Certificate is not valid yet"},
		{name: "too few days left", data: certificate, settings: &settings{key: ecKey, chain: chain, more: map[string]any{"minimum_days_valid": 200}}, plan: "error: Certificate expires too soon"},
		{name: "`server_name` with a port", data: certificate, settings: &settings{key: ecKey, chain: chain, more: map[string]any{"live_check": map[string]any{"server_name": "proxy.example.com:443"}}}, validate: "error: Invalid live_check.server_name"},
		{name: "line break in `ssl_cipher_suite`", data: certificate, settings: &settings{key: ecKey, chain: chain, more: map[string]any{"ssl_cipher_suite": "0x1302\n0x1301"}}, validate: "error: Invalid ssl_cipher_suite"},
	}
	return append(in("In the HTTPT SSL settings", rows), chainRows()...)
}

// chainRows are chains in the forms in which authorities deliver them.
func chainRows() []row {
	dst := newAuthority("DST", nil, nil, nil)
	x1 := newAuthority("X1", nil, nil, nil)
	cross := newAuthority("X1", x1.key, dst, nil)
	oldCross := newAuthority("X1", x1.key, dst, ago)
	r3 := newAuthority("R3", nil, x1, nil)
	stranger := newAuthority("Stranger", nil, nil, nil)
	leaf := newLeaf(r3, nil)
	shape := func(name string, leaf *authority, plan string, chain ...*authority) row {
		return row{name: name, data: pems(leaf), settings: &settings{key: keyOf(leaf), chain: pems(chain...)}, plan: plan}
	}
	narrow := newAuthority("Narrow", nil, nil, func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"example.org"} })
	short := newAuthority("Short", nil, nil, func(c *x509.Certificate) { c.MaxPathLenZero = true })
	below := newAuthority("Below", nil, short, nil)
	client := newLeaf(x1, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	address := newLeaf(x1, func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, []net.IP{net.IPv4(192, 0, 2, 1)} })
	return in("Chains in the HTTPT SSL settings", []row{
		shape("issuer and root", leaf, "", r3, x1),
		shape("cross-signed, then self-signed", leaf, "", r3, cross, x1),
		shape("self-signed, then cross-signed", leaf, "", r3, x1, cross),
		shape("cross-signed and its root", leaf, "", r3, cross, dst),
		shape("expired cross-signed certificate beside a complete path", leaf, warned("Certificate has expired"), r3, oldCross, x1),
		shape("expired cross-signed certificate alone", leaf, "error: Certificate has expired", r3, oldCross),
		shape("wrong order", leaf, "error: Chain in the wrong order", x1, r3),
		shape("an unrelated certificate after the root", leaf, "error: Chain continues after the root", r3, x1, stranger),
		shape("a missing issuer", leaf, "error: Certificate missing in the chain", x1),
		shape("the leaf repeated", leaf, warned("Server certificate repeated in the chain"), leaf, r3, x1),
		shape("path length violated", newLeaf(below, nil), warned("Path length violated"), below, short),
		shape("name constraints violated", newLeaf(narrow, nil), warned("Name constraints violated"), narrow),
		shape("leaf without serverAuth", client, warned("Certificate is not for servers"), x1),
		shape("leaf for an IP address only", address, warned("Certificate does not cover the server's name"), x1),
	})
}
