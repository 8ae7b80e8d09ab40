// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package deployment

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

// A cause that is the same for several files is told once.
func TestJoined(t *testing.T) {
	t.Parallel()
	fails := func(op string) error { return &confproxy.Error{Kind: confproxy.ErrServer, Op: op} }
	const why = ": the server answered with an error."
	for want, errs := range map[string]map[string]error{
		"": {"a": nil},
		"cannot list" + why + " The same for b.key.":         {"b.cer": fails("list"), "b.key": fails("list"), "c": nil},
		"cannot delete b.cer, b.key" + why:                   {"b.cer": fails("delete b.cer, b.key"), "b.key": fails("delete b.cer, b.key")},
		"cannot delete b.cer" + why + " The same for b.key.": {"b.cer": fails("delete b.cer"), "b.key": fails("delete b.key")},
		"cannot list" + why + "\ncannot read" + why:          {"b.cer": fails("list"), "b.key": fails("read")},
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
