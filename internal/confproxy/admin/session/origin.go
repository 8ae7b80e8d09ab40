// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// origin is where the server is spoken to. That begins at the configured
// endpoint and follows the server:
//
//	place        TLS found there   TLS lost after a change   port removed
//	endpoint:    upgraded          -                         relocated
//	upgraded:    (stays)           returned                  relocated
//	returned:    upgraded          -                         relocated
//	relocated:   (stays)           -                         (stays)
//
// TLS is found by a redirect, or by asking a port that refuses plain HTTP. It
// can be lost only after a change, and back leads only what began with http.
type origin struct {
	endpoint *url.URL // without path

	mu      sync.Mutex
	place   place
	at      *url.URL // the current address of the server; nil at the endpoint
	former  *url.URL // the address that it returned from: it counts as the endpoint's again
	changed bool     // something was sent that may have changed the server
	ports   []int64  // ports that the server's own settings list
}

type place int

const (
	atEndpoint place = iota
	upgraded
	returned
	relocated
)

func newOrigin(endpoint *url.URL) *origin {
	return &origin{endpoint: &url.URL{Scheme: endpoint.Scheme, Host: endpoint.Host}}
}

// changes records that a request was sent that may change what the server
// serves.
func (o *origin) changes() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changed = true
}

// upgrade continues over TLS.
func (o *origin) upgrade(to *url.URL) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.place != relocated {
		o.place = upgraded
	}
	o.at, o.former = &url.URL{Scheme: to.Scheme, Host: to.Host}, nil
}

// lose returns to the endpoint, if a change may have ended TLS. It reports
// whether it did.
func (o *origin) lose() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.place != upgraded || !o.changed || o.endpoint.Scheme != "http" {
		return false
	}
	o.place, o.former, o.at, o.changed = returned, o.at, nil, false
	return true
}

// relocate continues at another port, for good.
func (o *origin) relocate(scheme string, port int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	host := net.JoinHostPort(o.endpoint.Hostname(), strconv.FormatInt(port, 10))
	o.place, o.at, o.former = relocated, &url.URL{Scheme: scheme, Host: host}, nil
}

// learn records the ports that the server's own settings list. If the
// endpoint's is not among them, something in between maps it, and the other
// ports of that host may belong to other servers.
func (o *origin) learn(ports []int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(ports, portOf(o.endpoint)) {
		ports = nil
	}
	o.ports = ports
}

// isAtEndpoint reports whether the current address is the configured one.
func (o *origin) isAtEndpoint() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at == nil
}

// resolve returns the address to send a request to, for an address from a page
// or the configuration.
func (o *origin) resolve(u *url.URL) *url.URL {
	o.mu.Lock()
	defer o.mu.Unlock()
	var to *url.URL
	switch {
	case o.at != nil && sameOrigin(u, o.endpoint):
		to = o.at
	case o.former != nil && sameOrigin(u, o.former):
		to = o.endpoint
	default:
		return u
	}
	moved := *u
	moved.Scheme, moved.Host = to.Scheme, to.Host
	return &moved
}

// owns reports whether an address belongs to the configured server: the
// endpoint, its current address, or the same host over TLS at the endpoint's
// port or one that the server's own settings list.
func (o *origin) owns(u *url.URL) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if sameOrigin(u, o.endpoint) || o.at != nil && sameOrigin(u, o.at) {
		return true
	}
	if u.Scheme != "https" || !strings.EqualFold(u.Hostname(), o.endpoint.Hostname()) {
		return false
	}
	port := portOf(u)
	return port == portOf(o.endpoint) || slices.Contains(o.ports, port)
}

func portOf(u *url.URL) int64 {
	_, port, _ := net.SplitHostPort(confproxy.HostPort(u))
	n, _ := strconv.ParseInt(port, 10, 64) // 0 is nobody's port
	return n
}

func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(confproxy.HostPort(a), confproxy.HostPort(b))
}

// inShort returns scheme, host and port for messages.
func inShort(u *url.URL) string { return u.Scheme + "://" + u.Host }
