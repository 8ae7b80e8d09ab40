// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
)

func TestFailedLoginsAreThrottled(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Login: "basic"}})
	for range 5 {
		if resp, _, err := plainGet(t, s.URL()+"/conf", "admin", "wrong"); err != nil || resp.StatusCode != http.StatusUnauthorized {
			t.Fatalf("wrong password: %v %v", resp, err)
		}
	}
	resp, body, err := plainGet(t, s.URL()+"/conf", "admin", "asd")
	if err != nil || resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "Too many failed logins") {
		t.Fatalf("the right password after five wrong ones: %v %v", resp, err)
	}
	if ok, failed := s.Logins(); ok != 0 || failed != 5 {
		t.Errorf("logins: %d ok, %d failed", ok, failed)
	}
	s.Restore(s.Snapshot())
	if resp, _, err = plainGet(t, s.URL()+"/conf", "admin", "asd"); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("after a restore: %v %v", resp, err)
	}
	if ok, failed := s.Logins(); ok != 1 || failed != 0 {
		t.Errorf("logins: %d ok, %d failed", ok, failed)
	}
}

func TestUntrustedAddress(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{
		"forbidden": 403, "not-found": 404, "closed": 0, "text": 200,
	} {
		t.Run(strconv.Itoa(want), func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skin{Untrusted: kind}, TrustedNetworks: []string{"192.0.2.0/24"}})
			resp, body, err := plainGet(t, s.URL()+"/conf", "", "")
			if want == 0 {
				if err == nil {
					t.Errorf("answered %d", resp.StatusCode)
				}
				return
			}
			if err != nil || resp.StatusCode != want || strings.Contains(body, "<form") {
				t.Errorf("%v %v %s", resp, err, body)
			}
			if resp, _, err := plainGet(t, s.URL()+"/", "", ""); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("the user page: %v %v", resp, err)
			}
		})
	}
	if _, err := emulator.Start(emulator.Options{TrustedNetworks: []string{"nonsense"}}); err == nil {
		t.Error("nonsense is taken for a network")
	}
}

func TestTokenIsGoodOnceAndNeeded(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skin{Tokens: true}})
	b := newBrowser(t, s)
	b.open()
	b.visit("Configuration", "Security")
	d := b.with("form")
	n := d.button("Save")
	p := b.fill(d, d.formOf(n), n)
	b.submit(p)
	b.expect("The settings were saved.")
	b.submit(p)
	b.expect("The form has expired")
}

func TestLogOutEndsTheSession(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"cookie", "path", "query"} {
		s := start(t, emulator.Options{Skin: emulator.Skin{Session: kind}})
		b := newBrowser(t, s)
		b.open()
		b.visit("Activity monitor", "Sessions")
		again := b.with("h1").url.String()
		b.click("Log out")
		b.expect("You have logged out.")
		b.get(again)
		b.expect("User name:")
	}
}
