// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"errors"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A restart whose request was lost fails the live check, and all is undone.
func TestLostRestartOrder(t *testing.T) {
	t.Parallel()
	sk := emulator.Skins()[0]
	sk.CertReread = "on-restart"
	s := newSite(t, emulator.Options{Skin: sk})
	named := &namedSite{site: s, t: t, live: confproxy.LiveCheck{Enabled: true, Timeout: 300 * time.Millisecond}}
	named.declare(authority(t).Issued, "")
	before := s.Settings()
	for name, data := range named.declared {
		if _, err := s.client.PutFile(t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
			t.Fatal(err)
		}
	}
	s.Inject(product.Fault{Match: product.Of(product.Restart), Kind: product.CutBefore})
	_, err := s.client.Deploy(t.Context(), confproxy.Deployment{Want: named.want(), Live: named.live, Restart: true})
	if !errors.Is(err, confproxy.ErrLive) {
		t.Errorf("got %v, want a failed live check", err)
	}
	s.untouched(t, before)
	named.apply()
}
