// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"log/slog"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logHandler hands what the client logs over to the engine's log, as a subsystem.
// The client masks secrets itself; they are masked here once more.
type logHandler struct {
	secrets []string
	attrs   []slog.Attr
}

// subsystem is the name by which TF_LOG_PROVIDER_CONFPROXY_CLIENT filters.
const subsystem = "client"

// newLogger returns a logger for the client.
func newLogger(secrets ...string) *slog.Logger {
	var known []string
	for _, secret := range secrets {
		if secret != "" {
			known = append(known, secret)
		}
	}
	return slog.New(&logHandler{secrets: known})
}

// Enabled leaves the choice of levels to the engine.
func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }

// Handle hands one record over.
func (h *logHandler) Handle(ctx context.Context, record slog.Record) error {
	ctx = tflog.NewSubsystem(ctx, subsystem, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_CONFPROXY", subsystem))
	ctx = tflog.SubsystemMaskLogStrings(ctx, subsystem, h.secrets...)
	fields := map[string]any{}
	for _, attr := range h.attrs {
		fields[attr.Key] = attr.Value.Any()
	}
	record.Attrs(func(attr slog.Attr) bool {
		fields[attr.Key] = attr.Value.Any()
		return true
	})
	switch {
	case record.Level >= slog.LevelError:
		tflog.SubsystemError(ctx, subsystem, record.Message, fields)
	case record.Level >= slog.LevelWarn:
		tflog.SubsystemWarn(ctx, subsystem, record.Message, fields)
	case record.Level >= slog.LevelInfo:
		tflog.SubsystemInfo(ctx, subsystem, record.Message, fields)
	default:
		tflog.SubsystemDebug(ctx, subsystem, record.Message, fields)
	}
	return nil
}

// WithAttrs returns a handler that adds attributes to every record.
func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &logHandler{secrets: h.secrets, attrs: append(append([]slog.Attr{}, h.attrs...), attrs...)}
}

// WithGroup returns the handler itself: records have no groups.
func (h *logHandler) WithGroup(string) slog.Handler { return h }
