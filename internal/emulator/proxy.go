// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Proxy is a proxy in front of a server, on a port that the server does not
// know.
type Proxy struct {
	address string
	stop    func()
}

// newProxy serves a free port until stop is called and the listener is closed.
func newProxy(serve func(net.Listener), stop func()) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	var work sync.WaitGroup
	work.Go(func() { serve(l) })
	return &Proxy{l.Addr().String(), func() {
		stop()
		_ = l.Close()
		work.Wait()
	}}, nil
}

// MapPort forwards another port to the first port that the server is bound to now, byte by byte, as a router does, so
// Host remains what the client sends. The caller must close it.
func MapPort(s *Server) (*Proxy, error) {
	target := strings.TrimPrefix(s.URL(), "http://")
	ctx, cancel := context.WithCancel(context.Background())
	return newProxy(func(l net.Listener) {
		var work sync.WaitGroup
		defer work.Wait()
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { forward(ctx, conn, target) })
		}
	}, cancel)
}

// forward copies both ways until one side ends or the context does.
func forward(ctx context.Context, conn net.Conn, target string) {
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	var copies sync.WaitGroup
	defer copies.Wait()
	defer conn.Close()
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	for _, pair := range [][2]net.Conn{{conn, server}, {server, conn}} {
		copies.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			ended()
		})
	}
	<-ctx.Done()
}

// ReverseProxy forwards HTTP requests of another port to the first port that the server is bound to now, with Host
// rewritten. The caller must close it.
func ReverseProxy(s *Server) (*Proxy, error) {
	target, err := url.Parse(s.URL())
	if err != nil {
		return nil, err
	}
	transport, silent := &http.Transport{}, log.New(io.Discard, "", 0)
	rewrite := func(r *httputil.ProxyRequest) { r.SetURL(target) }
	srv := &http.Server{
		ReadHeaderTimeout: 30 * time.Second, ErrorLog: silent,
		Handler: &httputil.ReverseProxy{Transport: transport, ErrorLog: silent, Rewrite: rewrite},
	}
	return newProxy(func(l net.Listener) { _ = srv.Serve(l) }, func() {
		_ = srv.Close()
		transport.CloseIdleConnections()
	})
}

// URL returns the proxy's plain address.
func (p *Proxy) URL() string { return "http://" + p.address }

// HTTPSURL returns the proxy's https address. A mapped port passes TLS through; a reverse proxy has none.
func (p *Proxy) HTTPSURL() string { return "https://" + p.address }

// Close stops the proxy and waits for everything that it started.
func (p *Proxy) Close() { p.stop() }
