// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// Reads at the same time and later ones send a refused password once in all.
func TestRefusedBasicPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	server := hostile{handler: func(w http.ResponseWriter, r *http.Request) {
		if _, _, ok := r.BasicAuth(); ok {
			sent.Add(1)
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="conf"`)
		w.WriteHeader(http.StatusUnauthorized)
	}}
	c, _ := server.client(t, "never to be shown")
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			for range 3 {
				if _, err := c.Files(t.Context()); !errors.Is(err, confproxy.ErrAuth) {
					t.Errorf("expected a refused login, got %v", err)
				}
				if _, err := c.Rows(t.Context(), confproxy.PageGeneral); !errors.Is(err, confproxy.ErrAuth) {
					t.Errorf("expected a refused login, got %v", err)
				}
			}
		})
	}
	all.Wait()
	if sent.Load() != 1 {
		t.Errorf("expected the password once, got it %d times", sent.Load())
	}
}

// A login without a field for the user name is not refused to a user.
func TestRefusedWithoutUserName(t *testing.T) {
	t.Parallel()
	for field, isNamed := range map[string]bool{"": false, "<input name=u>": true} {
		server := hostile{handler: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `<form method=post action="/conf">`+field+`<input type=password name=p><button>Log in</button></form>`)
		}}
		c, _ := server.client(t, "never to be shown")
		_, err := c.Files(t.Context())
		if !errors.Is(err, confproxy.ErrAuth) || strings.Contains(err.Error(), `as "admin"`) != isNamed || strings.Contains(err.Error(), "user name or password") != isNamed {
			t.Errorf("with the field %q: %v", field, err)
		}
	}
}
