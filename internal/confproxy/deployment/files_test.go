// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"errors"
	"testing"
)

// A cause that is the same for several files is told once.
func TestJoined(t *testing.T) {
	t.Parallel()
	shared := errors.New("no table.")
	for want, errs := range map[string]map[string]error{
		"":                              {"a": nil},
		"no table. The same for b.key.": {"b.cer": shared, "b.key": shared, "c": nil},
		"cannot delete a.cer, a.key.":   {"a.cer": errors.New("cannot delete a.cer, a.key."), "a.key": errors.New("cannot delete a.cer, a.key.")},
		"cannot delete a.cer: 503. The same for b.cer.\nc.cer is in use.": {
			"a.cer": errors.New("cannot delete a.cer: 503."), "b.cer": errors.New("cannot delete b.cer: 503."), "c.cer": errors.New("c.cer is in use."),
		},
	} {
		got := ""
		if err := joined(errs); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
