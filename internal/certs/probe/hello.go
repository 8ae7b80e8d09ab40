// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package probe

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// dheSuites are cipher suites that crypto/tls lacks, by their registered names.
// Offering them detects servers that support nothing else.
var dheSuites = map[uint16]string{
	0x0016: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
	0x0032: "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", 0x0033: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
	0x0038: "TLS_DHE_DSS_WITH_AES_256_CBC_SHA", 0x0039: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
	0x0067: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", 0x006B: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
	0x009E: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", 0x009F: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
	0x00A2: "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", 0x00A3: "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384",
	0xCCAA: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
}

// The curves of crypto/tls, and others.
var (
	usualCurves = []uint16{29, 23, 24, 25}
	otherCurves = map[uint16]string{30: "X448", 21: "secp224r1", 22: "secp256k1", 26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1"}
)

// Signature algorithms: ECDSA, RSA-PSS, EdDSA, RSA, DSA; SHA-1 last.
var signatureSchemes = []uint16{
	0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B, 0x0807, 0x0808, 0x0401, 0x0501, 0x0601, 0x0402, 0x0203, 0x0201, 0x0202,
}

// Types of TLS records and handshake messages.
const (
	recordAlert, recordHandshake = 21, 22

	clientHello, serverHello, serverCertificate, serverKeyExchange, serverHelloDone = 1, 2, 11, 12, 14

	maxAnswer = 1 << 20 // bytes of a server's answer; a chain has a few thousand
)

// answer is the part of a server's answer to a hello that is not encrypted.
type answer struct {
	version, suite uint16
	curve          uint16 // of the key exchange, 0 if there is none
	certificates   []*x509.Certificate
	alert          uint8 // 0 if there is none
	remote         string
}

// sayHello offers TLS 1.0 to 1.2 with more algorithms than crypto/tls supports,
// and reads what the server chooses and presents. It never finishes the
// handshake.
func sayHello(ctx context.Context, address, serverName string) (*answer, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	hello, err := helloRecord(serverName)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write(hello); err != nil {
		return nil, err
	}
	a := &answer{remote: conn.RemoteAddr().String()}
	err = a.read(io.LimitReader(conn, maxAnswer))
	return a, err
}

func helloRecord(serverName string) ([]byte, error) {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	suites := allCipherSuites()
	for id := range dheSuites {
		suites = append(suites, id)
	}
	curves := slices.Clone(usualCurves)
	for id := range otherCurves {
		curves = append(curves, id)
	}
	var b cryptobyte.Builder
	b.AddUint8(recordHandshake)
	b.AddUint16(tls.VersionTLS10)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(clientHello)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(tls.VersionTLS12)
			b.AddBytes(random)
			b.AddUint8(0) // no session
			addList(b, suites)
			b.AddUint16(0x0100) // one compression method: none
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				if net.ParseIP(serverName) == nil {
					addExtension(b, 0, func(b *cryptobyte.Builder) { addServerName(b, serverName) })
				}
				addExtension(b, 10, func(b *cryptobyte.Builder) { addList(b, curves) })
				addExtension(b, 11, func(b *cryptobyte.Builder) { b.AddUint16(0x0100) }) // points are not compressed
				addExtension(b, 13, func(b *cryptobyte.Builder) { addList(b, signatureSchemes) })
			})
		})
	})
	return b.Bytes()
}

func addExtension(b *cryptobyte.Builder, id uint16, body cryptobyte.BuilderContinuation) {
	b.AddUint16(id)
	b.AddUint16LengthPrefixed(body)
}

func addList(b *cryptobyte.Builder, values []uint16) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		for _, value := range values {
			b.AddUint16(value)
		}
	})
}

func addServerName(b *cryptobyte.Builder, name string) {
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(0) // a host name
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(name)) })
	})
}

var errNoAnswer = errors.New("the server's answer is not a TLS handshake")

// read reads records up to an alert or the end of the server's turn.
func (a *answer) read(r io.Reader) error {
	var messages []byte
	for {
		header := make([]byte, 5)
		if _, err := io.ReadFull(r, header); err != nil {
			return err
		}
		body := make([]byte, int(header[3])<<8|int(header[4]))
		if _, err := io.ReadFull(r, body); err != nil {
			return err
		}
		switch {
		case header[0] == recordAlert && len(body) == 2:
			a.alert = body[1]
			return nil
		case header[0] != recordHandshake:
			return errNoAnswer
		}
		messages = append(messages, body...)
		var done bool
		if messages, done = a.take(messages); done {
			return nil
		}
	}
}

// take reads the complete messages, and returns the remaining bytes.
func (a *answer) take(messages []byte) (rest []byte, done bool) {
	for s := cryptobyte.String(messages); ; messages = s {
		var kind uint8
		var body cryptobyte.String
		if !s.ReadUint8(&kind) || !s.ReadUint24LengthPrefixed(&body) {
			return messages, false
		}
		switch kind {
		case serverHello:
			var session cryptobyte.String
			_ = body.ReadUint16(&a.version) && body.Skip(32) && body.ReadUint8LengthPrefixed(&session) && body.ReadUint16(&a.suite)
		case serverCertificate:
			var list, der cryptobyte.String
			_ = body.ReadUint24LengthPrefixed(&list)
			for list.ReadUint24LengthPrefixed(&der) {
				a.certificates = append(a.certificates, certs.ParseCertificate(slices.Clone(der)))
			}
		case serverKeyExchange:
			var form uint8
			if _, dhe := dheSuites[a.suite]; !dhe && body.ReadUint8(&form) && form == 3 { // a named curve
				_ = body.ReadUint16(&a.curve)
			}
		case serverHelloDone:
			return nil, true
		}
	}
}

func (a *answer) suiteName() string {
	if name, ok := dheSuites[a.suite]; ok {
		return name
	}
	return tls.CipherSuiteName(a.suite)
}

// Alerts of RFC 8446, 6.
const (
	alertHandshakeFailure = 40
	alertProtocolVersion  = 70
)

// reason returns why crypto/tls, which failed with cause, cannot agree with the
// server; "" if the answer does not show it. A server that refuses this hello
// because of its protocol version may speak TLS 1.3, unless it refused
// crypto/tls for the same reason.
func (a *answer) reason(cause error) string {
	_, dhe := dheSuites[a.suite]
	curve, other := otherCurves[a.curve]
	switch {
	case strings.Contains(cause.Error(), "protocol version") && (a.alert == alertProtocolVersion || a.version != 0 && a.version < tls.VersionTLS10):
		return "the server speaks no protocol from TLS 1.0 to TLS 1.3; allow TLS 1.2 or newer in its settings"
	case a.alert == alertHandshakeFailure:
		return "the server has no cipher suite, curve or signature algorithm in common with this client; or it cannot use its certificate or key"
	case dhe:
		return fmt.Sprintf("the server chose %s, and this client does not support DHE; allow an ECDHE cipher suite in its settings", a.suiteName())
	case other:
		return fmt.Sprintf("the server chose the curve %s for the key exchange, which this client does not support; allow X25519 or P-256", curve)
	}
	return ""
}
