// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/diagnostics"
)

// The advice is that of the most specific kind.
func TestDetail(t *testing.T) {
	t.Parallel()
	noTLS := &confproxy.Error{Kind: confproxy.ErrNoTLS}
	unknown := &confproxy.Error{Kind: confproxy.ErrUnknownOutcome, Cause: noTLS}
	for want, err := range map[string]error{
		"an endpoint with http://":              unknown,
		"endpoint: that enters":                 &confproxy.Error{Kind: confproxy.ErrPassphraseDue, Cause: unknown},
		"or use a key without a passphrase.":    &confproxy.Error{Kind: confproxy.ErrPassphraseLate},
		"The plan shows the actual state.":      fmt.Errorf("first: %w", &confproxy.Error{Kind: confproxy.ErrUnknownOutcome}),
		"raise the provider's request_timeout.": &confproxy.Error{Kind: confproxy.ErrUnfinished},
		"the server cannot be reached (why).":   &confproxy.Error{Kind: confproxy.ErrUnreachable, Cause: fmt.Errorf("why")},
	} {
		if got := diagnostics.Detail(err); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
}
