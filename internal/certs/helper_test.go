// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs_test

import (
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

// must ends the test on an error.
func must[T any](t *testing.T, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// parse parses contents with undamaged PEM.
func parse(t *testing.T, data []byte) *certs.Content {
	t.Helper()
	content := certs.NewContent(data)
	return must(t, content, content.Err())
}
