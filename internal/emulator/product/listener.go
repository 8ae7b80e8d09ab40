// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// recordHandshake is the first byte of every TLS connection.
const recordHandshake = 0x16

// generation is the listeners and connections between two restarts.
type generation struct {
	srv       *http.Server
	listeners []net.Listener
	conns     chan net.Conn
	stop      chan struct{}
	work      sync.WaitGroup

	mu      sync.Mutex
	waiting map[net.Conn]bool // connections whose scheme is still unknown; nil once stopped
}

// wantedPorts returns the ports in the setting. The caller holds s.mu.
func (s *Server) wantedPorts() []int {
	var ports []int
	for _, v := range s.effective(s.byLabel[labelPorts]) {
		if n, err := strconv.Atoi(v); err == nil && !slices.Contains(ports, n) {
			ports = append(ports, n)
		}
	}
	return ports
}

// listen binds the ports in the setting. It skips and logs a port that cannot be bound, unless strict.
func (s *Server) listen(strict bool) error {
	s.mu.Lock()
	ports := s.wantedPorts()
	s.mu.Unlock()
	g := &generation{conns: make(chan net.Conn), stop: make(chan struct{}), waiting: map[net.Conn]bool{}}
	var bound []int
	for _, port := range ports {
		l, err := bind(s.opt.Host, port)
		if err != nil {
			s.logf("port %d is not bound: %v", port, err)
			if strict {
				_ = g.Close()
				return err
			}
			continue
		}
		g.listeners = append(g.listeners, l)
		bound = append(bound, port)
	}
	if len(bound) == 0 {
		return errors.New("emulator: none of the ports in HTTPT ports could be bound, so nothing listens any more")
	}
	g.srv = &http.Server{Handler: s, ReadHeaderTimeout: 30 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	for _, l := range g.listeners {
		g.work.Go(func() { g.accept(l, s) })
	}
	g.work.Go(func() { _ = g.srv.Serve(g) })
	s.life.Lock()
	s.gen, s.bound = g, bound
	s.life.Unlock()
	s.logf("listening on ports %v", bound)
	return nil
}

// stopListening closes the listeners and every connection after its pending answer.
func (s *Server) stopListening() {
	s.life.Lock()
	g := s.gen
	s.gen, s.bound = nil, nil
	s.life.Unlock()
	if g == nil {
		return
	}
	_ = g.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = g.srv.Shutdown(ctx)
	_ = g.srv.Close()
	g.work.Wait()
}

// Close implements net.Listener: it stops the generation.
func (g *generation) Close() error {
	g.mu.Lock()
	waiting := g.waiting
	g.waiting = nil
	g.mu.Unlock()
	if waiting == nil {
		return nil
	}
	close(g.stop)
	for _, l := range g.listeners {
		_ = l.Close()
	}
	for c := range waiting {
		_ = c.Close()
	}
	return nil
}

func (g *generation) accept(l net.Listener, s *Server) {
	for {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		g.mu.Lock()
		running := g.waiting != nil
		if running {
			g.waiting[conn] = true
		}
		g.mu.Unlock()
		if !running {
			_ = conn.Close()
			return
		}
		g.work.Go(func() { g.sniff(conn, s) })
	}
}

// sniff distinguishes TLS from plain HTTP by the first byte and passes the connection to the HTTP server.
func (g *generation) sniff(conn net.Conn, s *Server) {
	first := make([]byte, 1)
	_ = conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	_, err := io.ReadFull(conn, first)
	_ = conn.SetReadDeadline(time.Time{})
	g.mu.Lock()
	delete(g.waiting, conn)
	g.mu.Unlock()
	if err != nil {
		_ = conn.Close()
		return
	}
	var ready net.Conn = &sniffed{Conn: conn, first: bytes.NewReader(first)}
	if first[0] == recordHandshake {
		if s.closesHello() {
			_ = conn.Close()
			return
		}
		ready = tls.Server(ready, &tls.Config{MinVersion: tls.VersionTLS10, GetConfigForClient: s.configForClient})
	}
	select {
	case g.conns <- ready:
	case <-g.stop:
		_ = conn.Close()
	}
}

// Accept implements net.Listener for the HTTP server.
func (g *generation) Accept() (net.Conn, error) {
	select {
	case c := <-g.conns:
		return c, nil
	case <-g.stop:
		return nil, net.ErrClosed
	}
}

// Addr implements net.Listener.
func (g *generation) Addr() net.Addr { return g.listeners[0].Addr() }

// sniffed is a connection whose first byte was already read.
type sniffed struct {
	net.Conn
	first *bytes.Reader
}

// Read returns the first byte before the rest.
func (c *sniffed) Read(b []byte) (int, error) {
	if c.first.Len() > 0 {
		return c.first.Read(b)
	}
	return c.Conn.Read(b)
}
