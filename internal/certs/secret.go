// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package certs

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is bytes that may be key material or a passphrase. It prints, logs and
// encodes as their number only.
type Secret []byte

// String returns the number of bytes.
func (s Secret) String() string { return fmt.Sprintf("(%d bytes, not shown)", len(s)) }

// Format keeps every verb from printing the bytes.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, s.String()) }

// LogValue keeps structured logs from printing the bytes.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps encoders from writing the bytes.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
