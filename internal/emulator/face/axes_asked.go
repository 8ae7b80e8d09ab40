// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

package face

// The axes of a [Skin] that no named or random skin varies.

// PrivateTabKind is what the tab Private is, where it is no plain link. No named or random skin has another than the
// first: a client has to refuse the others.
type PrivateTabKind int

// Kinds of the tab Private.
const (
	PrivateTabAsOthers PrivateTabKind = iota // see [TabKind]
	PrivateTabButton                         // a button that only a script makes work
	PrivateTabSpan                           // a span, as the current tab is
	PrivateTabHash                           // a link to # that only a script makes work
	PrivateTabRadio                          // a radio button that only a script makes work
	PrivateTabFragment                       // a link to a fragment that the page lacks
	PrivateTabMissing                        // not there; Private (local) is
)

// SelfChangingKind is what changes on a settings page at every reading. No named or random skin has any.
type SelfChangingKind int

// Things that change by themselves.
const (
	SelfChangingNone     SelfChangingKind = iota
	SelfChangingReadOnly                  // a row whose control is read-only
	SelfChangingDisabled                  // a disabled control that is no row
	SelfChangingHidden                    // a hidden value
)

// EchoKind is how error pages repeat what was posted. No named or random skin does.
type EchoKind int

// Echoes.
const (
	EchoNone      EchoKind = iota
	EchoRaw                // as it came, not even escaped
	EchoEscaped            // escaped as HTML wants it
	EchoURL                // percent-encoded
	EchoBase64             // in base64
	EchoCollapsed          // white space collapsed
	EchoCut                // each value cut to its first 100 bytes
)
