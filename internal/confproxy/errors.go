// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The kinds of errors, for [errors.Is]. Every error of this package and of the
// ways in wraps the matching kind.
var (
	// ErrUnreachable reports that no HTTP exchange with the endpoint was possible.
	ErrUnreachable = errors.New("the server cannot be reached")
	// ErrNoTLS is an [ErrUnreachable]: the port answers, but not with TLS.
	ErrNoTLS = fmt.Errorf("%w: the TLS handshake failed", ErrUnreachable)
	// ErrUnfinished reports that the server answered, and that its answer did not
	// end in time.
	ErrUnfinished = errors.New("the answer did not end in time")
	// ErrUntrustedCertificate reports that the endpoint's certificate was not accepted.
	ErrUntrustedCertificate = errors.New("the server's certificate is not trusted")
	// ErrAuth reports that the password was refused. It is not tried again in this process.
	ErrAuth = errors.New("the login was refused")
	// ErrNoPassword reports that the server asks for a password and none is configured.
	ErrNoPassword = fmt.Errorf("%w: no password is configured", ErrAuth)
	// ErrUntrustedNetwork reports that this machine's address may not use the administration.
	ErrUntrustedNetwork = errors.New("this machine's network is not trusted by the server")
	// ErrLayout reports that a page lacks a documented element.
	ErrLayout = errors.New("the page is not as documented")
	// ErrEncoding reports a value that cannot be sent by a page in its encoding.
	ErrEncoding = errors.New("the page's encoding lacks characters of the value")
	// ErrForeignHost reports that a page or redirect leads away from the configured server.
	ErrForeignHost = errors.New("the server leads to another host")
	// ErrServer reports that the server answered with an error status.
	ErrServer = errors.New("the server answered with an error")
	// ErrUnknownOutcome reports that a write was sent, and neither its answer
	// nor a later read shows whether it took effect.
	ErrUnknownOutcome = errors.New("the outcome of a change is unknown")
	// ErrNotApplied reports that a write was sent, and a later read shows that it
	// did not take effect.
	ErrNotApplied = errors.New("a change did not take effect")
	// ErrConflict reports that somebody else changed the same thing in the meantime.
	ErrConflict = errors.New("somebody else changed the server meanwhile")
	// ErrExists reports that a file of that name exists and may not be replaced.
	ErrExists = errors.New("the file exists already")
	// ErrNotFound reports that there is no file of that name.
	ErrNotFound = errors.New("the file does not exist")
	// ErrNotReplicated reports that other servers of the grid do not have a file yet.
	ErrNotReplicated = errors.New("the file has not reached every server of the grid")
	// ErrInUse reports that a setting still names the file.
	ErrInUse = errors.New("the file is in use")
	// ErrCheck reports that a deployment failed a check. Nothing was changed.
	ErrCheck = errors.New("the check before the change failed")
	// ErrEndpointPort is an [ErrCheck]: the ports do not include that of the endpoint.
	ErrEndpointPort = fmt.Errorf("%w: the endpoint's port would go", ErrCheck)
	// ErrLiveUnreachable is an [ErrCheck]: nothing answers at the address of
	// the handshake that verifies the change.
	ErrLiveUnreachable = fmt.Errorf("%w: the address of the live check does not answer", ErrCheck)
	// ErrPassphraseLate is an [ErrCheck]: once the settings name the new key, no
	// connection can be made to enter its passphrase.
	ErrPassphraseLate = fmt.Errorf("%w: the passphrase could not be entered", ErrCheck)
	// ErrPassphraseDue reports that the settings name the new key, whose passphrase
	// could not be entered.
	ErrPassphraseDue = errors.New("the passphrase of the new key is still due")
	// ErrReadOnly reports that nothing was sent, because the client is read-only.
	ErrReadOnly = errors.New("the client is read-only")
	// ErrLive reports that the server does not serve what it should after a change.
	ErrLive = errors.New("the live check failed")
)

// Error is an error with the information that a person needs to act on it.
type Error struct {
	Kind   error  // one of the sentinel errors above
	Op     string // the failed operation: "log in", "save General"
	Found  string // the finding, in whole sentences
	Advice string // the remedy at the server, in whole sentences
	Cause  error  // the underlying error; may be nil
}

// Error returns the operation, the finding and the remedy.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot %s: %s", e.Op, e.Kind)
	if e.Found != "" {
		fmt.Fprintf(&b, ". %s", strings.TrimSuffix(e.Found, "."))
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%s)", strings.TrimSuffix(e.Cause.Error(), "."))
	}
	b.WriteString(".")
	if e.Advice != "" {
		fmt.Fprintf(&b, " %s", e.Advice)
	}
	return b.String()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// SentError is an error after something was sent: the server may have changed.
type SentError struct {
	Cause error
	// Left are the values of rows as the last successful post of an unfinished
	// write left them, on the way to the wanted ones.
	Left Values
}

// Error returns the text of the cause.
func (e *SentError) Error() string { return e.Cause.Error() }

// Unwrap returns the cause.
func (e *SentError) Unwrap() error { return e.Cause }

// MayHaveChanged reports whether the server may have changed although an
// operation failed.
func MayHaveChanged(err error) bool {
	_, sent := errors.AsType[*SentError](err)
	return sent
}

// QuoteNames lists the names of files for messages, the first ones of many.
func QuoteNames(files map[string]File) string {
	const most = 40
	names := slices.Sorted(maps.Keys(files))
	quoted := make([]string, 0, most)
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	if more := len(names) - len(quoted); more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
