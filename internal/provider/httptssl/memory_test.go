// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package httptssl

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
)

type fakePrivate map[string][]byte

func (p fakePrivate) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p[key], nil
}

func (p fakePrivate) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestMemory(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]memory{
		"nothing":    {},
		"owned":      {Owned: []confproxy.Setting{confproxy.Ports, confproxy.KeyPassphrase}},
		"unfinished": {Owned: []confproxy.Setting{confproxy.UseSSL}, Unfinished: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			private := fakePrivate{}
			if diags := kept.keep(context.Background(), private); diags.HasError() {
				t.Fatal(diags)
			}
			recalled, diags := recall(context.Background(), private)
			if diags.HasError() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(kept, recalled); diff != "" {
				t.Errorf("(-kept +recalled):\n%s", diff)
			}
		})
	}
}

func TestMemoryAfterAnImport(t *testing.T) {
	t.Parallel()
	recalled, diags := recall(context.Background(), fakePrivate{})
	if diags.HasError() || len(recalled.Owned) > 0 || recalled.Unfinished {
		t.Errorf("an empty private state is recalled as %v, %v", recalled, diags)
	}
}

func TestBrokenMemory(t *testing.T) {
	t.Parallel()
	if _, diags := recall(context.Background(), fakePrivate{memoryKey: []byte("[1]")}); !diags.HasError() {
		t.Error("a private state that cannot be understood is no error")
	}
}
