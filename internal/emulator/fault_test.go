// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
)

// saveUnder posts one changed value of Security while a fault is armed for the save.
func saveUnder(t *testing.T, f product.Fault) (s *emulator.Server, d *doc, err error) {
	t.Helper()
	s = start(t, emulator.Options{})
	b := newBrowser(t, s)
	b.open()
	b.visit("Configuration", "Security")
	page := b.with("form")
	field := rowField(b, "Redirect target host:")
	n := page.button("Save")
	p := b.fill(page, page.formOf(n), n)
	p.set(field, "changed")
	f.Match = product.Of(product.SaveSecurity)
	s.Inject(f)
	if f.Kind == product.Delayed && f.Delay == 0 {
		b.client.Timeout = 2 * time.Second // for the request to arrive on a busy machine
	}
	kind, body := p.body()
	d, err = b.try(http.MethodPost, p.action.String(), kind, body)
	s.Settle()
	return s, d, err
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault  product.Fault
		status int // 0: no whole answer
		effect bool
	}{
		{product.Fault{Kind: product.Refused}, 0, false},
		{product.Fault{Kind: product.CutBefore}, 0, false},
		{product.Fault{Kind: product.CutAfter}, 0, true},
		{product.Fault{Kind: product.Status500}, 500, false},
		{product.Fault{Kind: product.Status503}, 503, false},
		{product.Fault{Kind: product.Status500After}, 500, true},
		{product.Fault{Kind: product.Delayed}, 0, true},
		{product.Fault{Kind: product.Delayed, Delay: time.Millisecond}, 200, true},
		{product.Fault{Kind: product.Truncated}, 0, true},
		{product.Fault{Kind: product.SessionDropped}, 200, false},
		{product.Fault{Kind: product.Restarted}, 0, false},
	} {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			t.Parallel()
			s, d, err := saveUnder(t, c.fault)
			switch {
			case c.status == 0 && err == nil:
				t.Errorf("answered %d", d.status)
			case c.status != 0 && (err != nil || d.status != c.status):
				t.Errorf("%v %v", d, err)
			}
			if got, _, _ := s.Setting("Redirect target host"); (got == "changed") != c.effect {
				t.Errorf("the setting is %q", got)
			}
			log := s.Requests()
			if last := log[len(log)-1]; last.Fault != c.fault.Kind || last.Class != product.SaveSecurity {
				t.Errorf("logged %+v", last)
			}
			if resp, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("the request after: %v", err)
			}
		})
	}
	if len(product.FaultKinds()) != 10 {
		t.Error("a kind of fault is not tested here")
	}
}

func TestFaultsAreCounted(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{})
	statuses := func(n int) []int {
		t.Helper()
		var got []int
		for range n {
			resp, _, err := plainGet(t, s.URL()+"/", "", "")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, resp.StatusCode)
		}
		return got
	}
	expect := func(what string, got, want []int) {
		t.Helper()
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", what, got, want)
				return
			}
		}
	}
	s.Inject(product.Fault{Nth: 2, Kind: product.Status503, Times: 2})
	expect("two from the second on", statuses(4), []int{200, 503, 503, 200})
	s.Inject(product.Fault{Nth: 2, Kind: product.Status500})
	expect("before the reset", statuses(1), []int{200})
	s.ResetRequests()
	expect("after the reset", statuses(3), []int{200, 500, 200})
	s.Inject(product.Fault{Kind: product.Status500, Match: product.Of(product.Menu)})
	expect("another class", statuses(2), []int{200, 200})
	s.Inject(product.Fault{Kind: product.Status503, Times: -1})
	expect("for ever", statuses(3), []int{503, 503, 503})
}

// TestEverythingAtOnce is for the race detector: requests, changes, restarts and a hook at the same time.
func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{RestartDelay: time.Millisecond})
	s.OnRequest(func(*http.Request, product.Class) { s.Set("Page title", "x") })
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 15 {
				r, err := http.Get(s.URL() + "/conf") // fails while the server restarts
				if err == nil {
					_ = r.Body.Close()
				}
				_, _ = served(s.HTTPSURL())
				s.PutFile("x", []byte("y"))
				_, _, _, _ = s.Requests(), s.Settings(), s.Files(), s.Leaf()
			}
		})
	}
	for range 3 {
		if err := s.Restart(); err != nil {
			t.Error(err)
		}
	}
	snapshot := s.Snapshot()
	s.Inject(product.Fault{Kind: product.Restarted})
	work.Wait()
	s.Restore(snapshot)
	if resp, _, err := plainGet(t, s.URL()+"/conf", "", ""); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %v", err)
	}
}
