// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A right password that cannot be used is explained, and not tried again.
func TestSkinsAccounts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options emulator.Options
		prepare func(*site)
		says    string
	}{
		"new password":    {emulator.Options{MustChangePassword: true}, func(*site) {}, "demands a new one"},
		"not whitelisted": {emulator.Options{}, func(s *site) { s.Set("Administrator account whitelist (user IDs)", "somebody") }, "Administrator account whitelist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everySkin(t, test.options, func(t *testing.T, s *site) {
				test.prepare(s)
				var before int
				for try := 1; try <= 2; try++ {
					_, err := s.client.Files(t.Context())
					if !errors.Is(err, confproxy.ErrAuth) || !strings.Contains(err.Error(), test.says) {
						t.Errorf("try %d: got %v, want ErrAuth that says %q", try, err, test.says)
					}
					if now := s.Counts()[product.Login]; try > 1 && now != before {
						t.Errorf("the login was tried again: %d requests, %d before", now, before)
					} else {
						before = now
					}
				}
			})
		})
	}
}
