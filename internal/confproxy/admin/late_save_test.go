// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A save that takes effect after the deployment has given up finds the files
// that it names; the report does not claim that all is as before.
func TestLateSave(t *testing.T) {
	t.Parallel()
	s := newSite(t, emulator.Options{})
	client := admin.Connect(t, confproxy.Config{
		Endpoint: s.URL(), Password: "asd", CACertPEM: authority(t).RootPEM, RequestTimeout: 3 * time.Second,
	})
	gaveUp := make(chan struct{})
	var held atomic.Bool
	s.OnRequest(func(_ *http.Request, class product.Class) {
		if class == product.Save && held.CompareAndSwap(false, true) {
			<-gaveUp
		}
	})
	leaf := renewed(t)
	report, err := client.Deploy(t.Context(), confproxy.Deployment{
		Files: map[string]*certs.Content{"late.cer": certs.NewContent(leaf.CertPEM), "late.key": certs.NewContent(leaf.KeyPEM)},
		Want: confproxy.Values{
			confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/late.cer"),
			confproxy.Key: confproxy.TextValue("objects/late.key"),
		},
	})
	close(gaveUp)
	certificate := func() string { now, _, _ := s.Setting(confproxy.Certificate.Label); return now }
	for end := time.Now().Add(patience); certificate() == "" && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	if !errors.Is(err, confproxy.ErrUnknownOutcome) {
		t.Fatalf("got %v, want ErrUnknownOutcome", err)
	}
	if report.RolledBack() {
		t.Errorf("the report claims that all is as before: %+v", report.Undone)
	}
	if now := certificate(); now != "objects/late.cer" {
		t.Fatalf("the save has not taken effect: %q", now)
	}
	for _, name := range []string{"late.cer", "late.key"} {
		if _, stored := s.Files()[name]; !stored {
			t.Errorf("%s was deleted, and a setting names it", name)
		}
	}
}
