// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// tlsState is the listener's state since it last read the settings.
type tlsState struct {
	useSSL bool
	cert   *tls.Certificate // nil: handshakes fail
	err    error            // why the named files do not form a certificate
	own    bool             // cert was loaded from the named files
	limits tlsLimits
}

// reread reads the settings and files of the listener. At a start, there is no previous certificate to keep. The caller
// holds s.mu.
func (s *Server) reread(start bool) {
	before := s.tls
	now := tlsState{useSSL: s.valueOf(labelUseSSL) == Yes, limits: limits(s.valueOf(labelProtocol), s.valueOf(labelSuites))}
	if now.useSSL && (s.valueOf(labelCertificate) != "" || s.valueOf(labelKey) != "") {
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

// fallback is the certificate to serve if the settings name none, or files that do not form one.
func (s *Server) fallback(now, before tlsState, start bool) *tls.Certificate {
	switch {
	case now.err == nil || s.opt.Skin.BadPair == "self-signed":
		return s.data.SelfSigned
	case s.opt.Skin.BadPair == "keeps-old" && !start:
		return before.cert
	default:
		return nil
	}
}

// closesHello reports whether a client's hello is answered by closing the
// connection.
func (s *Server) closesHello() bool {
	defer s.lock()()
	return s.tls.cert == nil && s.opt.Skin.BadPair == "closes"
}

// configForClient implements tls.Config.GetConfigForClient; its error becomes an alert.
func (s *Server) configForClient(*tls.ClientHelloInfo) (*tls.Config, error) {
	defer s.lock()()
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

// loadPair loads the certificate that the settings name. The caller holds s.mu.
func (s *Server) loadPair() (*tls.Certificate, error) {
	var pair tls.Certificate
	for _, label := range []string{labelCertificate, labelChain} {
		path := s.valueOf(label)
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
	body, err := s.privateFile(labelKey, s.valueOf(labelKey))
	if err != nil {
		return nil, err
	}
	key, err := privateKey(body, s.passphrase(), s.opt.Skin.RefusePKCS8)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labelKey, err)
	}
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(leaf.PublicKey) {
		return nil, fmt.Errorf("%s does not belong to %s", s.valueOf(labelKey), s.valueOf(labelCertificate))
	}
	pair.PrivateKey, pair.Leaf = key, leaf
	return &pair, nil
}

// privateFile returns the contents of the private file that a setting names. Documented: text, UTF-8, line ending LF.
func (s *Server) privateFile(label, path string) ([]byte, error) {
	name, ok := strings.CutPrefix(path, "objects/")
	f := s.data.Tabs[TabPrivate][name]
	switch {
	case !ok || f == nil:
		return nil, fmt.Errorf("%s: file %q not found", label, path)
	case bytes.ContainsRune(f.Data, '\r') || bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")):
		return nil, fmt.Errorf("%s: %q is not UTF-8 text with line ending LF", label, path)
	}
	return f.Data, nil
}

func (s *Server) certificates(label, path string) ([][]byte, error) {
	rest, err := s.privateFile(label, path)
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

// Leaf returns the certificate that the listener presents; nil while TLS is broken, see [Server.TLSError].
func (s *Server) Leaf() *x509.Certificate {
	defer s.lock()()
	if s.tls.cert == nil {
		return nil
	}
	return s.tls.cert.Leaf
}

// TLSError explains why the named files do not form a certificate; nil if they do, or if none are named.
func (s *Server) TLSError() error {
	defer s.lock()()
	return s.tls.err
}

// tlsLimits are the limits of HTTPT SSL protocol and HTTPT SSL cipher suite. Zero fields mean Go's defaults.
type tlsLimits struct {
	lowest, highest uint16
	suites          []uint16
}

// limits parses the newer spellings (0x0301-0x10000, 0x1302 0xc02c) and, of the older ones, excluded protocols (ALL
// -SSLv3 -TLSv1). It ignores all others.
func limits(protocol, suites string) tlsLimits {
	l := tlsLimits{lowest: tls.VersionTLS10}
	if low, high, ok := strings.Cut(protocol, "-0x"); ok {
		l.lowest = version(low, tls.VersionTLS10)
		l.highest = version("0x"+high, 0)
	} else {
		excluded := " " + protocol + " "
		for v, name := range []string{"-TLSv1", "-TLSv1.1", "-TLSv1.2"} {
			if strings.Contains(excluded, " "+name+" ") {
				l.lowest = tls.VersionTLS11 + uint16(v)
			}
		}
	}
	for id := range strings.FieldsSeq(suites) {
		if n, err := strconv.ParseUint(id, 0, 16); err == nil {
			l.suites = append(l.suites, uint16(n))
		}
	}
	return l
}

// version parses a protocol number; one beyond TLS 1.3 is no limit.
func version(hex string, otherwise uint16) uint16 {
	n, err := strconv.ParseUint(strings.TrimSpace(hex), 0, 32)
	if err != nil || n < tls.VersionTLS10 || n > tls.VersionTLS13 {
		return otherwise
	}
	return uint16(n)
}
