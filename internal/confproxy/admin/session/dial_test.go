// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package session

import (
	"context"
	"net"
	"sync"
	"testing"
)

// Dead addresses of a host do not hold up the one that answers, and that one is
// tried first from then on.
func TestDialPassesDeadAddresses(t *testing.T) {
	t.Parallel()
	const alive = "192.0.2.3:443"
	var mu sync.Mutex
	var tried []string
	d := &dialer{
		lookup: func(context.Context, string, string) ([]net.IP, error) {
			return []net.IP{net.IPv4(192, 0, 2, 1), net.IPv4(192, 0, 2, 2), net.IPv4(192, 0, 2, 3)}, nil
		},
		one: func(ctx context.Context, _, address string) (net.Conn, error) {
			mu.Lock()
			tried = append(tried, address)
			mu.Unlock()
			if address != alive {
				<-ctx.Done() // as an address does that swallows everything
				return nil, ctx.Err()
			}
			here, there := net.Pipe()
			t.Cleanup(func() { _ = there.Close() })
			return here, nil
		},
	}
	for range 2 {
		conn, err := d.dial(t.Context(), "tcp", "proxy.example.com:443")
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
	}
	mu.Lock()
	defer mu.Unlock()
	if len(tried) != 4 || tried[3] != alive {
		t.Errorf("tried: %v, want the one that answered alone the second time", tried)
	}
}
