// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certstest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// Must returns the value, and ends the test on an error.
func Must[T any](tb testing.TB, value T, err error) T {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	return value
}

// Parse parses contents with undamaged PEM.
func Parse(tb testing.TB, data []byte) *certs.Content {
	tb.Helper()
	content := certs.NewContent(data)
	return Must(tb, content, content.Err())
}

// Issue returns a certificate of a new authority.
func Issue(tb testing.TB, leaf Leaf) *Issued {
	tb.Helper()
	authority, err := New()
	if err != nil {
		tb.Fatal(err)
	}
	issued, err := authority.Issue(leaf)
	if err != nil {
		tb.Fatal(err)
	}
	return issued
}

// RequireOpenSSL skips a test if there is no openssl command, or fails it if
// CONFPROXY_REQUIRE_OPENSSL=1.
func RequireOpenSSL(tb testing.TB) {
	tb.Helper()
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CONFPROXY_REQUIRE_OPENSSL") == "1" {
			tb.Fatal("openssl is not on the PATH, and CONFPROXY_REQUIRE_OPENSSL=1 requires it")
		}
		tb.Skip("openssl is not on the PATH; set CONFPROXY_REQUIRE_OPENSSL=1 to fail instead")
	}
}

// RunOpenSSL runs the openssl command and returns its output.
func RunOpenSSL(tb testing.TB, input []byte, args ...string) []byte {
	tb.Helper()
	RequireOpenSSL(tb)
	command := exec.CommandContext(tb.Context(), "openssl", args...)
	command.Stdin = bytes.NewReader(input)
	var output, complaint bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaint
	if err := command.Run(); err != nil {
		tb.Fatalf("openssl %s: %v\n%s", strings.Join(args, " "), err, complaint.Bytes())
	}
	return output.Bytes()
}

// File writes a temporary file and returns its path.
func File(tb testing.TB, data []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "file.pem")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}
