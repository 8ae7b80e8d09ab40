// Copyright (c) The terraform-provider-confproxy Authors
// SPDX-License-Identifier: MPL-2.0

// Package face is the emulated HTML administration: its pages, how they may look, and what they post.
// What the posts do is up to product. All of its HTML is invented; see the documentation of the package emulator.
package face

import "github.com/confproxy/terraform-provider-confproxy/internal/emulator/product"

// Skin is one possible face of the product: every field is an axis, a fact that nobody knows or that differs between
// releases. The zero value is the plain default.
type Skin struct {
	Name string // how flags and failing tests call it

	Login       LoginKind
	Session     SessionKind
	SessionLife int  // page views until a form login is forgotten; 0 is for ever
	Tokens      bool // a hidden token in every form, new on every page, good for one post

	Frames      FrameKind
	Menu        MenuKind
	MenuEntries EntryKind
	MenuIcons   IconKind
	Advanced    AdvancedKind
	URLs        URLKind
	Charset     CharsetKind
	Sloppy      bool // upper-case tags, unquoted attributes, optional end tags left out, odd white space

	Labels        product.LabelGeneration
	Sections      SectionKind
	Markup        MarkupKind
	TickedControl TickedKind
	YesNo         YesNoKind
	PortsControl  PortsKind
	Override      OverrideKind
	SaveSameURL   bool // the settings form has no action: it posts to the page's own address
	MultipartSave bool // the settings form is sent as multipart/form-data
	SaveAnswer    AnswerKind

	PassphraseForm PassphraseKind
	NeedsUntick    bool // the passphrase form appears only once the row's box was unticked and saved
	Secret         SecretKind

	Tabs          TabKind
	Extract       ExtractKind
	FileTable     FileTableKind
	PageSize      int // files a page; 0 is all of them
	Pager         PagerKind
	ConfirmDelete ConfirmKind
	DeleteInUse   product.DeleteInUseKind

	Select         SelectKind
	Restart        RestartLabel
	ConfirmRestart ConfirmKind

	Closes        bool // every answer ends its connection
	PlainHTTP     product.PlainKind
	PlainIfBroken bool // plain HTTP is served after all while handshakes fail
	CertReread    product.RereadKind
	BadPair       product.BadPairKind
	Untrusted     UntrustedKind

	// What follows is for tests that ask for it. No named or random skin has it.

	PrivateTab    PrivateTabKind
	SelfChanging  SelfChangingKind
	Echo          EchoKind
	FalseCharset  string // charset that the header names while the bytes are UTF-8; "" is no lie
	RefusePKCS8   bool   // the listener loads only traditional PEM keys
	PassphraseMax int    // characters that are kept of the key passphrase; 0 is all of them
}

// Behaviour is what the skin says about the product behind the face.
func (s Skin) Behaviour() product.Behaviour {
	return product.Behaviour{
		Labels: s.Labels, SessionLife: s.SessionLife, Closes: s.Closes, PlainHTTP: s.PlainHTTP, PlainIfBroken: s.PlainIfBroken,
		CertReread: s.CertReread, BadPair: s.BadPair, RefusePKCS8: s.RefusePKCS8, PassphraseMax: s.PassphraseMax,
		DeleteInUse: s.DeleteInUse,
	}
}
