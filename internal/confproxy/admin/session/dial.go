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
	type result struct {
		conn    net.Conn
		err     error
		address string
	}
	results := make(chan result, len(addresses))
	begun, pending := 0, 0
	begin := func() {
		next := addresses[begun]
		begun++
		pending++
		go func() {
			conn, err := d.connect(ctx, network, next)
			results <- result{conn, err, next}
		}()
	}
	begin()
	var first error
	for pending > 0 {
		var delay <-chan time.Time
		if begun < len(addresses) {
			delay = time.After(dialDelay)
		}
		select {
		case <-delay:
			begin()
		case r := <-results:
			pending--
			if r.err == nil {
				go func() { // the others are ended by the context
					for range pending {
						if late := <-results; late.conn != nil {
							_ = late.conn.Close()
						}
					}
				}()
				d.remember(address, r.address)
				return r.conn, nil
			}
			if first == nil {
				first = r.err
			}
			if begun < len(addresses) {
				begin()
			}
		}
	}
	return nil, first
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
		return []string{address}, nil //nolint:nilerr // Dialling tells what is wrong with it.
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
