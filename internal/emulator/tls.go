// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	"github.com/youmark/pkcs8"
)

// tlsState is what the listener works with since the last reading of the settings.
type tlsState struct {
	useSSL bool
	cert   *tls.Certificate // nil: handshakes fail
	err    error            // why the named files make no certificate
	own    bool             // cert was loaded from the named files
	limits tlsLimits
}

// reread reads the settings and files that the listener works with. At a start nothing older can be served on.
func (s *Server) reread(start bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.tls
	now := tlsState{useSSL: s.say(labelUseSSL) == yes, limits: limits(s.say(labelProtocol), s.say(labelSuites))}
	if now.useSSL && (s.say(labelCertificate) != "" || s.say(labelKey) != "") {
		now.cert, now.err = s.loadPair()
		now.own = now.err == nil
	}
	if !now.own {
		now.cert = s.fallback(now, before, start)
	}
	if now.err != nil {
		s.logf("TLS: %v", now.err)
	}
	s.tls = now
}

// fallback is the certificate served when the settings name none, or name files that make none.
func (s *Server) fallback(now, before tlsState, start bool) *tls.Certificate {
	switch {
	case now.err == nil || s.skin.BadPair == BadPairSelfSigned:
		return s.defaultPair()
	case s.skin.BadPair == BadPairKeepsOld && !start:
		return before.cert
	default:
		return nil
	}
}

// closesHello tells whether a client's hello is answered by closing the connection.
func (s *Server) closesHello() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tls.cert == nil && s.skin.BadPair == BadPairCloses
}

// tlsConfig implements tls.Config.GetConfigForClient; its error becomes an alert.
func (s *Server) tlsConfig(*tls.ClientHelloInfo) (*tls.Config, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tls.cert == nil {
		return nil, errors.New("no usable certificate")
	}
	return &tls.Config{
		Certificates: []tls.Certificate{*s.tls.cert},
		MinVersion:   s.tls.limits.lowest,
		MaxVersion:   s.tls.limits.highest,
		CipherSuites: s.tls.limits.suites,
	}, nil
}

func (s *Server) defaultPair() *tls.Certificate {
	pair, err := tls.X509KeyPair(s.data.Certificate, s.data.Key)
	if err != nil {
		s.logf("TLS: the self-signed certificate: %v", err)
		return nil
	}
	return &pair
}

// loadPair makes the certificate that the settings name. The caller holds s.mu.
func (s *Server) loadPair() (*tls.Certificate, error) {
	var pair tls.Certificate
	for _, label := range []string{labelCertificate, labelChain} {
		path := s.say(label)
		if label == labelChain && path == "" {
			continue
		}
		ders, err := s.certificates(label, path)
		if err != nil {
			return nil, err
		}
		pair.Certificate = append(pair.Certificate, ders...)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labelCertificate, err)
	}
	body, err := s.named(labelKey, s.say(labelKey))
	if err != nil {
		return nil, err
	}
	key, err := privateKey(body, s.passphrase())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labelKey, err)
	}
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(leaf.PublicKey) {
		return nil, fmt.Errorf("%s does not belong to %s", s.say(labelKey), s.say(labelCertificate))
	}
	pair.PrivateKey, pair.Leaf = key, leaf
	return &pair, nil
}

// named is the content of the private file that a setting names. Documented: text, UTF-8, line ending LF.
func (s *Server) named(label, path string) ([]byte, error) {
	name, ok := strings.CutPrefix(path, "objects/")
	f := s.data.Tabs[tabPrivate][name]
	switch {
	case !ok || f == nil:
		return nil, fmt.Errorf("%s: file %q not found", label, path)
	case bytes.ContainsRune(f.Data, '\r') || bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")):
		return nil, fmt.Errorf("%s: %q is not UTF-8 text with line ending LF", label, path)
	}
	return f.Data, nil
}

func (s *Server) certificates(label, path string) ([][]byte, error) {
	rest, err := s.named(label, path)
	if err != nil {
		return nil, err
	}
	var ders [][]byte
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			ders = append(ders, block.Bytes)
		}
	}
	if len(ders) == 0 {
		return nil, fmt.Errorf("%s: %q holds no certificate", label, path)
	}
	return ders, nil
}

// privateKey reads PKCS#1, SEC 1 and PKCS#8 keys, encrypted ones with the passphrase.
func privateKey(body []byte, passphrase string) (crypto.Signer, error) {
	for {
		var block *pem.Block
		if block, body = pem.Decode(body); block == nil {
			return nil, errors.New("no private key found")
		}
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			continue
		}
		key, err := decodeKey(block, passphrase)
		if err != nil {
			return nil, err
		}
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
		return nil, fmt.Errorf("a key of type %T cannot sign", key)
	}
}

func decodeKey(block *pem.Block, passphrase string) (any, error) {
	der := block.Bytes
	if block.Type == "ENCRYPTED PRIVATE KEY" {
		return pkcs8.ParsePKCS8PrivateKey(der, []byte(passphrase))
	}
	if block.Headers["DEK-Info"] != "" {
		var err error
		if der, err = x509.DecryptPEMBlock(block, []byte(passphrase)); err != nil { //nolint:staticcheck // old keys are still around
			return nil, err
		}
	}
	switch block.Type {
	case "RSA PRIVATE KEY":
		return x509.ParsePKCS1PrivateKey(der)
	case "EC PRIVATE KEY":
		return x509.ParseECPrivateKey(der)
	default:
		return x509.ParsePKCS8PrivateKey(der)
	}
}

// selfSigned makes the certificate served out of the box (documented: self-signed, issued by ISL).
func selfSigned(host string) (certificate, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, nil, err
	}
	name := pkix.Name{CommonName: "ISL Conference Proxy", Organization: []string{"ISL Online Ltd."}}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: name, Issuer: name, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		return nil, nil, err
	}
	pkcs, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs}), nil
}
