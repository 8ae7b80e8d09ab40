// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package privatestate_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/confproxy/terraform-provider-confproxy/internal/provider/privatestate"
)

type fakePrivate map[string][]byte

func (p fakePrivate) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) {
	return p[key], nil
}

func (p fakePrivate) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

type value struct {
	Names []string `json:"names"`
	Flag  bool     `json:"flag"`
}

func TestKeepAndRecall(t *testing.T) {
	t.Parallel()
	for name, kept := range map[string]value{
		"zero": {}, "names": {Names: []string{"a", "b"}}, "flag": {Names: []string{"c"}, Flag: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			private := fakePrivate{}
			if diags := privatestate.Set(t.Context(), private, kept); diags.HasError() {
				t.Fatal(diags)
			}
			got, diags := privatestate.Get[value](t.Context(), private)
			if diags.HasError() {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(kept, got); diff != "" {
				t.Errorf("(-kept +got):\n%s", diff)
			}
		})
	}
}

func TestNothingIsRemembered(t *testing.T) {
	t.Parallel()
	got, diags := privatestate.Get[value](t.Context(), fakePrivate{})
	if diags.HasError() || !cmp.Equal(got, value{}) {
		t.Errorf("an empty private state is got as %v, %v", got, diags)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	if _, diags := privatestate.Get[value](t.Context(), fakePrivate{privatestate.Key: []byte("[1]")}); !diags.HasError() {
		t.Error("a private state that cannot be understood is no error")
	}
}
