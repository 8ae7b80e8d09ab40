// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// A save that takes effect after the deployment has given up finds the files
// that it names; the report does not claim that all is as before. A late save of
// Security leaves no doubt about General, nor about the files.
func TestLateSave(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		class    product.Class
		inDoubt  confproxy.Setting
		isStored bool
	}{
		{product.Save, confproxy.Certificate, true},
		{product.SaveSecurity, confproxy.RedirectToHTTPS, false},
	} {
		t.Run(test.inDoubt.Page, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, emulator.Options{})
			s.SetDefault(confproxy.RedirectToHTTPS.Label)
			client := admin.Connect(t, confproxy.Config{
				Endpoint: s.URL(), Password: "asd", CACertPEM: authority(t).RootPEM, RequestTimeout: 3 * time.Second,
			})
			gaveUp := make(chan struct{})
			var held atomic.Bool
			s.OnRequest(func(_ *http.Request, class product.Class) {
				if class == test.class && held.CompareAndSwap(false, true) {
					<-gaveUp
				}
			})
			leaf := renewed(t)
			want := confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(true), confproxy.Certificate: confproxy.TextValue("objects/late.cer"),
				confproxy.Key: confproxy.TextValue("objects/late.key"), confproxy.RedirectToHTTPS: confproxy.YesNo(true),
			}
			report, err := client.Deploy(t.Context(), deployment.Deployment{
				Files: map[string]*certs.Content{"late.cer": certs.NewContent(leaf.CertPEM), "late.key": certs.NewContent(leaf.KeyPEM)},
				Want:  want,
			})
			close(gaveUp)
			if !errors.Is(err, confproxy.ErrUnknownOutcome) {
				t.Fatalf("got %v, want ErrUnknownOutcome", err)
			}
			hasArrived := func() bool { _, isDefault, _ := s.Setting(test.inDoubt.Label); return !isDefault }
			for end := time.Now().Add(patience); !hasArrived() && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			if !hasArrived() {
				t.Fatal("the save has not taken effect")
			}
			for _, undone := range report.Undone {
				if isInDoubt := strings.Contains(undone.What, test.inDoubt.Page) || test.isStored && strings.Contains(undone.What, "files"); (undone.Err != nil) != isInDoubt {
					t.Errorf("%s: %v, in doubt is %s", undone.What, undone.Err, test.inDoubt.Page)
				}
			}
			if len(report.Undone) < 2 || report.RolledBack() {
				t.Errorf("undone is %+v", report.Undone)
			}
			for _, name := range []string{"late.cer", "late.key"} {
				if _, stored := s.Files()[name]; stored != test.isStored {
					t.Errorf("%s is stored: %t, want %t", name, stored, test.isStored)
				}
			}
		})
	}
}
