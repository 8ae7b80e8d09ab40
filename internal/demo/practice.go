// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"net"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
)

// practise writes the files that an authority delivers, for a server on this
// machine.
func practise(out io.Writer, folder string) error {
	authority, err := certstest.New()
	if err != nil {
		return err
	}
	issued, err := authority.Issue(certstest.Leaf{
		CommonName: "localhost", DNSNames: []string{"localhost"}, IPs: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotAfter: time.Now().AddDate(0, 0, 90),
	})
	if err != nil {
		return err
	}
	if err := write(folder, issued, issued.RootPEM); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "server.crt, server.key, chain.crt and root.crt are in %s.\n", folder)
	return err
}
