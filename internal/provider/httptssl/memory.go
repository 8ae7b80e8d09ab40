// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"slices"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// memory is what the provider keeps beside the state of the resource. It holds
// no secrets.
type memory struct {
	// Owned are the settings that the configuration set, and that go back to
	// the product's default when it no longer does.
	Owned []confproxy.Setting `json:"owned"`
	// Unfinished tells that a change failed after it may have begun, so that
	// it has to be made again although the server may show the wanted values.
	Unfinished bool `json:"unfinished,omitempty"`
	// ServedBefore is the fingerprint of the certificate that the server had
	// before it was told to serve one from its storage.
	ServedBefore string `json:"served_before,omitempty"`
}

// remember keeps what a change tells of the time before it.
func (m *memory) remember(outcome *confproxy.Outcome) {
	if outcome.ServedBefore != "" {
		m.ServedBefore = outcome.ServedBefore
	}
}

func (m memory) owns(setting confproxy.Setting) bool { return slices.Contains(m.Owned, setting) }
