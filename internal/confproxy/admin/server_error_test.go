// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/client"
)

// An error status is the server's error, wherever it occurs: the message names
// the page, the status and the remedy, and does not ask for a bug report.
func TestServerErrors(t *testing.T) {
	t.Parallel()
	read := func(t *testing.T, c *client.Client) error {
		t.Helper()
		_, _, err := c.ReadFile(t.Context(), "old.cer")
		return err
	}
	tests := map[string]struct {
		place string
		query string // only with this in the query
		says  string // what the server says
		want  string
		code  int
	}{
		"menu":         {"menu", "", "Out of order.", "open the administration at", http.StatusInternalServerError},
		"File storage": {"private", "files", "Out of order.", "File storage", http.StatusInternalServerError},
		"tab":          {"private", "p=private", "Out of order.", "open the Private tab of the File storage", http.StatusInternalServerError},
		"no text":      {"private", "p=private", "", "open the Private tab of the File storage", http.StatusInternalServerError},
		"not there":    {"private", "files", "Not captured.", "File storage", http.StatusNotFound},
		"download":     {"file", "", "Out of order.", `download "old.cer" from the Private storage`, http.StatusInternalServerError},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t, issueForStand(t, "old"), "")
			s.odd = func(place string, w http.ResponseWriter, r *http.Request) bool {
				isMeant := place == test.place && (test.query == "" || strings.HasSuffix(r.URL.RawQuery, test.query))
				if isMeant {
					w.WriteHeader(test.code)
					_, _ = io.WriteString(w, test.says)
				}
				return isMeant
			}
			err := read(t, s.client(t, confproxy.Config{}))
			if !errors.Is(err, confproxy.ErrServer) || errors.Is(err, confproxy.ErrLayout) {
				t.Fatalf("got %v, want an error of the server", err)
			}
			for _, want := range []string{test.want, strconv.Itoa(test.code), test.says, "Check th"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), `""`) {
				t.Errorf("%q quotes nothing", err)
			}
		})
	}
}
