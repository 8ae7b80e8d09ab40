// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Connect returns a client of the administration.
func Connect(tb testing.TB, config confproxy.Config) *confproxy.Client {
	tb.Helper()
	ways, err := New(config)
	if err != nil {
		tb.Fatal(err)
	}
	return confproxy.New(ways)
}
