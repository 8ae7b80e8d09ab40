// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package product

// Behaviour is what the product does where nobody knows it, whatever face shows it.
// The zero value is the plain default.
type Behaviour struct {
	Labels        LabelGeneration
	SessionLife   int  // page views until a login is forgotten; 0 is for ever
	Closes        bool // every answer ends its connection
	PlainHTTP     PlainKind
	PlainIfBroken bool // plain HTTP is served after all while handshakes fail
	CertReread    RereadKind
	BadPair       BadPairKind
	RefusePKCS8   bool // the listener loads only traditional PEM keys
	PassphraseMax int  // characters that are kept of the key passphrase; 0 is all of them
	DeleteInUse   DeleteInUseKind
}

// LabelGeneration is the release whose labels and defaults are in use (both documented).
type LabelGeneration int

// Generations of labels.
const (
	LabelsNewer LabelGeneration = iota // Redirect HTTP to HTTPS …, 0x0301-0x10000
	LabelsOlder                        // Force SSL …, ALL -SSLv2 -SSLv3, and other labels differ by a word
)

// PlainKind is what plain HTTP gets once SSL is in use (unknown).
type PlainKind int

// Fates of plain HTTP.
const (
	PlainKept       PlainKind = iota // served as before
	PlainRedirected                  // redirected to https on the same host and port
	PlainRefused                     // the connection is closed without an answer
	PlainParseError                  // HTTP/1.0 503 Request parse error
)

// RereadKind is when certificate, key, chain and use-SSL take effect (on save is inferred).
// That the passphrase needs no restart is documented, so setting it always counts as a moment.
type RereadKind int

// Moments of reading.
const (
	RereadOnSave    RereadKind = iota // at a save of settings and at a restart
	RereadOnUpload                    // also when a private file is uploaded or deleted
	RereadOnRestart                   // at a restart only
)

// BadPairKind is what the listener does with files that do not make a certificate (unknown).
type BadPairKind int

// Behaviour with a bad pair.
const (
	BadPairFails      BadPairKind = iota // handshakes fail with an alert
	BadPairCloses                        // the connection is closed at the client's hello
	BadPairKeepsOld                      // the certificate before is served on, until a restart
	BadPairSelfSigned                    // the self-signed default is served
)

// DeleteInUseKind is whether a file that settings name can be deleted (unknown).
type DeleteInUseKind int

// Deletion of a file in use.
const (
	DeleteInUseAllowed DeleteInUseKind = iota // deleted like any other
	DeleteInUseRefused                        // refused with a message
)
