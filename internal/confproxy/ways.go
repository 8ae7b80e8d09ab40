// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"cmp"
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/progress"
	"github.com/confproxy/terraform-provider-confproxy/internal/confproxy/secret"
)

// Ways are the ways in to one server.
type Ways struct {
	Settings   Settings
	Secrets    Secrets
	Files      Files
	Servers    Servers
	Connection Connection
	Recogniser Recogniser
	// Mask knows the secrets that no text may show.
	Mask *secret.Masker
	// Log records each operation and its duration.
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
	// ClosesTLS reports whether the endpoint is reached by TLS, and the server
	// closes the connection after every answer.
	ClosesTLS() bool
	// Relocate continues at another port, after the endpoint's was removed.
	Relocate(port int64, useTLS bool)
	// Forget discards the shared results of reads, because the server may have
	// changed.
	Forget()
}

// Scope is the part of a server that a restart restarts.
type Scope string

// The scopes, each with a button in Activity monitor > Servers.
const (
	ScopeServer     Scope = "server"
	ScopeModuleApps Scope = "module_apps"
)

// Op returns the operation, for messages.
func (s Scope) Op() string {
	if s == ScopeModuleApps {
		return "restart the module apps"
	}
	return "restart the server"
}

// Servers is a way in to the servers of the grid.
type Servers interface {
	// CanRestart reports, without changing anything, whether a restart of the
	// endpoint's server can be requested, and returns the names of the servers
	// that it does not reach.
	CanRestart(ctx context.Context, scope Scope) (others []string, err error)
	// Restart requests a restart of the endpoint's server, once. A lost answer,
	// which a restart can cause, is a [SentError].
	Restart(ctx context.Context, scope Scope) error
}

// Address returns host and port of the endpoint.
func (w Ways) Address() string { return HostPort(w.Connection.Endpoint()) }

// HostPort returns host and port of a URL, with the scheme's default port.
func HostPort(u *url.URL) string {
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	return net.JoinHostPort(u.Hostname(), port)
}

// ReadFile downloads a file, and masks its keys from then on.
func (w Ways) ReadFile(ctx context.Context, name string) ([]byte, File, error) {
	data, file, err := w.Files.Read(ctx, name)
	w.Mask.AddKeys(data)
	return data, file, err
}

// Tell logs a finished operation or a wait, and reports it as progress.
func (w Ways) Tell(ctx context.Context, message string, args ...any) {
	progress.Tell(ctx, w.Log, w.Mask, message, args...)
}

// WaitFor begins a wait for the server.
func (w Ways) WaitFor(what string) *progress.Wait { return progress.WaitFor(what, w.Tell) }

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
