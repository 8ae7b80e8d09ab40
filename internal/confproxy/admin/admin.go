// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package admin is the way in to a server by its HTML administration.
//
// The administration has no documented HTML and no documented address below
// /conf. The client therefore works like a careful person with a browser: it
// finds menu entries, rows, columns and buttons by their visible, documented
// texts, and takes every address, field name and token from the page at hand.
//
// A write submits the page as a browser would after its user touched only the
// named controls. It is sent once and read back.
package admin

import (
	"context"
	"log/slog"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/storage"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/ui"
)

// New checks the configuration and returns the ways in to the server. It does
// not connect. Errors are [*confproxy.ConfigError].
func New(config confproxy.Config) (confproxy.Ways, error) {
	s, err := session.New(config, ui.Texts)
	if err != nil {
		return confproxy.Ways{}, err
	}
	a := &administration{session: s, log: s.Log("admin")}
	stored := storage.New(s, a.log, &a.cache)
	return confproxy.Ways{
		Settings:   settings{a},
		Secrets:    secrets{a},
		Files:      stored,
		Servers:    servers{a},
		Connection: connection{s, &a.cache, stored},
		Recogniser: recogniser{a, stored},
		Mask:       s.Mask(),
		Log:        s.Log("client"),
	}, nil
}

// administration is shared by the ways in by pages of settings and of servers.
type administration struct {
	session *session.Session
	log     *slog.Logger
	cache   ui.Cache
}

// open opens a page, again if its way had ended with a session.
func (a *administration) open(ctx context.Context, p ui.Spec) (*session.View, error) {
	return session.Read(ctx, a.session, func(ctx context.Context) (*session.View, error) { return ui.Open(ctx, a.session, p) })
}

type connection struct {
	*session.Session
	cache *ui.Cache
	files *storage.Files
}

// Renew reads a page on new connections.
func (c connection) Renew(ctx context.Context) error {
	return c.Session.Renew(ctx, c.files.ReadAny)
}

// Forget discards the shared results of reads.
func (c connection) Forget() { c.cache.Clear() }
