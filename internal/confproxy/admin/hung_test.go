// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package admin_test

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
)

// If a server accepts connections and never answers, log and progress say so.
func TestHungServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	log := &lines{}
	c := admin.Connect(t, confproxy.Config{
		Endpoint: "http://" + listener.Addr().String(), Password: "asd", RequestTimeout: 200 * time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	told := &lines{}
	ctx := progress.With(t.Context(), func(message string) { _, _ = told.Write([]byte(message)) })
	if _, err := c.Recognise(ctx); err == nil {
		t.Error("expected an error")
	}
	for where, told := range map[string]string{"log": log.String(), "progress": told.String()} {
		if !strings.Contains(told, "waiting for the server to answer") || !strings.Contains(told, "/conf") {
			t.Errorf("the %s does not say what is waited for: %q", where, told)
		}
	}
}

// lines is safe for concurrent use.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
