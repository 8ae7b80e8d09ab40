// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certstest

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"net"
	"sync"
	"testing"
)

// Listen accepts connections on a free loopback port and passes each to handle,
// until the test ends.
func Listen(tb testing.TB, handle func(net.Conn)) (address string) {
	tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
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
	tb.Cleanup(func() {
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

// Serve presents certificates by TLS.
func Serve(tb testing.TB, config *tls.Config, key crypto.PrivateKey, presented ...*x509.Certificate) (address string) {
	tb.Helper()
	config = config.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	var chain [][]byte
	for _, certificate := range presented {
		chain = append(chain, certificate.Raw)
	}
	config.Certificates = []tls.Certificate{{Certificate: chain, PrivateKey: key}}
	return Listen(tb, func(conn net.Conn) {
		server := tls.Server(conn, config)
		if server.Handshake() == nil {
			_, _ = server.Read(make([]byte, 1)) // until the client goes
		}
	})
}
