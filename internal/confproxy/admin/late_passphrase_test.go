// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"net/http"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// locked returns a stand that serves an encrypted key, and the deployment of
// another one.
func locked(t *testing.T, before, after string) (*stand, deployment.Deployment) {
	t.Helper()
	old, renewed := issueForStand(t, "old"), issueForStand(t, "new")
	s := newStand(t, old, "")
	encrypted := func(issued *certstest.Issued, passphrase string) []byte {
		data, err := issued.EncryptedKeyPEM(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	change := deployment.Deployment{Want: s.serving("new", renewed), Passphrase: &after}
	change.Want[confproxy.KeyPassphrase] = confproxy.TextValue("")
	s.with(func() {
		s.files["old.key"], s.files["new.key"] = encrypted(old, before), encrypted(renewed, after)
		s.settings["HTTPT SSL key passphrase"] = before
	})
	return s, change
}

// Between the save that names a new key and the entry of its passphrase, the
// server cannot serve TLS. A client that needs a new TLS connection for that
// refuses the change.
func TestPassphraseAfterTheSave(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		closes, plain bool
		after         string
		want          error
	}{
		"the connection stays":           {false, false, "another passphrase", nil},
		"no TLS":                         {true, true, "another passphrase", nil},
		"the same passphrase":            {true, false, "a passphrase", nil},
		"every answer ends a connection": {true, false, "another passphrase", confproxy.ErrPassphraseLate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, change := locked(t, "a passphrase", test.after)
			s.Config.SetKeepAlivesEnabled(!test.closes)
			config := confproxy.Config{}
			if test.plain {
				config.Endpoint = s.URL
			}
			before := s.served(t)
			_, err := s.client(t, config).Deploy(t.Context(), change)
			if !errors.Is(err, test.want) {
				t.Fatalf("error: %v, want %v", err, test.want)
			}
			if isNew := s.served(t) != before; isNew != (test.want == nil) {
				t.Errorf("before: %s, now: %s", before, s.served(t))
			}
			if test.want != nil && s.seen["post general"] != 0 {
				t.Errorf("%d saves, want none", s.seen["post general"])
			}
		})
	}
}

// The connection is lost with the answer to the save. The error says that the
// passphrase is due, and another change without TLS enters it.
func TestPassphraseIsDue(t *testing.T) {
	t.Parallel()
	s, change := locked(t, "a passphrase", "another passphrase")
	s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
		if place == "post general" && s.seen[place] == 1 {
			s.handle(place, w, r)
			panic(http.ErrAbortHandler)
		}
		return false
	}
	_, err := s.client(t, confproxy.Config{}).Deploy(t.Context(), change)
	if !errors.Is(err, confproxy.ErrPassphraseDue) || !errors.Is(err, confproxy.ErrNoTLS) {
		t.Errorf("error: %v, want ErrPassphraseDue and ErrNoTLS", err)
	}
	if _, err := s.client(t, confproxy.Config{Endpoint: s.URL}).Deploy(t.Context(), change); err != nil {
		t.Error(err)
	}
	if got, want := s.served(t), certs.NewContent(s.files["new.cer"]).Leaf(); got != want {
		t.Errorf("served: %s, want %s", got, want)
	}
}
