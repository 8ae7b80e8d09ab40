// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"errors"
	"fmt"
	"strings"
)

// The kinds of failure, to be told apart with [errors.Is]. Every error of this
// package that one of them fits wraps it.
var (
	// ErrUnreachable: no HTTP conversation with the endpoint was possible.
	ErrUnreachable = errors.New("the server cannot be reached")
	// ErrUntrustedCertificate: the endpoint's certificate was not accepted.
	ErrUntrustedCertificate = errors.New("the server's certificate is not trusted")
	// ErrAuth: the password was refused. It is not tried again in this process.
	ErrAuth = errors.New("the login was refused")
	// ErrUntrustedNetwork: this machine's address may not use the administration.
	ErrUntrustedNetwork = errors.New("this machine's network is not trusted by the server")
	// ErrLayout: a page lacks what is documented to be on it.
	ErrLayout = errors.New("the page is not as documented")
	// ErrForeignHost: a page or redirect leads away from the configured server.
	ErrForeignHost = errors.New("the server leads to another host")
	// ErrServer: the server answered with an error status.
	ErrServer = errors.New("the server answered with an error")
	// ErrUnknownOutcome: a write was sent, and neither its answer nor a later
	// read tells what became of it.
	ErrUnknownOutcome = errors.New("the outcome of a change is unknown")
	// ErrNotApplied: a write was sent, and a later read shows that it had not
	// the effect it should have had.
	ErrNotApplied = errors.New("a change did not take effect")
	// ErrConflict: somebody else changed the same thing meanwhile.
	ErrConflict = errors.New("somebody else changed the server meanwhile")
	// ErrExists: a file of that name exists and may not be replaced.
	ErrExists = errors.New("the file exists already")
	// ErrNotFound: there is no file of that name.
	ErrNotFound = errors.New("the file does not exist")
	// ErrInUse: a setting still names the file.
	ErrInUse = errors.New("the file is in use")
	// ErrCheck: what was to be deployed failed a check; nothing was touched.
	ErrCheck = errors.New("the check before the change failed")
	// ErrLive: the server does not serve what it should after a change.
	ErrLive = errors.New("the live check failed")
)

// Error is a failure as a person needs it told.
type Error struct {
	Kind   error  // one of the sentinel errors above
	Op     string // what was wanted: "log in", "save General"
	Found  string // what was found instead, whole sentences
	Advice string // what to do next, whole sentences
	Cause  error  // the underlying error, may be nil
}

// Error joins what was wanted, what was found and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot %s: %s", e.Op, e.Kind)
	if e.Found != "" {
		fmt.Fprintf(&b, ". %s", strings.TrimSuffix(e.Found, "."))
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%s)", e.Cause)
	}
	b.WriteString(".")
	if e.Advice != "" {
		fmt.Fprintf(&b, " %s", e.Advice)
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}
