// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

const host = "proxy.example.com"

// must ends the test on an error.
func must[T any](t *testing.T, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// party is a certificate with its key.
type party struct {
	*x509.Certificate
	key crypto.Signer
}

func (p party) pem() []byte { return pemOf(p) }

func (p party) keyPEM(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(p.key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(t, der, err)})
}

func pemOf(parties ...party) []byte {
	var all []byte
	for _, p := range parties {
		all = append(all, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Raw})...)
	}
	return all
}

type option func(*x509.Certificate)

func named(cn string) option {
	return func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: cn} }
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid, c.KeyUsage = true, true, x509.KeyUsageCertSign
	c.DNSNames, c.ExtKeyUsage = nil, nil
}

func validFor(days int) option {
	return func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, days) }
}

// now is the time of the checks, within the validity of certificates from
// issue. It is the real time, because handshakes use it.
var now = time.Now().Truncate(time.Second)

// keyOf creates a key with default parameters.
func keyOf(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return must(t, key, err)
}

// issue creates a certificate for the host, valid from two days ago for 90
// days, signed by the issuer; without an issuer, it is self-signed.
func issue(t *testing.T, issuer *party, key crypto.Signer, options ...option) party {
	t.Helper()
	if key == nil {
		key = keyOf(t)
	}
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	template := &x509.Certificate{
		SerialNumber: must(t, number, err), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: now.AddDate(0, 0, -2), NotAfter: now.AddDate(0, 0, 88), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, option := range options {
		option(template)
	}
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.Certificate, issuer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	certificate, err2 := x509.ParseCertificate(must(t, der, err))
	return party{must(t, certificate, err2), key}
}

// family is a chain of three.
type family struct{ root, middle, leaf party }

func newFamily(t *testing.T, options ...option) family {
	t.Helper()
	root := issue(t, nil, nil, named("Root"), authority)
	middle := issue(t, &root, nil, named("Middle"), authority)
	return family{root, middle, issue(t, &middle, nil, options...)}
}

var algorithms = map[string]func() (crypto.Signer, error){
	"RSA":     func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
	"ECDSA":   func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P384(), rand.Reader) },
	"Ed25519": func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err },
}

// listen accepts connections on a free loopback port and passes each to serve,
// until the test ends.
func listen(t *testing.T, handle func(net.Conn)) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mutex sync.Mutex
	var open []net.Conn
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mutex.Lock()
			open = append(open, conn)
			mutex.Unlock()
			running.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mutex.Lock()
		for _, conn := range open {
			_ = conn.Close()
		}
		mutex.Unlock()
		running.Wait()
	})
	return listener.Addr().String()
}

// serve presents certificates by TLS.
func serve(t *testing.T, config *tls.Config, key crypto.PrivateKey, presented ...*x509.Certificate) (address string) {
	t.Helper()
	config = config.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	var chain [][]byte
	for _, certificate := range presented {
		chain = append(chain, certificate.Raw)
	}
	config.Certificates = []tls.Certificate{{Certificate: chain, PrivateKey: key}}
	return listen(t, func(conn net.Conn) {
		server := tls.Server(conn, config)
		if server.Handshake() == nil {
			_, _ = server.Read(make([]byte, 1)) // until the client goes
		}
	})
}

// parse parses contents with undamaged PEM.
func parse(t *testing.T, data []byte) *certs.Content {
	t.Helper()
	content := certs.NewContent(data)
	return must(t, content, content.Err())
}
