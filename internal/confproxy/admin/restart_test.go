// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A restart that the server refused fails the live check, which tells the answer.
// On a slow machine the server may seem to have gone down.
func TestRefusedRestartOrder(t *testing.T) {
	t.Parallel()
	sk := emulator.Skins()[0]
	sk.CertReread = "on-restart"
	s := newSite(t, emulator.Options{Skin: sk})
	named := &namedSite{site: s, t: t, live: deployment.LiveCheck{Enabled: true, Timeout: 300 * time.Millisecond}}
	named.declare(authority(t).Issued, "")
	before := s.Settings()
	for name, data := range named.declared {
		if _, err := s.client.PutFile(t.Context(), name, certs.NewContent(data), confproxy.Precondition{}); err != nil {
			t.Fatal(err)
		}
	}
	s.Inject(product.Fault{Match: product.Of(product.Restart), Kind: product.Status500})
	_, err := s.client.Deploy(t.Context(), deployment.Deployment{Want: named.want(), Live: named.live, Restart: true})
	told := regexp.MustCompile("It answered 500|The server was restarted and still does not serve")
	if !errors.Is(err, confproxy.ErrLive) || !told.MatchString(err.Error()) {
		t.Errorf("got %v, want a failed live check that tells of the restart", err)
	}
	s.untouched(t, before)
	named.apply()
}
