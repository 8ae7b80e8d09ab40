// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin

import (
	"errors"
	"net/http"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// A deletion whose answer is lost is not sent again, and no other one follows:
// the server may still be working on it.
func TestLostAnswerToADeletion(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(http.ResponseWriter){
		"cut":             func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"gateway timeout": func(w http.ResponseWriter) { w.WriteHeader(http.StatusGatewayTimeout) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t, "a", "b", "c")
			s.odd = func(w http.ResponseWriter, place string) bool {
				if place == "delete a b" {
					lose(w)
				}
				return place == "delete a b"
			}
			files := s.ways(t).Files
			for _, names := range [][]string{{"a", "b"}, {"c"}} {
				for i, err := range files.Delete(t.Context(), names) {
					if !errors.Is(err, confproxy.ErrUnknownOutcome) {
						t.Errorf("%s: expected ErrUnknownOutcome, got %v", names[i], err)
					}
				}
			}
			if n := s.count("delete"); n != 1 {
				t.Errorf("expected one deletion, got %q", s.places)
			}
		})
	}
}
