// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package secret_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// The log shows no secret that is known at the time, in any value.
func TestLogger(t *testing.T) {
	t.Parallel()
	const text = "correct horse 42"
	mask := &secret.Masker{}
	var written bytes.Buffer
	log := mask.Logger(slog.New(slog.NewTextHandler(&written, nil)))
	mask.Add(text)
	log.With("with", text).WithGroup("group").Info("message "+text, "string", text, "error", errors.New(text), "list", []string{text}, "number", 42)
	got := written.String()
	if strings.Contains(got, "horse") || strings.Count(got, secret.Mask) != 5 || !strings.Contains(got, "group.number=42") {
		t.Errorf("got %s", got)
	}
}

// Words are not passed to other masks, which would confirm a guess.
func TestGiven(t *testing.T) {
	t.Parallel()
	mask := &secret.Masker{}
	mask.Add("correct horse 42")
	mask.Add("correct horse 42")
	mask.Add("password")
	mask.AddKeys([]byte("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"))
	if got := mask.Given(); len(got) != 1 || got[0] != "correct horse 42" {
		t.Errorf("got %q", got)
	}
}
