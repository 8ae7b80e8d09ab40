// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package product emulates the product behind any face: settings, files, TLS, logins, ports, restarts and the grid, and
// the faults that tests inject. It contains no HTML; a [Face] does.
package product

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Server is a running product. Its methods may be called from any goroutine.
type Server struct {
	opt     Options
	trusted []netip.Prefix
	face    Face
	byLabel map[string]*Setting
	rows    []*Setting

	mu     sync.Mutex // guards the following fields
	data   *data
	auth   authState
	tls    tlsState
	grid   gridState
	orders []Order
	lines  []*Request
	hook   func(*http.Request, Class)
	faults []*armedFault

	restarting sync.Mutex // one restart, Restore or Close at a time
	life       sync.Mutex // guards the following fields
	bound      []int
	gen        *generation
	closed     bool
	pending    int           // restarts that were requested and are not done
	settled    *sync.Cond    // on life: pending changed
	done       chan struct{} // closed by Close
	work       sync.WaitGroup
}

// Start starts a server with the face that show returns for it; the caller must close it.
func Start(o Options, show func(*Server) Face) (*Server, error) {
	o, trusted, err := o.complete()
	if err != nil {
		return nil, err
	}
	if o.Ports, err = choosePorts(o.Host, o.Ports); err != nil {
		return nil, err
	}
	defaults := make([]string, len(o.Ports))
	for i, port := range o.Ports {
		defaults[i] = strconv.Itoa(port)
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
	s.data.Password = o.Password
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

// lock locks the state and returns the function that unlocks it: defer
// s.lock()().
func (s *Server) lock() (unlock func()) {
	s.mu.Lock()
	return s.mu.Unlock
}

// choosePorts returns the ports, with a free one for each 0.
func choosePorts(host string, ports []int) ([]int, error) {
	chosen := slices.Clone(ports)
	for i, port := range ports {
		if port == 0 {
			var err error
			if chosen[i], err = FreePort(host); err != nil {
				return nil, err
			}
		}
	}
	return chosen, nil
}

// Close stops the server and waits for everything that it started. Its ports are free afterwards.
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
	for _, port := range s.opt.Ports {
		release(port)
	}
	return nil
}

// beginWork registers work that Close waits for; it returns false once the server is closed.
func (s *Server) beginWork() bool {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// Seed returns the seed of the opaque names: the same skin and seed give the
// same pages.
func (s *Server) Seed() int64 { return s.opt.Seed }

// Skin returns the skin of the server, with all values.
func (s *Server) Skin() skin.Skin { return s.opt.Skin }

// Options returns the options of the server, with all values.
func (s *Server) Options() Options { return s.opt }

// URL returns the server's plain address, http://host:port, with the first port that it is bound to.
func (s *Server) URL() string { return "http://" + s.firstAddress() }

// HTTPSURL returns the server's https address on the same port.
func (s *Server) HTTPSURL() string { return "https://" + s.firstAddress() }

func (s *Server) firstAddress() string {
	port, _ := strconv.Atoi(s.byLabel[labelPorts].def[0])
	if bound := s.Ports(); len(bound) > 0 {
		port = bound[0]
	}
	return address(s.opt.Host, port)
}

// Ports returns the bound ports, in the order of the setting.
func (s *Server) Ports() []int {
	s.life.Lock()
	defer s.life.Unlock()
	return slices.Clone(s.bound)
}

// Options configure a server. The zero value is a plain server on two free ports of 127.0.0.1.
type Options struct {
	Skin               skin.Skin
	Seed               int64             // of addresses and field names; 0 picks a random one, see [Server.Seed]
	Username           string            // "" is admin
	Password           string            // "" is asd, the documented default
	MustChangePassword bool              // the account must change its password before anything else
	Host               string            // address to bind; "" is 127.0.0.1
	Ports              []int             // ports to bind, the product default of HTTPT ports; 0 is a free one; nil is two free ones
	Servers            int               // servers of the grid; 0 is one
	RedirectHost       string            // host name in redirects after a post, on the same port; "" is the requested one
	TrustedNetworks    []string          // CIDRs that may use the administration; nil is loopback
	Files              map[string][]byte // initial private files, in addition to the product's own
	Log                io.Writer         // called for every event; nil logs nothing
	RestartDelay       time.Duration     // time that a restart keeps the ports closed; 0 is 50 ms
	RestartBegins      time.Duration     // time that the server continues to answer after a restart was requested; 0 is none
}

// complete fills in the defaults and checks the options.
func (o Options) complete() (Options, []netip.Prefix, error) {
	var err error
	if o.Skin, err = o.Skin.Complete(); err != nil {
		return o, nil, err
	}
	o.Username = cmp.Or(o.Username, "admin")
	o.Password = cmp.Or(o.Password, "asd")
	o.Host = cmp.Or(o.Host, "127.0.0.1")
	o.Servers = cmp.Or(o.Servers, 1)
	o.RestartDelay = cmp.Or(o.RestartDelay, 50*time.Millisecond)
	o.Seed = cmp.Or(o.Seed, rand.Int64()|1)
	if o.Ports == nil {
		o.Ports = []int{0, 0}
	}
	if o.TrustedNetworks == nil {
		o.TrustedNetworks = []string{"127.0.0.0/8", "::1/128"}
	}
	var trusted []netip.Prefix
	for _, n := range o.TrustedNetworks {
		p, err := netip.ParsePrefix(n)
		if err != nil {
			return o, nil, fmt.Errorf("emulator: trusted network %q is not a CIDR such as 192.0.2.0/24: %w", n, err)
		}
		trusted = append(trusted, p)
	}
	return o, trusted, nil
}
