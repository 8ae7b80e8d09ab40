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
	"sync/atomic"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/admin/session"
)

// New checks the configuration and returns the ways in to the server. It does
// not connect. Errors are [*confproxy.ConfigError].
func New(config confproxy.Config) (confproxy.Ways, error) {
	s, err := session.New(config, session.Texts{
		Menu: menuEntries, Complaint: complaintWords, Untrusted: untrustedWords, Keep: isVocabulary, Hint: confirmationWords,
	})
	if err != nil {
		return confproxy.Ways{}, err
	}
	a := &administration{session: s, log: s.Log("admin")}
	return confproxy.Ways{
		Settings:   settings{a},
		Secrets:    toldSecrets{secrets{a}},
		Files:      toldFiles{files{a}},
		Servers:    servers{a},
		Connection: connection{s, a},
		Recogniser: recogniser{a},
		Mask:       s.Mask(),
		Log:        s.Log("client"),
	}, nil
}

// administration is shared by all ways in by the pages.
type administration struct {
	session *session.Session
	log     *slog.Logger
	cache   cache
	order   atomic.Pointer[order] // of the table of files, as last read; nil for none
	stable  []string              // hidden values of the upload form, once two reads have shown the same
	// openDeletion is a deletion that was not answered. The server may still
	// make it, when another change has altered the table.
	openDeletion atomic.Pointer[error]
}

type connection struct {
	*session.Session
	administration *administration
}

// Renew reads a page on new connections: the first page of the Private tab, if
// its address is known, so that a following deletion need not read it again.
func (c connection) Renew(ctx context.Context) error {
	return c.Session.Renew(ctx, func(ctx context.Context) error {
		if c.Remembered(placePrivate) == nil {
			_, err := c.OpenRoot(ctx)
			return err
		}
		return c.administration.readFirstPage(ctx)
	})
}

// Forget discards the shared results of reads.
func (c connection) Forget() { c.administration.cache.clear() }
