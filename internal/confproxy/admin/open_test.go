// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// Connect returns a client of the administration.
func Connect(tb testing.TB, config confproxy.Config) *client.Client {
	tb.Helper()
	ways, err := New(config)
	if err != nil {
		tb.Fatal(err)
	}
	return client.New(ways)
}
