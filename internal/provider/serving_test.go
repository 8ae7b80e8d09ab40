// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TestServerForgetsItsCalls also shows whether the framework still needs help.
func TestServerForgetsItsCalls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		server  tfprotov6.ProviderServer
		forgets bool
	}{
		"the provider":       {New("test")(), true},
		"only a framework's": {providerserver.NewProtocol6(newProvider("test"))(), false},
	} {
		if forgets := forgetsCall(t, test.server); forgets != test.forgets {
			t.Errorf("%s: expected that the call is forgotten: %v, got %v", name, test.forgets, forgets)
		}
	}
}

type keyOfCall struct{}

func forgetsCall(t *testing.T, server tfprotov6.ProviderServer) bool {
	t.Helper()
	of := new([1024]byte)
	remembered := weak.Make(of)
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), keyOfCall{}, of))
	if _, err := server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "unknown"}); err != nil {
		t.Fatal(err)
	}
	cancel()
	runtime.GC()
	runtime.GC()
	defer runtime.KeepAlive(server)
	return remembered.Value() == nil
}

func TestCallContext(t *testing.T) {
	t.Parallel()
	until := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(context.WithValue(t.Context(), keyOfCall{}, "a value"), until)
	_, _ = call(ctx, providerServer{}, 0, func(held context.Context, _ int) (int, error) {
		child, stop := context.WithCancel(held)
		defer stop()
		deadline, _ := child.Deadline()
		if child.Value(keyOfCall{}) != "a value" || !deadline.Equal(until) || child.Err() != nil {
			t.Errorf("expected the context of the call, got %v", child)
		}
		cancel()
		<-child.Done()
		return 0, nil
	})
}
