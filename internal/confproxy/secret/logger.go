// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package secret

import (
	"context"
	"log/slog"
)

// Logger returns a logger that removes all secrets known at the time from its
// records.
func (m *Masker) Logger(to *slog.Logger) *slog.Logger {
	return slog.New(&logHandler{to.Handler(), m})
}

type logHandler struct {
	slog.Handler
	mask *Masker
}

// Handle masks the message and the attributes of a record.
func (h *logHandler) Handle(ctx context.Context, record slog.Record) error {
	masked := slog.NewRecord(record.Time, record.Level, h.mask.Text(record.Message), record.PC)
	record.Attrs(func(attr slog.Attr) bool {
		masked.AddAttrs(h.masked(attr))
		return true
	})
	return h.Handler.Handle(ctx, masked)
}

// WithAttrs masks attributes that every record gets.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	masked := make([]slog.Attr, len(attrs))
	for i, attr := range attrs {
		masked[i] = h.masked(attr)
	}
	return &logHandler{h.Handler.WithAttrs(masked), h.mask}
}

// WithGroup begins a group.
func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{h.Handler.WithGroup(name), h.mask}
}

// masked masks everything except numbers, which contain no secret.
func (h *logHandler) masked(attr slog.Attr) slog.Attr {
	value := attr.Value.Resolve()
	if value.Kind() == slog.KindInt64 {
		return attr
	}
	return slog.String(attr.Key, h.mask.Text(value.String()))
}
