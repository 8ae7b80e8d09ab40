// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"net"
	"slices"
	"sync"
	"time"
)

const (
	dialTimeout = 10 * time.Second
	dialDelay   = 300 * time.Millisecond // before the next address is tried as well
)

// dialer connects to a host by whichever of its addresses answers first, and
// tries that one first from then on. The standard dialer does so for one
// address of each family only, and waits long for one that is dead.
type dialer struct {
	lookup func(ctx context.Context, network, host string) ([]net.IP, error) // nil for the system's
	one    func(ctx context.Context, network, address string) (net.Conn, error)

	mu       sync.Mutex
	answered map[string]string // address by host and port
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	addresses, err := d.addresses(ctx, address)
	if err != nil {
		return nil, err
	}
	r := &race{results: make(chan dialled, len(addresses)), waiting: addresses, dial: func(one string) dialled {
		conn, err := d.connect(ctx, network, one)
		return dialled{conn, err, one}
	}}
	won := r.run()
	if won.err == nil {
		d.remember(address, won.address)
	}
	return won.conn, won.err
}

// dialled is what became of one address.
type dialled struct {
	conn    net.Conn
	err     error
	address string
}

// race dials addresses one after another, without waiting long for any.
type race struct {
	results chan dialled
	waiting []string
	pending int
	dial    func(address string) dialled
}

func (r *race) begin() {
	if len(r.waiting) == 0 {
		return
	}
	next := r.waiting[0]
	r.waiting = r.waiting[1:]
	r.pending++
	go func() { r.results <- r.dial(next) }()
}

// run returns the first connection, or the first error.
func (r *race) run() (first dialled) {
	r.begin()
	for r.pending > 0 {
		var delay <-chan time.Time
		if len(r.waiting) > 0 {
			delay = time.After(dialDelay)
		}
		select {
		case <-delay:
			r.begin()
		case one := <-r.results:
			r.pending--
			if one.err == nil {
				go r.closeLate(r.pending)
				return one
			}
			if first.err == nil {
				first = one
			}
			r.begin()
		}
	}
	return first
}

// closeLate closes connections that come too late.
func (r *race) closeLate(pending int) {
	for range pending {
		if late := <-r.results; late.conn != nil {
			_ = late.conn.Close()
		}
	}
}

func (d *dialer) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if d.one != nil {
		return d.one(ctx, network, address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// addresses returns those of a host and port, the one first that answered.
func (d *dialer) addresses(ctx context.Context, address string) ([]string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(host) != nil {
		return []string{address}, nil
	}
	lookup := d.lookup
	if lookup == nil {
		lookup = net.DefaultResolver.LookupIP
	}
	ips, err := lookup(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	if len(ips) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
	}
	all := make([]string, 0, len(ips))
	for _, ip := range ips {
		all = append(all, net.JoinHostPort(ip.String(), port))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if at := slices.Index(all, d.answered[address]); at > 0 {
		all[0], all[at] = all[at], all[0]
	}
	return all, nil
}

func (d *dialer) remember(address, answered string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.answered == nil {
		d.answered = map[string]string{}
	}
	d.answered[address] = answered
}
