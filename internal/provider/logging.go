// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"log/slog"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// logHandler passes the client's log records to the engine's log. Each part of
// the client is a subsystem, which TF_LOG_PROVIDER_CONFPROXY_<SUBSYSTEM>
// filters. The root fields tell the type and the name of the resource. The client
// masks secrets itself; they are masked here again.
type logHandler struct {
	mask      *secret.Masker
	subsystem string
	attrs     []slog.Attr
}

// Enabled returns true, because the engine selects the levels.
func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }

// Handle passes one record on.
func (h *logHandler) Handle(ctx context.Context, record slog.Record) error {
	ctx = tflog.NewSubsystem(ctx, h.subsystem, tflog.WithRootFields(), tflog.WithLevelFromEnv("TF_LOG_PROVIDER_CONFPROXY", h.subsystem))
	ctx = tflog.SubsystemMaskLogStrings(ctx, h.subsystem, h.mask.Given()...)
	fields := map[string]any{}
	for _, attr := range h.attrs {
		fields[attr.Key] = attr.Value.Any()
	}
	record.Attrs(func(attr slog.Attr) bool {
		fields[attr.Key] = attr.Value.Any()
		return true
	})
	switch {
	case record.Level >= slog.LevelWarn:
		tflog.SubsystemWarn(ctx, h.subsystem, record.Message, fields)
	case record.Level >= slog.LevelInfo:
		tflog.SubsystemInfo(ctx, h.subsystem, record.Message, fields)
	default:
		tflog.SubsystemDebug(ctx, h.subsystem, record.Message, fields)
	}
	return nil
}

// WithAttrs returns a handler that adds attributes to every record.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{h.mask, h.subsystem, append(slices.Clone(h.attrs), attrs...)}
}

// WithGroup returns the handler of another subsystem.
func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{h.mask, name, h.attrs}
}
