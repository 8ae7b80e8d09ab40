// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package confproxy

import (
	"context"
	"time"
)

// LoginKind is the kind of login, which is not documented.
type LoginKind string

// The kinds of login.
const (
	LoginNone       LoginKind = "none"
	LoginBasic      LoginKind = "basic"
	LoginForm       LoginKind = "form"
	LoginFormNoUser LoginKind = "form without user name"
)

// Recognition is what the client recognises on a server.
type Recognition struct {
	Endpoint string
	Login    LoginKind
	Version  string // as the server discloses it in its answers; may be empty
	Menu     []string
	Pages    []PageRecognition
	TLS      TLSRecognition
	XMLMSG   *XMLMSGRecognition // nil without a database secret
	// Rehearsal has the writes that were prepared.
	Rehearsal Rehearsal
}

// Rehearsal has one write of each kind, prepared but not sent.
type Rehearsal struct {
	Upload   Rehearsed // of a small file
	Save     Rehearsed // of the rows that name a certificate, with the documented values
	Deletion Rehearsed // of the first file that is not the product's own
	Restart  Rehearsed // of the endpoint's server
}

// Rehearsed is a write that was not sent.
type Rehearsed struct {
	Submission *Submission // nil if the write would fail before
	Problem    string      // the reason why it would fail; "" if it would not
}

// NewRehearsed returns the rehearsal for the error of a write by a read-only
// client. Without an error, there was nothing to change.
func NewRehearsed(err error) Rehearsed {
	if unsent := notSent(err); len(unsent) > 0 {
		return Rehearsed{Submission: &unsent[0]}
	}
	if err != nil {
		return Rehearsed{Problem: err.Error()}
	}
	return Rehearsed{Problem: "There is nothing to change."}
}

// XMLMSGRecognition is what the client recognises of the XML interface.
type XMLMSGRecognition struct {
	Reachable      bool      // its specification and its form were read
	SecretAccepted *bool     // it answered with settings; nil if it was not asked
	Settings       []Setting // those that it knows
	Problem        string    // why it cannot be used; "" when it can
}

// PageRecognition is what the client recognises of one page.
type PageRecognition struct {
	Name       string
	Found      bool
	Recognised []string // labels of rows, headers of columns, texts of buttons
	Missed     []string
	Problem    string // the reason why the page could not be opened
}

// Note records whether a text was recognised or missed.
func (p *PageRecognition) Note(text string, found bool) {
	if found {
		p.Recognised = append(p.Recognised, text)
	} else {
		p.Missed = append(p.Missed, text)
	}
}

// TLSRecognition is the result of a handshake with the endpoint's port.
type TLSRecognition struct {
	Enabled           bool
	Version           string // of the protocol, such as "TLS 1.3"
	CipherSuite       string
	Subject           string
	SHA256Fingerprint string
	NotAfter          time.Time
	Problem           string // the reason why there is no TLS, or why the certificate is not trusted
}

// Recogniser is a way in that reports what it recognises on a server.
type Recogniser interface {
	// Recognise reads the pages that the way in needs and returns what it
	// recognises. It changes nothing. Only a server that cannot be reached or
	// refuses the login is an error.
	Recognise(ctx context.Context) (*Recognition, error)
}
