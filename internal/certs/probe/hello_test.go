// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package probe_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/probe"
)

// serveOpenSSL lets the openssl command present a key and a certificate, and
// returns its address.
func serveOpenSSL(t *testing.T, key, certificate []byte, args ...string) (address string) {
	t.Helper()
	certstest.RequireOpenSSL(t)
	args = append([]string{"s_server", "-accept", "127.0.0.1:0", "-key", certstest.File(t, key), "-cert", certstest.File(t, certificate)}, args...)
	command := exec.CommandContext(t.Context(), "openssl", args...)
	input, err := command.StdinPipe() // it ends with its input
	certstest.Must(t, input, err)
	output, err := command.StdoutPipe()
	certstest.Must(t, output, err)
	certstest.Must(t, 0, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return rest
		}
	}
	t.Fatal("openssl s_server does not accept connections")
	return ""
}

// TestProbeSaysWhatFailed: an error about a port that crypto/tls cannot talk to
// names what the port offers.
func TestProbeSaysWhatFailed(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	f := certstest.NewFamily(t)
	rsaKey, err := certstest.Algorithms["RSA"]()
	rsaLeaf := certstest.Sign(t, &f.Middle, certstest.Must(t, rsaKey, err))
	key, certificate := rsaLeaf.KeyPEM(t), rsaLeaf.PEM()
	unknown := certstest.RunOpenSSL(t, nil, "req", "-x509", "-new", "-subj", "/CN=other",
		"-key", certstest.File(t, certstest.RunOpenSSL(t, nil, "ecparam", "-name", "secp256k1", "-genkey", "-noout")))
	tests := map[string]struct {
		address string
		want    string
	}{
		"DHE only":     {serveOpenSSL(t, key, certificate, "-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"), "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, and this client does not support DHE"},
		"curve":        {serveOpenSSL(t, key, certificate, "-tls1_2", "-groups", "X448", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"), "the curve X448"},
		"no suite":     {serveOpenSSL(t, key, certificate, "-tls1_2", "-cipher", "CAMELLIA256-SHA"), "no cipher suite, curve or signature algorithm in common"},
		"TLS 1.3 only": {serveOpenSSL(t, key, certificate, "-tls1_3", "-cert_chain", certstest.File(t, unknown)), "certificate from server: x509: unsupported elliptic curve"},
		"client cert":  {certstest.Serve(t, &tls.Config{MaxVersion: tls.VersionTLS12, ClientAuth: tls.RequireAnyClientCert}, f.Leaf.Key, f.Leaf.Certificate), "the server demands a client certificate"},
		"old protocol": {certstest.Listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_, _ = c.Write([]byte{21, 3, 0, 0, 2, 2, 70})
			_, _ = io.Copy(io.Discard, c)
		}), "speaks no protocol from TLS 1.0 to TLS 1.3"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := probe.Probe(t.Context(), probe.Options{Address: test.address, ServerName: certstest.Host, Timeout: time.Minute})
			var failure *probe.HandshakeError
			if !errors.As(err, &failure) || !strings.Contains(failure.Error(), test.want) || errors.Unwrap(failure) == nil {
				t.Errorf("error %v, expected one with %q", err, test.want)
			}
		})
	}
}

// TestProbeShowsWhatCannotBeChecked: Probe shows certificates that Go refuses.
func TestProbeShowsWhatCannotBeChecked(t *testing.T) {
	t.Parallel()
	certstest.RequireOpenSSL(t)
	tests := map[string]struct {
		key       []string // of openssl
		options   []string
		unchecked string // part of why the handshake is not finished
	}{
		"negative serial number": {[]string{"ecparam", "-name", "prime256v1", "-genkey", "-noout"}, []string{"-set_serial", "-5"}, ""},
		"brainpool":              {[]string{"ecparam", "-name", "brainpoolP256r1", "-genkey", "-noout"}, nil, "the presented certificate 1 cannot be checked: x509: unsupported elliptic curve"},
		"secp256k1":              {[]string{"ecparam", "-name", "secp256k1", "-genkey", "-noout"}, nil, "unsupported elliptic curve"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := certstest.RunOpenSSL(t, nil, test.key...)
			certificate := certstest.RunOpenSSL(t, nil, append([]string{"req", "-x509", "-new", "-key", certstest.File(t, key), "-subj", "/CN=uncommon", "-days", "30"}, test.options...)...)
			result, err := probe.Probe(t.Context(), probe.Options{Address: serveOpenSSL(t, key, certificate), ServerName: certstest.Host, Timeout: time.Minute})
			certstest.Must(t, result, err)
			if !strings.Contains(result.Unfinished, test.unchecked) || (result.Unfinished == "") != (test.unchecked == "") {
				t.Errorf("unfinished because %q, expected %q", result.Unfinished, test.unchecked)
			}
			want := certstest.Parse(t, certificate).Certificates()[0]
			if len(result.Certificates) != 1 || certs.Fingerprint(result.Certificates[0]) != certs.Fingerprint(want) || result.Certificates[0].Subject.CommonName != "uncommon" {
				t.Errorf("certificates %v", result.Certificates)
			}
			if result.Verified || result.VerificationError == "" || result.Version == "" || result.CipherSuite == "" || result.RemoteAddress == "" {
				t.Errorf("result %+v", result)
			}
		})
	}
}

// TestProbeHostileAnswers: no answer to the second hello keeps Probe busy.
func TestProbeHostileAnswers(t *testing.T) {
	t.Parallel()
	record := func(kind byte, body ...byte) []byte {
		return append([]byte{kind, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
	}
	tests := map[string][]byte{
		"empty records":       record(22),
		"cut off message":     record(22, 2, 0, 0, 9, 3),
		"huge message":        record(22, 11, 0xFF, 0xFF, 0xFF),
		"short hello":         append(record(22, 2, 0, 0, 1, 3), record(22, 14, 0, 0, 0)...),
		"certificate list":    append(record(22, 11, 0, 0, 5, 0, 0, 9, 0, 0), record(22, 14, 0, 0, 0)...),
		"no handshake record": record(23, 1, 2, 3),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := certstest.Listen(t, func(c net.Conn) {
				_, _ = c.Read(make([]byte, 4096))
				_, _ = c.Write(text)
			})
			_, err := probe.Probe(t.Context(), probe.Options{Address: address, ServerName: certstest.Host, Timeout: time.Minute})
			var failure *probe.HandshakeError
			if !errors.As(err, &failure) || failure.Reason != "" {
				t.Errorf("error %v", err)
			}
		})
	}
}
