// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package probe

import (
	"bytes"
	"errors"
	"testing"

	"github.com/confproxy/terraform-provider-confproxy/internal/certs"
)

func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"", "\x15\x03\x03\x00\x02\x02\x28", "\x16\x03\x03\x00\x04\x0e\x00\x00\x00", "\x16\x03\x03\x00\x0a\x0b\x00\x00\x06\x00\x00\x03\x00\x00\x00",
		"\x16\x03\x03\x00\x08\x0c\x00\x00\x04\x03\x00\x1e\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		a := &answer{}
		if err := a.read(bytes.NewReader(in)); err != nil {
			return
		}
		_ = a.reason(errors.New("a cause"))
		for _, c := range a.certificates {
			_ = certs.Problem(c)
		}
	})
}
