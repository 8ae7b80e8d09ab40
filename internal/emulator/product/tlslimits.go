// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

import (
	"crypto/tls"
	"strconv"
	"strings"
)

// tlsLimits are what HTTPT SSL protocol and HTTPT SSL cipher suite allow. Zero fields are Go's own defaults.
type tlsLimits struct {
	lowest, highest uint16
	suites          []uint16
}

// limits understands the newer spellings (0x0301-0x10000, 0x1302 0xc02c) and, of the older ones, excluded
// protocols (ALL -SSLv3 -TLSv1). What it does not understand it leaves open.
func limits(protocol, suites string) tlsLimits {
	l := tlsLimits{lowest: tls.VersionTLS10}
	if low, high, ok := strings.Cut(protocol, "-0x"); ok {
		l.lowest = version(low, tls.VersionTLS10)
		l.highest = version("0x"+high, 0)
	} else {
		excluded := " " + protocol + " "
		for v, name := range []string{"-TLSv1", "-TLSv1.1", "-TLSv1.2"} {
			if strings.Contains(excluded, " "+name+" ") {
				l.lowest = tls.VersionTLS11 + uint16(v)
			}
		}
	}
	for id := range strings.FieldsSeq(suites) {
		if n, err := strconv.ParseUint(id, 0, 16); err == nil {
			l.suites = append(l.suites, uint16(n))
		}
	}
	return l
}

// version reads a protocol number; one beyond TLS 1.3 is no limit.
func version(hex string, otherwise uint16) uint16 {
	n, err := strconv.ParseUint(strings.TrimSpace(hex), 0, 32)
	if err != nil || n < tls.VersionTLS10 || n > tls.VersionTLS13 {
		return otherwise
	}
	return uint16(n)
}
