// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/skin"
)

// Options say what to start. The zero value is a plain server on two free ports of 127.0.0.1.
type Options struct {
	Skin               skin.Skin
	Seed               int64             // of addresses and field names; 0 draws one, see [Server.Seed]
	Username           string            // "" is admin
	Password           string            // "" is asd, the documented default
	MustChangePassword bool              // the account has to choose another password before anything else
	Host               string            // address to bind; "" is 127.0.0.1
	Ports              []int             // ports to bind, the product default of HTTPT ports; 0 is a free one; nil is two free ones
	Servers            int               // servers of the grid; 0 is one
	RedirectHost       string            // host name that redirects after a post lead to, on the same port; "" is the one that was asked
	TrustedNetworks    []string          // CIDRs that may use the administration; nil is loopback
	Files              map[string][]byte // private files to begin with, beside the product's own
	Log                io.Writer         // a line for every event; nil is silence
	RestartDelay       time.Duration     // how long a restart keeps the ports closed; 0 is 50 ms
	RestartBegins      time.Duration     // how long the server goes on answering after a restart was ordered; 0 is not at all
	LoginWindow        time.Duration     // how long a failed login counts; 0 is 5 minutes
}

// complete fills in the defaults and checks the rest.
func (o Options) complete() (Options, []netip.Prefix, error) {
	var err error
	if o.Skin, err = o.Skin.Complete(); err != nil {
		return o, nil, err
	}
	setDefault(&o.Username, "admin")
	setDefault(&o.Password, "asd")
	setDefault(&o.Host, "127.0.0.1")
	setDefault(&o.Servers, 1)
	setDefault(&o.RestartDelay, 50*time.Millisecond)
	setDefault(&o.LoginWindow, 5*time.Minute)
	setDefault(&o.Seed, rand.Int64()|1)
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

func setDefault[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}
