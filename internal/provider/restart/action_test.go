// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package restart_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs/certstest"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator"
	"github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"
	"github.com/confproxy/terraform-provider-confproxy/internal/provider/acctest"
)

const (
	server     = "Restart"
	moduleApps = "Restart module apps"
)

// The endpoint's own server gets one request, whatever happens to its answer,
// and the action reports what it waits for.
func TestInvoke(t *testing.T) {
	t.Parallel()
	cut := product.Fault{Kind: product.CutAfter, Match: product.Of(product.Restart)}
	for name, test := range map[string]struct {
		scope    string
		servers  int
		fault    *product.Fault
		ordered  string
		progress []string // parts of the messages, in order
		said     string
		fails    bool
	}{
		"server": {
			scope: "server", ordered: server,
			progress: []string{"requested a restart, scope: server, answered: true", "the administration answers", "the live check passed"},
		},
		"server, its answer is lost": {
			scope: "server", fault: &cut, ordered: server,
			progress: []string{"requested a restart, scope: server, answered: false", "the administration answers", "the live check passed"},
		},
		"module apps": {
			scope: "module_apps", ordered: moduleApps,
			progress: []string{"requested a restart, scope: module_apps, answered: true", "the administration answers", "the live check passed"},
		},
		"module apps, its answer is lost": {
			scope: "module_apps", fault: &cut, ordered: moduleApps, fails: true, said: "It was not sent again",
			progress: []string{"requested a restart, scope: module_apps, answered: false"},
		},
		"in a grid":     {scope: "server", servers: 3, ordered: server, said: "Not restarted: 2, 3."},
		"unknown scope": {scope: "everything", fails: true, said: `"server" "module_apps"`},
	} {
		for _, skin := range acctest.Skins(t) {
			if test.fault != nil && skin.ConfirmRestart == "page" {
				continue // the lost answer would be the question
			}
			t.Run(name+"/"+skin.Name, func(t *testing.T) {
				t.Parallel()
				s := start(t, emulator.Options{Skin: skin, Servers: test.servers})
				if test.fault != nil {
					s.Inject(*test.fault)
				}
				progress, said, err := acctest.Engine(s).Invoke(t.Context(), "confproxy_restart", map[string]any{"scope": test.scope})
				s.Settle()
				if (err != nil) != test.fails || !strings.Contains(said, test.said) || test.said == "" && said != "" {
					t.Errorf("got %v, %q, want an error: %v, and %q", err, said, test.fails, test.said)
				}
				rest := progress
				for _, part := range test.progress {
					at := slices.IndexFunc(rest, func(message string) bool { return strings.Contains(message, part) })
					if at < 0 {
						t.Fatalf("the progress %q does not say %q in its place", progress, part)
					}
					rest = rest[at+1:]
				}
				var want []product.Order
				if test.ordered != "" {
					want = []product.Order{{Action: test.ordered, Server: product.OwnServer}}
				}
				if got := s.Orders(); !slices.Equal(got, want) {
					t.Errorf("ordered is %v, want %v", got, want)
				}
			})
		}
	}
}

// A port without TLS is reported plainly.
func TestWithoutTLS(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	s := start(t, emulator.Options{Skin: emulator.Skins()[0]})
	progress, said, err := acctest.Engine(s).Invoke(t.Context(), "confproxy_restart", map[string]any{
		"scope": "server", "live_check": map[string]any{"addresses": []any{plain.Listener.Addr().String()}},
	})
	if last := progress[max(0, len(progress)-1):]; err != nil || !strings.Contains(strings.Join(last, ""), "passed: the port answers without TLS, as before") {
		t.Errorf("got %q, %q, %v", last, said, err)
	}
}

// timeouts.invoke limits the wait for a server that stays down. On a slow machine,
// it may end before the wait.
func TestTimeout(t *testing.T) {
	t.Parallel()
	s := start(t, emulator.Options{Skin: emulator.Skins()[0], RestartDelay: time.Hour})
	_, said, err := acctest.Engine(s).Invoke(t.Context(), "confproxy_restart", map[string]any{
		"scope": "server", "timeouts": map[string]any{"invoke": "1500ms"},
	})
	if err == nil || !strings.Contains(said, "Unable to restart the server") {
		t.Errorf("got %v, %q", err, said)
	}
}

// A restart fails if the port does not present the certificate of the settings
// afterwards. This one reveals that the key was replaced.
func TestLiveCheck(t *testing.T) {
	t.Parallel()
	ca, err := certstest.New()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := ca.Issue(certstest.Leaf{CommonName: "proxy.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	other, err := ca.Issue(certstest.Leaf{CommonName: "proxy.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		key   []byte
		check map[string]any
		says  string
	}{
		"passes":      {pair.KeyPEM, nil, ""},
		"fails":       {other.KeyPEM, map[string]any{"timeout": "100ms"}, "Unable to verify the restart"},
		"is not made": {other.KeyPEM, map[string]any{"enabled": false}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, emulator.Options{Skin: emulator.Skins()[0]})
			s.PutFile("server.cer", pair.CertPEM)
			s.PutFile("server.key", test.key)
			for label, value := range map[string]string{
				"HTTPT use SSL": "Yes", "HTTPT SSL certificate": "objects/server.cer", "HTTPT SSL key": "objects/server.key",
			} {
				s.Set(label, value)
			}
			_, said, err := acctest.Engine(s).Invoke(t.Context(), "confproxy_restart", map[string]any{"scope": "server", "live_check": test.check})
			if (err != nil) != (test.says != "") || !strings.Contains(said, test.says) {
				t.Errorf("got %v, %s, want one that says %q", err, said, test.says)
			}
		})
	}
}

func start(t *testing.T, options emulator.Options) *emulator.Server {
	t.Helper()
	options.Password, options.RestartDelay = acctest.Password, cmp.Or(options.RestartDelay, 300*time.Millisecond)
	s, err := emulator.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
