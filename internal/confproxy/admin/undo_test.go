// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/deployment"
)

// The first save only unticks rows that show no control, and the second one
// fails. What the first one left is the deployment's own, and is undone; what
// somebody else entered meanwhile stays.
func TestUndoOfHalfASave(t *testing.T) {
	t.Parallel()
	const suite, theirs = "HTTPT SSL cipher suite", "theirs"
	for name, test := range map[string]struct {
		meanwhile string // the value that somebody else enters
		undone    error
		after     string
	}{
		"own":             {"", nil, ""},
		"somebody else's": {theirs, confproxy.ErrConflict, theirs},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHandmade(t)
			var saves atomic.Int64
			front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/conf/4711/s" || saves.Add(1) != 2 {
					h.ServeHTTP(w, r)
					return
				}
				if test.meanwhile != "" {
					h.settings[suite] = test.meanwhile
				}
				http.Error(w, "Not now.", http.StatusServiceUnavailable)
			}))
			t.Cleanup(front.Close)
			c := Connect(t, confproxy.Config{Endpoint: front.URL, Password: handmadePassword})
			report, err := c.Deploy(t.Context(), deployment.Deployment{Want: confproxy.Values{
				confproxy.UseSSL: confproxy.YesNo(false), confproxy.SSLCipherSuite: confproxy.TextValue("ALL"),
			}})
			if !errors.Is(err, confproxy.ErrNotApplied) {
				t.Errorf("the error is %v, want ErrNotApplied", err)
			}
			if len(report.Undone) != 1 || !errors.Is(report.Undone[0].Err, test.undone) {
				t.Errorf("undone: %+v, want %v", report.Undone, test.undone)
			}
			if h.settings[suite] != test.after || (h.settings["HTTPT use SSL"] == "") != (test.undone == nil) {
				t.Errorf("cipher suite %q, want %q; use SSL %q", h.settings[suite], test.after, h.settings["HTTPT use SSL"])
			}
		})
	}
}
