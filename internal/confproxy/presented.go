// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"crypto/x509"
	"fmt"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Presented is the result of the handshakes of a live check.
type Presented struct {
	// Fingerprints are those of the leaves, by address; "" for none.
	Fingerprints []string
	// Difference tells what is not as expected; "" for nothing.
	Difference string
	// Unreachable is the reason why an address did not answer; nil if all
	// answered.
	Unreachable error
}

// Presented makes a handshake with every address of a live check, and compares
// the result with a leaf and its chain. It does not contact the administration.
func (c *Client) Presented(ctx context.Context, live LiveCheck, leaf *x509.Certificate, chain []*x509.Certificate) Presented {
	expected := expectation{leaf, chain}
	served := c.handshake(ctx, c.withDefaults(live, Value{}, Value{}))
	seen := Presented{Fingerprints: served.fingerprints()}
	for _, one := range served {
		switch {
		case one.isUnreachable():
			seen.Unreachable = one.err
		case expected.metBy(one) || seen.Difference != "":
		case expected.leafIn(one):
			seen.Difference = fmt.Sprintf("%s presents the certificate without its chain", one.address)
		case one.err != nil:
			seen.Difference = fmt.Sprintf("%s presents no certificate: %v", one.address, one.err)
		default:
			seen.Difference = fmt.Sprintf("%s presents %s instead of SHA-256 %s", one.address, one, certs.Fingerprint(leaf))
		}
	}
	return seen
}
