// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Proxy stands in front of a server, on a port that the server knows nothing of.
type Proxy struct {
	address string
	stop    func()
}

// MapPort forwards another port to the one that the server is bound to first now, as a router does: byte by byte, so
// Host stays what the client says. The caller has to Close it.
func MapPort(s *Server) (*Proxy, error) {
	target := strings.TrimPrefix(s.URL(), "http://")
	l, err := listenFree()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { forward(ctx, conn, target) })
		}
	})
	return &Proxy{l.Addr().String(), func() {
		cancel()
		_ = l.Close()
		work.Wait()
	}}, nil
}

// forward copies both ways until one side ends or the context does.
func forward(ctx context.Context, conn net.Conn, target string) {
	defer conn.Close()
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	defer context.AfterFunc(ctx, func() {
		_ = conn.Close()
		_ = server.Close()
	})()
	var copies sync.WaitGroup
	for _, pair := range [][2]net.Conn{{conn, server}, {server, conn}} {
		copies.Go(func() {
			_, _ = io.Copy(pair[0], pair[1])
			ended()
		})
	}
	copies.Wait()
}

// ReverseProxy forwards HTTP requests of another port to the one that the server is bound to first now, with Host
// rewritten to it. The caller has to Close it.
func ReverseProxy(s *Server) (*Proxy, error) {
	target, err := url.Parse(s.URL())
	if err != nil {
		return nil, err
	}
	l, err := listenFree()
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{}
	srv := &http.Server{
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
		Handler: &httputil.ReverseProxy{
			Transport: transport, ErrorLog: log.New(io.Discard, "", 0),
			Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		},
	}
	var work sync.WaitGroup
	work.Go(func() { _ = srv.Serve(l) })
	return &Proxy{l.Addr().String(), func() {
		_ = srv.Close()
		transport.CloseIdleConnections()
		work.Wait()
	}}, nil
}

func listenFree() (net.Listener, error) {
	const host = "127.0.0.1"
	port, err := FreePort(host)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, errors.Join(errors.New("emulator: the proxy's port was taken meanwhile"), err)
	}
	return l, nil
}

// URL is the proxy's plain address.
func (p *Proxy) URL() string { return "http://" + p.address }

// HTTPSURL is the proxy's address by https. A mapped port passes TLS through; a reverse proxy has none.
func (p *Proxy) HTTPSURL() string { return "https://" + p.address }

// Close stops the proxy and waits for everything it started.
func (p *Proxy) Close() { p.stop() }
