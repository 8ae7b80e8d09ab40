// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/batch"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Ways are the ways in to one server that a [Client] uses.
type Ways struct {
	Settings   Settings
	Secrets    Secrets
	Files      Files
	Servers    Servers
	Connection Connection
	Recogniser Recogniser
	// Mask knows the secrets that no text may show.
	Mask *secret.Masker
	// Log records each operation and its duration. Nil logs nothing.
	Log *slog.Logger
}

// Connection is the connection to the server, as far as a client needs to know
// and change it.
type Connection interface {
	// Endpoint returns the configured address of the server, without /conf.
	Endpoint() *url.URL
	// TLSServerName returns the name that the endpoint's certificate should cover.
	TLSServerName() string
	// RootCAs returns the configured roots, nil for the system's.
	RootCAs() *x509.CertPool
	// Trust accepts another leaf for the rest of this process, by its SHA-256
	// fingerprint in hex: one that the client itself puts on the server. It
	// ignores "".
	Trust(fingerprint string)
	// Renew reconnects by the rules of the configuration, and makes sure that
	// the server can still be managed. Until that succeeds, it keeps the
	// working connections.
	Renew(ctx context.Context) error
	// Relocate continues at another port, after the endpoint's was removed.
	Relocate(port int64, useTLS bool)
	// Forget discards the shared results of reads, because the server may have
	// changed.
	Forget()
}

// Client performs an administrator's tasks on one server. One writer or several
// readers of a server work at a time. It is safe for concurrent use.
type Client struct {
	ways     Ways
	lock     *batch.Lock
	puts     batch.Queue[pendingPut, PutResult]
	removals batch.Queue[Removal, error]
	edits    batch.Queue[Edit, error]
}

// New returns a client that uses the given ways. It does not connect.
func New(ways Ways) *Client {
	return &Client{ways: ways.withDefaults(), lock: batch.LockFor(HostPort(ways.Connection.Endpoint()))}
}

func (w Ways) withDefaults() Ways {
	if w.Mask == nil {
		w.Mask = &secret.Masker{}
	}
	if w.Log == nil {
		w.Log = slog.New(slog.DiscardHandler)
	}
	return w
}

// NewUnavailable returns a client of a server that is not yet known: every
// operation fails with err. It has no address and no roots.
func NewUnavailable(err error) *Client {
	return &Client{ways: Ways{}.withDefaults(), lock: &batch.Lock{Err: err}}
}

// Err returns the reason why the client cannot be used, nil if it can.
func (c *Client) Err() error { return c.lock.Err }

// Endpoint returns the configured address of the server, without /conf.
func (c *Client) Endpoint() *url.URL { return c.ways.Connection.Endpoint() }

// Address returns host and port of the configured endpoint.
func (c *Client) Address() string { return HostPort(c.Endpoint()) }

// TLSServerName returns the name that the endpoint's certificate should cover.
func (c *Client) TLSServerName() string { return c.ways.Connection.TLSServerName() }

// RootCAs returns the configured roots, nil for the system's.
func (c *Client) RootCAs() *x509.CertPool { return c.ways.Connection.RootCAs() }

// HostPort returns host and port of a URL, with the scheme's default port.
func HostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// reading runs a read, concurrently with other reads of the server.
func (c *Client) reading(ctx context.Context, read func() error) error {
	return c.masked(c.lock.Read(ctx, read))
}

// writing runs a change, exclusively on the server. It begins with nothing
// shared, and all later reads are fresh.
func (c *Client) writing(ctx context.Context, change func(context.Context) error) error {
	return c.masked(c.lock.Write(ctx, func() error {
		c.alone()
		defer c.alone()
		return change(ctx)
	}))
}

// alone makes sure that a change shares no reads with earlier operations.
func (c *Client) alone() {
	c.ways.Connection.Forget()
	c.lock.Separate()
}

// afterwards limits the time after an interruption for reading back or
// restoring what a write may have changed.
const afterwards = 2 * time.Minute

// Detached returns a context for a write and its follow-up: only its deadline
// ends it, not an interruption.
func Detached(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := afterwards
	if deadline, ok := ctx.Deadline(); ok {
		limit = max(limit, time.Until(deadline))
	}
	return context.WithTimeout(context.WithoutCancel(ctx), limit)
}

// tell logs a finished operation or a wait, and reports it as progress.
func (c *Client) tell(ctx context.Context, message string, args ...any) {
	progress.Tell(ctx, c.ways.Log, c.ways.Mask, message, args...)
}

// waitFor begins a wait for the server.
func (c *Client) waitFor(what string) *progress.Wait { return progress.WaitFor(what, c.tell) }
