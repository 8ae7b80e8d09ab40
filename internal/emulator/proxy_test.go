// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func TestRedirectToAnotherName(t *testing.T) {
	t.Parallel()
	for _, urls := range []string{"path", "full", "query"} {
		s := start(t, emulator.Options{RedirectHost: "localhost", Skin: emulator.Skin{SaveAnswer: "see-other", URLs: urls}})
		b := newBrowser(t, s)
		b.open()
		b.visit("Configuration", "Security")
		d := b.with("form")
		p := b.fill(d, d.formOf(d.button("Save")), d.button("Save"))
		kind, body := p.body()
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, err := b.request(http.MethodPost, p.action.String(), kind, body)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		to, err := resp.Location()
		if err != nil || to.Hostname() != "localhost" || to.Port() != p.action.Port() || !strings.HasPrefix(to.Path, "/conf") {
			t.Errorf("%v: led to %v (%v)", urls, to, err)
		}
	}
}

func TestProxies(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{URLs: "full"}})
	for name, c := range map[string]struct {
		make func(*emulator.Server) (*emulator.Proxy, error)
		kept bool
	}{"mapped port": {emulator.MapPort, true}, "reverse proxy": {emulator.ReverseProxy, false}} {
		p, err := c.make(s)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if slices.Contains(s.Ports(), 0) || p.URL() == s.URL() {
			t.Errorf("%s: no port of its own", name)
		}
		_, page, err := plainGet(t, p.URL()+"/conf", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(page, p.URL()+"/conf/"); got != c.kept {
			t.Errorf("%s: the page names the proxy: %v", name, got)
		}
		if _, err := served(p.HTTPSURL()); (err == nil) != c.kept {
			t.Errorf("%s: TLS %v", name, err)
		}
	}
}
