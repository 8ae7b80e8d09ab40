// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package product is what the emulator knows of the product, whatever face shows it: settings, files, TLS,
// logins, ports, restarts and the grid, and the faults that tests inject. It knows no HTML; a [Face] does.
package product

import (
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Server is a running product. Its methods may be called from any goroutine.
type Server struct {
	opt     Options
	trusted []netip.Prefix
	face    Face
	byLabel map[string]*Setting
	rows    []*Setting

	mu     sync.Mutex // guards what follows
	data   *data
	auth   authState
	tls    tlsState
	grid   gridState
	orders []Order
	lines  []*Request
	hook   func(*http.Request, Class)
	faults []*armedFault

	restarting sync.Mutex // one restart, Restore or Close at a time
	life       sync.Mutex // guards what follows
	bound      []int
	gen        *generation
	closed     bool
	pending    int           // restarts asked for and not done
	settled    *sync.Cond    // on life: pending changed
	done       chan struct{} // closed by Close
	work       sync.WaitGroup
}

// Start starts a server with the face that show makes for it; the caller has to Close it.
func Start(o Options, show func(*Server) Face) (*Server, error) {
	o, trusted, err := o.complete()
	if err != nil {
		return nil, err
	}
	defaults, err := portNames(o.Host, o.Ports)
	if err != nil {
		return nil, err
	}
	s := &Server{opt: o, trusted: trusted, rows: catalogue(defaults), byLabel: map[string]*Setting{}, done: make(chan struct{})}
	s.settled = sync.NewCond(&s.life)
	for _, c := range s.rows {
		s.byLabel[c.Label] = c
	}
	s.auth.reset()
	s.grid.reset()
	certificate, err := selfSigned(o.Host)
	if err != nil {
		return nil, err
	}
	s.data = newData(s.rows, certificate)
	for name, body := range o.Files {
		s.data.put(TabPrivate, name, body)
	}
	s.face = show(s)
	s.reread(true)
	if err := s.listen(true); err != nil {
		return nil, err
	}
	return s, nil
}

// lock guards the state: defer s.lock()().
func (s *Server) lock() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

// portNames are the ports as HTTPT ports writes them, with a free one for each 0.
func portNames(host string, ports []int) ([]string, error) {
	names := make([]string, len(ports))
	for i, port := range ports {
		if port == 0 {
			var err error
			if port, err = FreePort(host); err != nil {
				return nil, err
			}
		}
		names[i] = strconv.Itoa(port)
	}
	return names, nil
}

// Close stops the server and waits for everything it started. Its ports are free afterwards.
func (s *Server) Close() error {
	s.life.Lock()
	if s.closed {
		s.life.Unlock()
		return nil
	}
	s.closed = true
	close(s.done)
	s.life.Unlock()

	s.restarting.Lock()
	s.stopListening()
	s.restarting.Unlock()
	s.work.Wait()
	return nil
}

// beginWork counts a piece of work that Close waits for; it is false once the server is closed.
func (s *Server) beginWork() bool {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

func (s *Server) isClosed() bool {
	s.life.Lock()
	defer s.life.Unlock()
	return s.closed
}

// Seed is the seed of the opaque names: the same skin and seed give the same pages.
func (s *Server) Seed() int64 { return s.opt.Seed }

// Skin is the skin that the server was started with, complete.
func (s *Server) Skin() skin.Skin { return s.opt.Skin }

// RedirectHost is [Options].RedirectHost.
func (s *Server) RedirectHost() string { return s.opt.RedirectHost }

// URL is the server's plain address, http://host:port, by the first port it is bound to.
func (s *Server) URL() string { return "http://" + s.firstAddress() }

// HTTPSURL is the server's address by https on the same port.
func (s *Server) HTTPSURL() string { return "https://" + s.firstAddress() }

func (s *Server) firstAddress() string {
	port, _ := strconv.Atoi(s.byLabel[labelPorts].def[0])
	if bound := s.Ports(); len(bound) > 0 {
		port = bound[0]
	}
	return address(s.opt.Host, port)
}

// Ports are the ports bound now, in the order of the setting.
func (s *Server) Ports() []int {
	s.life.Lock()
	defer s.life.Unlock()
	return slices.Clone(s.bound)
}
